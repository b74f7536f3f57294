"""Lines of an article kept as a plain text file: one paragraph a line, or wrapped. Knows no rules on them."""

import re

from workers.article.headlines import byline_of, ends_a_sentence, is_date
from workers.article.lines import Line
from workers.article.phrases import stock_phrase
from workers.model.plain import one_line, plain

_BLANK = re.compile(r"\n[ \t]*\n+")
_WRAPPED_FROM, _WRAPPED_TO = 40, 110
_LONGEST_TITLE = 250


def text_lines(text: str) -> tuple[Line, ...]:
    """A line for each paragraph. Lines wrapped at some width are joined, where blank lines part the paragraphs."""
    found: list[Line] = []
    for block in _BLANK.split(plain(text)):
        pieces = [one_line(piece) for piece in block.split("\n") if piece.strip()]
        if _is_wrapped(pieces):
            pieces = [" ".join(pieces)]
        found.extend(Line(text=piece) for piece in pieces)
    return tuple(found)


def title_line(lines: tuple[Line, ...]) -> str | None:
    """The first line that can be a title, if one comes before the text."""
    for line in lines[:5]:
        if stock_phrase(line.text) or is_date(line.text) or byline_of(line.text):
            continue
        if (
            len(lines) > 1
            and len(line.text) <= _LONGEST_TITLE
            and not (ends_a_sentence(line.text) and line.text[-1] == ".")
        ):
            return line.text
        return None
    return None


def _is_wrapped(pieces: list[str]) -> bool:
    if len(pieces) < 3 or any(len(piece) > _WRAPPED_TO for piece in pieces):
        return False
    body = pieces[:-1]
    return (
        min(map(len, body)) >= max(_WRAPPED_FROM, 0.6 * max(map(len, body)))
        and sum(map(ends_a_sentence, body)) <= len(body) / 3
    )
