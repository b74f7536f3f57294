"""Is a page worth reading at all? Asked of its markup. Knows nothing of topics: the caller brings a matcher.

The words of the markup are a superset of the words that any extraction of it can have: text, meta elements and JSON-LD,
with references and escapes resolved, and words that inline tags cut in pieces put together again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Protocol

from workers.article.headlines import is_paragraph
from workers.model.plain import LETTER, plain

_BLOCK_NAMES = (
    "(?:address|article|aside|blockquote|body|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|"
    "html|li|link|main|meta|nav|ol|option|p|script|section|style|table|tbody|td|tfoot|th|thead|title|tr|ul)"
)
_REST_OF_TAG = (
    r"(?:(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+>|[^<>]*>)"  # a quoted ">" ends no tag, a stray quote hides none
)
# A tag that parts no words, or a comment; without the bracket that it begins with.
_JOINING = rf"(?:/?(?!{_BLOCK_NAMES}[\s/>])[A-Za-z]{_REST_OF_TAG}|!--(?s:.{{0,300}}?)-->)"
# Run of text after a tag; a "<" that opens no tag is text.
_PIECE = re.compile(r">\s*((?:[^\s<]|<(?![A-Za-z/!?]))[^<]*(?:<(?![A-Za-z/!?])[^<]*)*)")
_META = re.compile(r"<meta\b[^>]*", re.IGNORECASE)
_LINKED = re.compile(r"<(?i:script)\b[^<>]*>([^<]*(?:<(?!/(?i:script))[^<]*)*)")
_REFERENCE = re.compile(r"&(?:#0*[0-9]{1,7}|#[xX]0*[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
_PLAIN_REFERENCES = (("&amp;", "&"), ("&nbsp;", " "), ("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'"))
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([^u]))")
_ESCAPED_BLANKS = "nrtbf"
_INLINE = re.compile(rf"<{_JOINING}", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# Begins with the bracket, which is found fast, and looks behind it then.
_CUT = re.compile(rf"<(?<=[{LETTER};]<){_JOINING}(?:<{_JOINING})*+(?=[{LETTER}&])", re.IGNORECASE)
_DRAWN_APART = re.compile("\u0640\\s+\u0640")
"""Between the halves of an Arabic word that is written in two to escape filters; graders read it as one."""
_AROUND = 300
_WINDOW = 4_000
"""Characters that are looked at together: the first place that matters ends the search."""
_NAME = 120
"""Characters of markup that a name of several words takes, at most."""
_LONG = 50
_CODE = ("{", "[", "/*", "<")
MOST_WORDS, MOST_SUSPECTS = 60_000, 100
"""Different ones in a page. One that has more is read, which is quicker than to look at them all."""


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
        html = self.page_text
        linked = (_linked_data(script) for script in _LINKED.findall(html))
        said = _resolved("\n".join((*self._pieces, *_META.findall(html), *_cut_words(html), *linked)))
        return said if said.isascii() else _DRAWN_APART.sub("\u0640\u0640", plain(said))

    def is_worth_reading(self, announced: str | None, matcher: Matcher) -> bool:
        """Whether a term that matters stands in the page, or in what the feed announced of it (title and summary).

        False means that no extraction of the page could have one.
        """
        if announced and matcher.mentions(announced):
            return True
        words = self.words.split()
        pieces = set(words)
        if len(pieces) > MOST_WORDS:
            return True
        suspects = matcher.suspects(pieces)
        if len(suspects) > MOST_SUSPECTS:
            return True
        return bool(suspects) and any(map(matcher.mentions, _windows(" ".join(words), suspects)))

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
    return text


def _linked_data(script: str) -> str:
    """What a script of JSON says, in words: escapes resolved, then references, then tags, each as readers do."""
    text = _resolved(_ESCAPE.sub(_unescaped, script.replace("<!--", " ")))
    return plain(_TAG.sub(" ", _INLINE.sub("", text)))


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return " " if escape[2] in _ESCAPED_BLANKS else escape[2]


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


def _windows(text: str, suspects: list[str]) -> Iterator[str]:
    """The surroundings of each place where one of the pieces stands; of those that overlap, several in one."""
    places: set[int] = set()
    for piece in suspects:
        at = text.find(piece)
        while at >= 0:
            places.add(at)
            at = text.find(piece, at + _AROUND // 2)  # a later one is seen with all that follows it
    start = stop = 0
    for at in sorted(places):
        if at - _AROUND > stop or stop - start > _WINDOW:
            yield text[start:stop]
            start = max(0, at - _AROUND)
        stop = at + _AROUND
    yield text[start:stop]
