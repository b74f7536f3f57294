"""Is a page worth reading at all? Asked of its markup. Knows nothing of topics: the caller brings a matcher.

The words of the markup are a superset of the words that any extraction of it can have: text, meta elements and JSON-LD,
with references and escapes resolved, and words that inline tags cut in pieces put together again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Protocol

from workers.article.headlines import is_paragraph
from workers.model.plain import LETTER, plain

_INLINE_NAMES = (
    "(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|"
    "sub|sup|tt|u|var|wbr)"
)
# Run of text after a tag; a "<" that opens no tag is text.
_PIECE = re.compile(r">\s*([^\s<][^<]*(?:<(?![A-Za-z/!?])[^<]*)*)")
_META = re.compile(r"<meta\b[^<>]*", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
_PLAIN_REFERENCES = (("&amp;", "&"), ("&nbsp;", " "), ("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'"))
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_INLINE = re.compile(rf"</?{_INLINE_NAMES}\b[^<>]*>", re.IGNORECASE)
# Begins with the bracket, which is found fast, and looks behind it then.
_CUT = re.compile(
    rf"<(?<=[{LETTER};]<)/?{_INLINE_NAMES}\b[^<>]*>(?:</?{_INLINE_NAMES}\b[^<>]*>)*(?=[{LETTER}&])", re.IGNORECASE
)
_AROUND = 300
_NAME = 120
"""Characters of markup that a name of several words takes, at most."""
_LONG = 50
_CODE = ("{", "[", "/*", "<")


class Matcher(Protocol):
    """`workers.relevance.gate.Gate`, say."""

    def suspects(self, pieces: Iterable[str]) -> list[str]:
        """Those of a text's pieces between blanks that a term may stand behind."""

    def mentions(self, text: str) -> bool:
        """Whether a term that matters stands in the text."""


@dataclass(frozen=True)
class Glance:
    """What a page's markup (as `reading.page_text` gives it) says, without a tree of it."""

    page_text: str

    @cached_property
    def _pieces(self) -> list[str]:
        return _PIECE.findall(">" + self.page_text)  # text may stand before the first tag

    @cached_property
    def words(self) -> str:
        """Everything that the markup says, without its tags: a line for each run of text between two of them."""
        return _resolved("\n".join((*self._pieces, *_META.findall(self.page_text), *_cut_words(self.page_text))))

    def is_worth_reading(self, announced: str | None, matcher: Matcher) -> bool:
        """Whether a term that matters stands in the page, or in what the feed announced of it (title and summary).

        False means that no extraction of the page could have one.
        """
        if announced and matcher.mentions(announced):
            return True
        suspects = matcher.suspects(self.words.split())
        return bool(suspects) and any(matcher.mentions(window) for window in _windows(self.words, suspects))

    def running_text(self) -> tuple[str, ...]:
        """What looks like paragraphs: nearly the article, at a hundredth of the cost, for keeping.

        Of a text that inline tags part, only the longer pieces.
        """
        pieces = [piece for piece in self._pieces if len(piece) >= _LONG and not piece.startswith(_CODE)]
        lines = _resolved("\n\n".join(" ".join(piece.split()) for piece in pieces)).split("\n\n")
        return tuple(dict.fromkeys(plain(line) for line in lines if is_paragraph(line)))


def _resolved(text: str) -> str:
    for reference, meaning in _PLAIN_REFERENCES:
        text = text.replace(reference, meaning)
    if "&" in text:
        text = _REFERENCE.sub(lambda match: unescape(match[0]), text)
    if "\\u" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def _cut_words(html: str) -> list[str]:
    """Words with inline tags inside, whole, each within what may be the rest of a name."""
    found: list[str] = []
    shown = 0
    for tag in _CUT.finditer(html):
        start, stop = tag.span()
        if stop + _NAME <= shown:
            continue
        shown = stop + 2 * _NAME
        found.append(_INLINE.sub("", html[html.rfind(">", 0, max(0, start - _NAME)) + 1 : shown]))
    return found


def _windows(text: str, suspects: list[str]) -> list[str]:
    """The surroundings of each place where one of the pieces stands; what overlaps is one."""
    places: list[int] = []
    for piece in suspects:
        at = text.find(piece)
        while at >= 0:
            places.append(at)
            at = text.find(piece, at + _AROUND)
    found: list[str] = []
    start = stop = 0
    for at in sorted(places):
        if at - _AROUND > stop:
            found.append(text[start:stop])
            start = at - _AROUND
        stop = at + _AROUND
    return [*found, text[max(0, start) : stop]]
