"""Feed lists as OPML, the format of feed readers. Knows nothing of polling or of where sources are kept."""

import re
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from config.sources import Source
from workers.model.errors import Permanent
from workers.model.links import web_link
from workers.model.masked import without_secrets
from workers.model.plain import one_line

LARGEST = 8 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One outline of an OPML file. `id` is a slug, unique within the file."""

    id: str
    name: str
    url: str
    homepage: str | None
    language: str | None


def read_opml(body: bytes, *, name: str) -> tuple[Listed, ...]:
    """The feeds of an OPML file, without repetition. Raises Permanent with the remedy."""
    if len(body) > LARGEST:
        raise Permanent(f"{name}: larger than {LARGEST // 1024**2} MiB; split it", reason="too_large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(body, parser) if body.strip() else None
    if root is None or str(root.tag).lower() != "opml":
        raise Permanent(f"{name}: is not OPML; export it from a feed reader again", reason="not_opml")
    found: dict[str, Listed] = {}
    taken: set[str] = set()
    for outline in root.iter("outline"):
        url = web_link(outline.get("xmlUrl"), base="")
        if url is None or url in found:
            continue
        title = one_line(outline.get("title") or outline.get("text") or url)[:200]
        slug = unique(slug_of(title, url), taken)
        taken.add(slug)
        home = web_link(outline.get("htmlUrl"), base="")
        found[url] = Listed(id=slug, name=title, url=url, homepage=home, language=outline.get("language"))
    return tuple(found.values())


def slug_of(title: str, url: str) -> str:
    """From the title where it is Latin, else from the address."""
    text = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if len(text) < 3:
        text = re.sub(r"[^a-z0-9]+", "-", url.lower().partition("://")[2]).strip("-")
    return text[:60].strip("-") or "feed"


def unique(slug: str, taken: set[str]) -> str:
    if slug not in taken:
        return slug
    return next(name for number in range(2, 100_000) if (name := f"{slug[:56]}-{number}") not in taken)


def write_opml(sources: tuple[Source, ...]) -> str:
    """The feeds among the sources, enabled ones only; secrets in their addresses are masked."""
    lines = [outline(source) for source in sources if source.enabled and source.kind == "feed"]
    body = "\n".join(lines)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Marsad</title></head>\n  <body>\n'
    )
    return f"{head}{body}\n  </body>\n</opml>\n"


def outline(source: Source) -> str:
    attributes = {"text": source.name, "title": source.name, "xmlUrl": without_secrets(source.url)}
    attributes |= {"htmlUrl": source.homepage} if source.homepage else {}
    attributes |= {"language": source.language} if source.language else {}
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f'    <outline type="rss" {written}/>'
