"""Titles: the site's name taken off, and lines that only repeat one. Knows nothing of pages."""

import re
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from workers.article.lines import key
from workers.model.plain import one_line

MAX_TITLE = 500
_SEPARATOR = re.compile(r"\s+[|–—·•»›::-]+\s+|\s*[|｜]\s*|(?<=\S)_(?=[^_]+$)|\s+::\s+")
_WEAK = re.compile(r"\s-\s|\s–\s|\s—\s")


def clean_title(title: str | None, *, site: str | None = None, url: str | None = None) -> str | None:
    """One line without the site's name before or after it; None if nothing is left."""
    text = one_line(title or "")[:MAX_TITLE].strip()
    names = _names(site, url)
    for _ in range(3):
        shorter = _without_site(text, names)
        if shorter == text:
            break
        text = shorter
    return text or None


def _names(site: str | None, url: str | None) -> frozenset[str]:
    names = {_squeeze(site)} if site else set()
    host = urlsplit(url).hostname if url else None
    if host:
        parts = [part for part in host.split(".") if part not in {"www", "m", "amp", "edition", "news"}]
        names |= {_squeeze(host), "".join(parts)} | {part for part in parts[:-1] if len(part) > 3}
    return frozenset(name for name in names if name)


def _squeeze(text: str | None) -> str:
    return re.sub(r"\W+", "", (text or "").casefold())


def _without_site(text: str, names: frozenset[str]) -> str:
    cuts = list(_SEPARATOR.finditer(text))
    if not cuts:
        return text
    last, first = cuts[-1], cuts[0]
    tail, head = text[last.end() :].strip(), text[: first.start()].strip()
    rest_of_tail, rest_of_head = text[: last.start()].strip(), text[first.end() :].strip()
    if rest_of_tail and _is_site(tail, names):
        return rest_of_tail
    if rest_of_head and _is_site(head, names):
        return rest_of_head
    strong = "|" in last[0] or "｜" in last[0] or "»" in last[0]
    if strong and len(tail.split()) <= 4 and len(rest_of_tail.split()) >= 4:
        return rest_of_tail
    return text


def _is_site(text: str, names: frozenset[str]) -> bool:
    squeezed = _squeeze(text)
    if not squeezed:
        return True
    return squeezed in names or any(
        len(name) > 4 and (name in squeezed) and len(squeezed) < 2 * len(name) for name in names
    )


def repeats(line: str, titles: tuple[str, ...]) -> bool:
    """Whether a line (as `key`) says one of the titles (as `key`) again, perhaps with a kicker or small changes."""
    return any(_same(line, title) for title in titles)


def _same(line: str, title: str) -> bool:
    if not line or not title:
        return False
    if line == title:
        return True
    if len(title) > 20 and len(line) < 2.2 * len(title) + 20 and (line.endswith(title) or line.startswith(title)):
        return True
    if len(line) > 20 and (title.endswith(line) or title.startswith(line)) and len(line) > 0.6 * len(title):
        return True
    if min(len(line), len(title)) < 25 or max(len(line), len(title)) > 1.6 * min(len(line), len(title)):
        return False
    return SequenceMatcher(None, line.split(), title.split(), autojunk=False).ratio() > 0.78


def title_keys(*titles: str | None) -> tuple[str, ...]:
    """Different titles as keys, empty ones left out."""
    return tuple(dict.fromkeys(found for title in titles if title and (found := key(title))))
