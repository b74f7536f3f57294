"""Where in an article something stands: zone, paragraph, sentence, word. Knows nothing of topics."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from workers.model.article import Article, Block, Zone

SENTENCE_END = re.compile(r"(?:[.!?؟。！？…]+[\"'”»)\]]*\s+|\n+)")
PARAGRAPH = re.compile(r"[^\n]+")
LEAD_WORDS = 60
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in an article. `word` counts over title and text; `paragraph` and `sentence` are -1 in the title."""

    zone: Zone
    paragraph: int
    sentence: int
    word: int
    in_title: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The skeleton of one article, in code points of its text."""

    title: str
    text: str
    blocks: tuple[Block, ...]
    block_starts: tuple[int, ...]
    sentence_starts: tuple[int, ...]
    word_starts: tuple[int, ...]
    title_word_starts: tuple[int, ...]

    @property
    def words(self) -> int:
        return len(self.word_starts)

    def in_title(self, start: int) -> Spot:
        word = bisect_right(self.title_word_starts, start) - 1
        return Spot(zone=Zone.TITLE, paragraph=-1, sentence=-1, word=max(word, 0), in_title=True)

    def in_text(self, start: int) -> Spot:
        block = max(bisect_right(self.block_starts, start) - 1, 0)
        return Spot(
            zone=self.blocks[block].zone if self.blocks else Zone.BODY,
            paragraph=block,
            sentence=max(bisect_right(self.sentence_starts, start) - 1, 0),
            word=len(self.title_word_starts) + max(bisect_right(self.word_starts, start) - 1, 0),
            in_title=False,
        )

    def sentence(self, number: int) -> tuple[int, int]:
        """Start and end of a sentence of the text."""
        following = number + 1
        end = self.sentence_starts[following] if following < len(self.sentence_starts) else len(self.text)
        return self.sentence_starts[number], end


def blocks_of(text: str) -> tuple[Block, ...]:
    """Paragraphs by line breaks, for a text that came without structure."""
    spans = [found.span() for found in PARAGRAPH.finditer(text) if found.group().strip()]
    return tuple(
        Block(zone=Zone.LEAD if number == 0 else Zone.BODY, start=start, end=end)
        for number, (start, end) in enumerate(spans)
    )


def lay_out(article: Article) -> Layout:
    text = article.text
    blocks = article.blocks or blocks_of(text)
    title = article.title or ""
    return Layout(
        title=title,
        text=text,
        blocks=blocks,
        block_starts=tuple(block.start for block in blocks),
        sentence_starts=(0, *(found.end() for found in SENTENCE_END.finditer(text) if found.end() < len(text))),
        word_starts=tuple(found.start() for found in WORD.finditer(text)),
        title_word_starts=tuple(found.start() for found in WORD.finditer(title)),
    )
