"""Is a page worth extracting at all? Asked of its markup. Knows nothing of topics: the caller brings the matcher."""

import re
from collections.abc import Callable
from html import unescape

_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|em|font|i|ins|mark|q|s|small|span|strike|strong|sub|sup|tt|u|wbr)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_CONTENT = re.compile(r"\b(?:content|alt|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def worth_reading(page_text: str, title: str | None, mentions: Callable[[str], bool]) -> bool:
    """Whether `mentions` finds anything in the title, or in all that the page's markup could come to say as text.

    Wider than any extraction: words cut by inline tags are joined, entities and JSON escapes resolved, attributes kept.
    """
    if title and mentions(title):
        return True
    return mentions(readable(page_text))


def readable(page_text: str) -> str:
    """Every text in the markup, JSON-LD and meta elements included, without tags."""
    stated = "\n".join(double or single for double, single in _CONTENT.findall(page_text))
    text = _TAG.sub("\n", _INLINE.sub("", page_text))
    if "\\u" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return unescape(f"{text}\n{stated}")
