"""Is a page worth reading at all? Asked of its markup. Knows nothing of topics: the caller brings a matcher.

The words of the markup are a superset of the words that any extraction of it can have: text, meta elements and JSON-LD,
with references and escapes resolved, and words that inline tags cut in pieces put together again.
"""

import re
from collections.abc import Iterable
from html import unescape
from typing import Protocol

from workers.article.headlines import is_paragraph
from workers.model.plain import plain

_PIECE = re.compile(r">\s*([^\s<][^<]*)")
_LONG_PIECE = re.compile(r">\s*([^\s<][^<]{49,})")
_STRAY = re.compile(r"<(?![A-Za-z/!?])")
_META = re.compile(r"<meta\b[^<>]*", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
_PLAIN_REFERENCES = (("&amp;", "&"), ("&nbsp;", " "), ("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'"))
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|"
    r"sub|sup|tt|u|var|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
_WORD = re.compile(
    "[\\w\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
"""Marks and invisible characters stand inside words too."""
_AROUND = 300
_CODE = ("{", "[", "/*", "<")


class Matcher(Protocol):
    """`workers.relevance.gate.Gate`, say."""

    def suspects(self, words: Iterable[str]) -> list[str]:
        """Those of the words that a term may stand behind."""

    def mentions(self, text: str) -> bool:
        """Whether a term that matters stands in the text."""


def worth_reading(page_text: str, announced: str | None, matcher: Matcher) -> bool:
    """Whether a term that matters stands in the page, or in what the feed announced of it (title and summary).

    False means that no extraction of the page could have one.
    """
    if announced and matcher.mentions(announced):
        return True
    text = readable(page_text)
    suspects = matcher.suspects(_WORD.findall(text))
    return bool(suspects) and any(matcher.mentions(window) for window in _windows(text, suspects))


def running_text(page_text: str) -> tuple[str, ...]:
    """What in the markup looks like paragraphs: nearly the article, at a hundredth of the cost, for keeping.

    Of a text that inline tags part, only the longer pieces.
    """
    pieces = [piece for piece in _LONG_PIECE.findall(page_text) if not piece.startswith(_CODE)]
    lines = _resolved("\n\n".join(" ".join(piece.split()) for piece in pieces)).split("\n\n")
    return tuple(dict.fromkeys(plain(line) for line in lines if is_paragraph(line)))


def readable(page_text: str) -> str:
    """Everything that the markup says, without its tags: a line for each run of text between two of them."""
    html = _STRAY.sub(" ", page_text)
    pieces = _PIECE.findall(html)
    pieces.extend(_META.findall(html))
    pieces.extend(_cut_words(html))
    return _resolved("\n".join(pieces))


def _resolved(text: str) -> str:
    for reference, meaning in _PLAIN_REFERENCES:
        text = text.replace(reference, meaning)
    if "&" in text:
        text = _REFERENCE.sub(lambda match: unescape(match[0]), text)
    if "\\u" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def _cut_words(html: str) -> list[str]:
    """Words with inline tags inside, whole: drop caps, emphasis on a syllable."""
    found: list[str] = []
    end = len(html)
    for tag in _INLINE.finditer(html):
        start, stop = tag.span()
        if start and stop < end and html[start - 1].isalnum() and html[stop].isalnum():
            found.append(_INLINE.sub("", html[html.rfind(">", 0, max(0, start - 200)) + 1 : stop + 200])[:600])
    return found


def _windows(text: str, suspects: list[str]) -> list[str]:
    """The surroundings of each place where one of the words stands."""
    found: list[str] = []
    for word in suspects:
        at = text.find(word)
        while at >= 0:
            found.append(text[max(0, at - _AROUND) : at + _AROUND])
            at = text.find(word, at + _AROUND)
    return found
