"""A second look where the first extraction may have missed the article: too short, wrong block, or half of it.

Knows nothing of cleaning. The cheap signs are measured first; the slow fallbacks run for a page or two in a hundred.
"""

import re
from collections import Counter
from typing import Any

import lxml.html
from lxml.etree import ParserError

from workers.article.extract import main_lines, parse
from workers.article.headlines import content_words, ends_a_sentence, is_paragraph
from workers.article.lines import Line, key, lines_of

SHORT = 500
FLASH = 250
"""Characters under which trafilatura hands out all words of a page in one line, its menus among them."""
FEWEST_WORDS = 3
"""Of a sentence that counts as news."""
_MISSED = 0.7
_GAIN = 1.4
_CONTENT = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "blockquote"})
_TAGGED = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)


def best_lines(tree: Any, html: str, *, stated: str | None, about: str, least: int = 0) -> tuple[Line, ...]:
    """The main text's lines, of a tree without its furniture and, if need be, of all the page's markup.

    `stated` is the text that JSON-LD carries; `about` is what titles and summaries say. A text shorter than `least`
    (the feed's own summary) is doubted too.
    """
    lines = main_lines(tree)
    size = _size(lines)
    if size < max(SHORT, least) or _is_elsewhere(lines, about):
        whole = parse(html)
        if whole is not None:
            lines = _better(lines, main_lines(whole, thorough=True), about)
            size = _size(lines)
    paragraphs = _paragraphs(tree)
    if size < _MISSED * sum(len(text) for _, text in paragraphs):
        whole = _same_kind(paragraphs, lines)
        if _size(whole) > _GAIN * size:
            lines, size = whole, _size(whole)
    if stated and len(stated) > max(SHORT, 2 * size):
        lines = _better(lines, stated_lines(stated), about)
    return _flash(tree, about) or lines if size < FLASH else lines


def stated_lines(body: str) -> tuple[Line, ...]:
    """The lines of an article body as JSON-LD or a feed carries it: HTML, or text with line breaks."""
    if _TAGGED.search(body):
        try:
            return lines_of(lxml.html.fragment_fromstring(body, create_parent="div"))
        except (ParserError, ValueError):
            return ()
    return tuple(Line(text=text) for part in body.splitlines() if (text := " ".join(part.split())))


def _size(lines: tuple[Line, ...]) -> int:
    return sum(len(line.text) for line in lines)


def _is_elsewhere(lines: tuple[Line, ...], about: str) -> bool:
    """Hardly a word of what the page says it is about: trafilatura took another block."""
    words = content_words(about)
    if len(words) < 8:
        return False
    return len(words & content_words(_start(lines))) < 0.2 * len(words)


def _start(lines: tuple[Line, ...]) -> str:
    return " ".join(line.text for line in lines[:20])[:3000]


def _better(one: tuple[Line, ...], other: tuple[Line, ...], about: str) -> tuple[Line, ...]:
    """The one that speaks more of the matter; of two that speak the same, the longer."""
    words = content_words(about)

    def worth(lines: tuple[Line, ...]) -> tuple[int, int]:
        spoken = len(words & content_words(_start(lines)))
        return (round(5 * spoken / max(1, len(words))), _size(lines))

    return max(one, other, key=worth)


def _paragraphs(tree: Any) -> list[tuple[Any, str]]:
    """Every paragraph of running text on the page, links apart."""
    found = []
    for element in tree.iter("p"):
        text = " ".join("".join(element.itertext()).split())
        if len(text) >= 50 and is_paragraph(text):
            linked = sum(len("".join(anchor.itertext())) for anchor in element.iter("a"))
            if linked < 0.5 * len(text):
                found.append((element, text))
    return found


def _flash(tree: Any, about: str) -> tuple[Line, ...]:
    """The sentences of a page that has hardly more than its headline yet, as long as they speak of the same."""
    found = []
    for element in tree.iter("p"):
        text = " ".join("".join(element.itertext()).split())
        linked = any(anchor.text for anchor in element.iter("a"))
        if ends_a_sentence(text) and len(text.split()) >= FEWEST_WORDS and not linked:
            found.append(Line(text=text))
    told = " ".join(line.text for line in found)
    return () if content_words(told).isdisjoint(content_words(about)) else tuple(found)


def _same_kind(paragraphs: list[tuple[Any, str]], lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Everything in containers like the one that most of the text came from, within the same article.

    Long reads are split into several boxes of one class; trafilatura takes the first.
    """
    known = {key(line.text) for line in lines}
    weights: Counter[tuple[Any, ...]] = Counter()
    for element, text in paragraphs:
        if key(text) in known:
            weights[_kind(element)] += len(text)
    if not weights:
        return ()
    kind, weight = weights.most_common(1)[0]
    if weight < 0.7 * _size(lines):
        return ()
    boxes = dict.fromkeys(element.getparent() for element, _ in paragraphs if _kind(element) == kind)
    return tuple(line for box in boxes for child in box if child.tag in _CONTENT for line in lines_of(child))


def _kind(element: Any) -> tuple[Any, ...]:
    """Tag and class of the container, and the article that it stands in."""
    box = element.getparent()
    article = next(box.iterancestors("article"), None)
    return (box.tag, box.get("class"), article)
