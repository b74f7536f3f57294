"""What a page says of its article: title, authors, times, address, image, site, language. Believes little of it.

JSON-LD first, then OpenGraph and meta elements, then the visible title; each value is checked before it is taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from workers.article.structured import address, article_nodes, texts
from workers.article.titles import clean_title
from workers.model.plain import one_line

_MAX_AUTHORS = 12
_MAX_URL = 2048
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "publish-date",
    "publishdate", "pubdate", "date", "dc.date.issued", "dc.date", "dcterms.created", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified")
_NO_AUTHOR = re.compile(
    r"^(?:https?:|www\.|admin$|administrator$|redaktion$|editor$|staff$|null$|none$|undefined$|author$)", re.IGNORECASE
)
_SPLIT_AUTHORS = re.compile(r"\s*(?:;|\s\|\s|,(?=\s*[^\W\d_]{2,}\s+[^\W\d_])|\s+(?:and|und|et|y|و|и|ve)\s+)\s*")
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af|بقلم|автор:?)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """As found, text made plain. `titles` are all that the page calls itself; times are still as written."""

    title: str | None = None
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    canonical_url: str | None = None
    image: str | None = None
    site_name: str | None = None
    language: str | None = None
    description: str | None = None
    body: str | None = None
    kind: str | None = None
    free: bool | None = None


def read_metadata(tree: Any, url: str | None) -> Metadata:
    """From a parsed page; no value is guessed."""
    node = next(iter(article_nodes(tree)), {})
    meta = _meta(tree)
    site = _first(meta, "og:site_name", "application-name") or next(iter(texts(node.get("publisher"))), None)
    headings = [_text(element) for element in _some(tree, "h1", 3)]
    raw = [
        *texts(node.get("headline")),
        _first(meta, "og:title"),
        _first(meta, "twitter:title"),
        *headings,
        _page_title(tree),
    ]
    titles = tuple(dict.fromkeys(found for title in raw if (found := clean_title(title, site=site, url=url))))
    root = tree.getroottree().getroot()
    return Metadata(
        title=titles[0] if titles else None,
        titles=titles,
        authors=_authors(node, meta),
        published=_date(node, "datePublished", meta, _PUBLISHED),
        modified=_date(node, "dateModified", meta, _MODIFIED),
        canonical_url=_canonical(tree, meta, url),
        image=_address(address(node.get("image")) or _first(meta, "og:image", "twitter:image"), url),
        site_name=one_line(site)[:200] if site else None,
        language=_language(root, node, meta),
        description=one_line(_first(meta, "og:description", "description") or "")[:2000] or None,
        body=next(iter(texts(node.get("articleBody"))), None),
        kind=_first(meta, "og:type"),
        free=_is_free(node.get("isAccessibleForFree")),
    )


def _meta(tree: Any) -> dict[str, str]:
    """Name, property or itemprop in lower case to content; the first of each counts."""
    found: dict[str, str] = {}
    for element in _some(tree, "meta", 400):
        content = element.get("content")
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if content and name:
            found.setdefault(name.strip().lower(), content)
    return found


def _some(tree: Any, tag: str, limit: int) -> Iterator[Any]:
    for count, element in enumerate(tree.iter(tag)):
        if count >= limit:
            return
        yield element


def _text(element: Any) -> str:
    return one_line(" ".join(element.itertext()))


def _page_title(tree: Any) -> str | None:
    return next((_text(element) for element in _some(tree, "title", 1)), None)


def _first(meta: dict[str, str], *names: str) -> str | None:
    return next((meta[name] for name in names if meta.get(name, "").strip()), None)


def _date(node: dict[str, Any], name: str, meta: dict[str, str], others: tuple[str, ...]) -> str | None:
    return next(iter(texts(node.get(name))), None) or _first(meta, *others)


def _authors(node: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    names = texts(node.get("author")) or texts(node.get("creator"))
    if not names:
        written = _first(meta, "author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl")
        names = (written,) if written else ()
    found: list[str] = []
    for name in names:
        for part in _SPLIT_AUTHORS.split(one_line(name)[:400]):
            author = _BY.sub("", part).strip(" ,;|")
            if 1 < len(author) < 100 and not _NO_AUTHOR.match(author) and not author.startswith("@"):
                found.append(author)
    return tuple(dict.fromkeys(found))[:_MAX_AUTHORS]


def _canonical(tree: Any, meta: dict[str, str], url: str | None) -> str | None:
    """Only within the page's own site, and never the front page in place of an article."""
    stated = next(
        (link.get("href") for link in _some(tree, "link", 300) if (link.get("rel") or "").lower() == "canonical"), None
    )
    for candidate in (stated, _first(meta, "og:url")):
        found = _address(candidate, url)
        if found and (
            url is None
            or (_same_site(found, url) and (urlsplit(found).path.strip("/") or not urlsplit(url).path.strip("/")))
        ):
            return found
    return None


def _same_site(one: str, other: str) -> bool:
    hosts = [
        (urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
        for address in (one, other)
    ]
    return hosts[0] == hosts[1] or hosts[0].endswith("." + hosts[1]) or hosts[1].endswith("." + hosts[0])


def _address(candidate: str | None, base: str | None) -> str | None:
    """Absolute http or https, without control characters or user information; else None."""
    if not candidate:
        return None
    try:
        found = urljoin(base or "", one_line(candidate))
        parts = urlsplit(found)
    except ValueError:
        return None
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.username
        or " " in found
        or len(found) > _MAX_URL
    ):
        return None
    return found


def _language(root: Any, node: dict[str, Any], meta: dict[str, str]) -> str | None:
    stated = (
        next(iter(texts(node.get("inLanguage"))), None)
        or root.get("lang")
        or _first(meta, "og:locale", "content-language", "language")
    )
    if not stated or not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", stated.strip()):
        return None
    return stated.strip().replace("_", "-")


def _is_free(stated: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(stated).lower())
