"""The lines of an article: paragraphs, headings, items, rows, captions, read from a tree. Knows no rules on them."""

import re
from dataclasses import dataclass
from typing import Any

from workers.model.article import Zone
from workers.model.plain import one_line

_HEADINGS = {"head": 2, "h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CAPTIONS = frozenset({"figcaption", "caption"})
_BLOCKS = frozenset(
    {
        "body", "html", "div", "p", "section", "article", "main", "header", "footer", "aside", "figure", "nav", "form",
        "ul", "ol", "li", "dl", "dt", "dd", "list", "item", "blockquote", "quote", "pre", "code", "details", "summary",
        "table", "tbody", "thead", "tr", "row", "caption", "figcaption", "br", "lb", "hr", "address", *_HEADINGS,
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th", "cell"})
_UNSEEN = frozenset(
    "script style noscript template iframe svg button select input textarea title meta link".split()  # noqa: SIM905
)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an article, plain text. `zone` is body, heading or caption; `level` is a heading's (h1 is 1)."""

    text: str
    zone: Zone = Zone.BODY
    level: int = 0


def key(text: str) -> str:
    """What is left of a text when only its words count: two lines with one key say the same."""
    return " ".join(_WORDS.findall(text.casefold()))


def lines_of(tree: Any) -> tuple[Line, ...]:
    """Every line of a tree (HTML, or trafilatura's own tags) in reading order, empty ones left out."""
    collector = _Collector()
    collector.read(tree, Zone.BODY, 0)
    collector.end_line(Zone.BODY, 0)
    return tuple(collector.lines)


class _Collector:
    __slots__ = ("lines", "pieces")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []

    def end_line(self, zone: Zone, level: int) -> None:
        if not self.pieces:
            return
        text = one_line("".join(self.pieces)).strip("| ")
        self.pieces.clear()
        if text:
            self.lines.append(Line(text=text, zone=zone, level=level))

    def read(self, element: Any, zone: Zone, level: int) -> None:
        """Recursive: libxml2 lets no tree be deeper than 256."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN:
            return
        if tag in _BLOCKS:
            self.end_line(zone, level)
            if tag in _HEADINGS:
                zone, level = Zone.HEADING, _heading_level(element)
            elif tag in _CAPTIONS:
                zone = Zone.CAPTION
            self._read_inside(element, zone, level)
            self.end_line(zone, level)
        elif tag in _CELLS:
            self.pieces.append(" | ")
            self._read_inside(element, zone, level)
            self.pieces.append(" | ")
        else:
            self._read_inside(element, zone, level)

    def _read_inside(self, element: Any, zone: Zone, level: int) -> None:
        if element.text:
            self.pieces.append(element.text)
        for child in element:
            self.read(child, zone, level)
            if child.tail:
                self.pieces.append(child.tail)


def _heading_level(element: Any) -> int:
    name = element.get("rend") or element.tag
    return _HEADINGS.get(name, 2)
