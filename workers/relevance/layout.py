"""Where in an article something stands: zone, paragraph, sentence, word. Knows nothing of topics."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from workers.model.article import Article, Block, Zone

# One set of characters first: the scanner leaps to them.
SENTENCE_END = re.compile(r"[.!?؟。！？…\n](?:(?<=\n)\n*|(?<!\n)[.!?؟。！？…]*[\"'”»)\]]*\s+)")
PARAGRAPH = re.compile(r"[^\n]+")


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
    """The skeleton of one article, in code points of its text. Words are counted by the matcher."""

    title: str
    text: str
    blocks: tuple[Block, ...]
    block_starts: tuple[int, ...]
    sentence_starts: tuple[int, ...]
    title_words: int
    words: int

    def in_title(self, word: int) -> Spot:
        return Spot(zone=Zone.TITLE, paragraph=-1, sentence=-1, word=word, in_title=True)

    def in_text(self, start: int, word: int) -> Spot:
        block = max(bisect_right(self.block_starts, start) - 1, 0)
        return Spot(
            zone=self.blocks[block].zone if self.blocks else Zone.BODY,
            paragraph=block,
            sentence=max(bisect_right(self.sentence_starts, start) - 1, 0),
            word=self.title_words + word,
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


def lay_out(article: Article, *, title_words: int, words: int) -> Layout:
    text = article.text
    blocks = article.blocks or blocks_of(text)
    return Layout(
        title=article.title or "",
        text=text,
        blocks=blocks,
        block_starts=tuple(block.start for block in blocks),
        sentence_starts=(0, *(found.end() for found in SENTENCE_END.finditer(text) if found.end() < len(text))),
        title_words=title_words,
        words=words,
    )


def bare(article: Article) -> Layout:
    """For an article in which nothing was found."""
    return Layout(
        title=article.title or "",
        text=article.text,
        blocks=(),
        block_starts=(),
        sentence_starts=(0,),
        title_words=0,
        words=0,
    )
