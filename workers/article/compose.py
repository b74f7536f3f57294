"""An article put together from its clean lines: text, blocks with their zones, summary, language. Knows no markup."""

from dataclasses import dataclass

from workers.article.lines import Line
from workers.article.summary import summarise
from workers.model.article import Block, Zone

_LEAD_CHARACTERS = 300
_LEAD_PARAGRAPHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """Text of paragraphs joined by blank lines, and the blocks that cover it."""

    text: str
    blocks: tuple[Block, ...]
    summary: str
    word_count: int


def compose(lines: tuple[Line, ...]) -> Composed:
    """The first paragraphs are the lead: one, or as many as it takes to 300 characters, three at most."""
    blocks: list[Block] = []
    paragraphs: list[str] = []
    position = lead = 0
    for line in lines:
        zone = line.zone
        if zone is Zone.BODY:
            if lead < _LEAD_CHARACTERS and len(paragraphs) < _LEAD_PARAGRAPHS:
                zone = Zone.LEAD
                lead += len(line.text)
            paragraphs.append(line.text)
        blocks.append(Block(zone=zone, start=position, end=position + len(line.text)))
        position += len(line.text) + 2
    text = "\n\n".join(line.text for line in lines)
    summary = summarise(tuple(paragraphs[:8]) or tuple(line.text for line in lines))
    return Composed(text=text, blocks=tuple(blocks), summary=summary, word_count=_words(text))


def _words(text: str) -> int:
    """Between blanks; dashes that stand alone are none."""
    return len(text.split()) - text.count(" – ") - text.count(" — ") - text.count(" - ")
