"""Which lines of an article are, on its page, one link as a whole. Knows nothing of what that means."""

from typing import Any
from urllib.parse import urlsplit

from workers.article.lines import Line, key

MAX_LINKED = 220
_TRIM = " \t\n»›>→▶•·-–—|"


def linked_lines(tree: Any, lines: tuple[Line, ...], url: str | None) -> frozenset[str]:
    """Keys of the lines that are a link to another page of the same site. Links within the page don't count."""
    wanted = {_squeeze(line.text): line.text for line in lines if len(line.text) < MAX_LINKED}
    if not wanted:
        return frozenset()
    longest = max(map(len, wanted)) + 40
    host = _site(urlsplit(url).hostname) if url else None
    found: set[str] = set()
    for anchor in tree.iter("a"):
        target = anchor.get("href")
        if not target or target[0] == "#":
            continue
        text = "".join(anchor.itertext())
        if len(text) > 4 * longest:
            continue
        squeezed = _squeeze(text)
        if squeezed in wanted and _same_site(target, host):
            found.add(key(wanted[squeezed]))
    return frozenset(found)


def _squeeze(text: str) -> str:
    return "".join(text.split()).strip(_TRIM)


def _same_site(target: str, host: str | None) -> bool:
    if target.startswith("//") or "://" in target[:12]:
        try:
            return host is None or _site(urlsplit(target).hostname) == host
        except ValueError:
            return False
    return not target.startswith(("mailto:", "tel:", "javascript:"))


def _site(host: str | None) -> str:
    """The last two labels of a host, three under a short second one (`co.uk`)."""
    labels = (host or "").lower().split(".")
    size = 3 if len(labels) > 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-size:])
