"""An article put together from its clean lines: text, blocks with their zones, summary, language. Knows no markup."""

from dataclasses import dataclass, replace

from workers.article.lines import Line
from workers.article.summary import summarise
from workers.model.article import Block, Zone

_LEAD_CHARACTERS = 300
_LEAD_PARAGRAPHS = 3
MAX_TEXT = 200_000
"""Characters of an article; no newsroom writes more, and an item has to fit into a stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """Text of paragraphs joined by blank lines, and the blocks that cover it."""

    text: str
    whole: bool
    blocks: tuple[Block, ...]
    summary: str
    word_count: int


def compose(lines: tuple[Line, ...]) -> Composed:
    """The first paragraphs are the lead: one, or as many as it takes to 300 characters, three at most."""
    blocks: list[Block] = []
    paragraphs: list[str] = []
    position = lead = 0
    fitting = _fitting(lines)
    for line in fitting:
        zone = line.zone
        if zone is Zone.BODY:
            if lead < _LEAD_CHARACTERS and len(paragraphs) < _LEAD_PARAGRAPHS:
                zone = Zone.LEAD
                lead += len(line.text)
            paragraphs.append(line.text)
        blocks.append(Block(zone=zone, start=position, end=position + len(line.text)))
        position += len(line.text) + 2
    text = "\n\n".join(line.text for line in fitting)
    summary = summarise(tuple(paragraphs[:8]) or tuple(line.text for line in fitting))
    whole = len(fitting) == len(lines) and (not lines or fitting[-1] == lines[-1])
    return Composed(text=text, whole=whole, blocks=tuple(blocks), summary=summary, word_count=_words(text))


def _fitting(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """As many lines as fit, the last one cut at a word if it must be."""
    found: list[Line] = []
    room = MAX_TEXT
    for line in lines:
        if len(line.text) > room:
            if room > 0:
                found.append(replace(line, text=line.text[:room].rpartition(" ")[0] or line.text[:room]))
            break
        found.append(line)
        room -= len(line.text) + 2
    return tuple(found)


def _words(text: str) -> int:
    """Between blanks; dashes that stand alone are none."""
    return len(text.split()) - text.count(" – ") - text.count(" — ") - text.count(" - ")
