"""The summary of an article: its first sentences as they stand, in any script. Knows nothing of what matters."""

import re

MAX_SUMMARY = 400
_DECK = 120
"""A shorter paragraph without a sentence's end is a deck or a label, not the story."""

_END = re.compile(
    r"""(?:[.!?…؟۔।॥։።။]+["'”’»)\]]*(?=\s)|[。！？｡]+["'”’»」』）]*)""",
)
# "U.S.", "J. Smith", "St. Petersburg", "ул. Ленина", "z. B.": a stop after so short a word seldom ends a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_](?:\.[^\W\d_])*|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Rev|St|Jr|Sr|No|vs|Inc|Ltd|Co|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|bzw|ca|Nr|Hr|Fr|Sra?|Ph|гг?|ул|им|тыс|млн|млрд|руб))\.$",
)
_BLANKS = re.compile(r"\s+")


def sentences(text: str) -> list[str]:
    """A text cut after each sentence; joined with blanks they are the text again, its white space made even."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match[0] == "." and _ABBREVIATION.search(text, max(start, match.start() - 12), match.end()):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def summarise(paragraphs: tuple[str, ...]) -> str:
    """As many whole sentences from the start as fit; of a first one that doesn't, as many words as fit."""
    chosen = ""
    running = tuple(paragraph for paragraph in paragraphs if len(paragraph) > _DECK or _END.search(paragraph + " "))
    for paragraph in running or paragraphs:
        for sentence in sentences(_BLANKS.sub(" ", paragraph)):
            longer = f"{chosen} {sentence}" if chosen else sentence
            if len(longer) > MAX_SUMMARY:
                return chosen or _cut(sentence)
            chosen = longer
    return chosen


def _cut(sentence: str) -> str:
    head = sentence[: MAX_SUMMARY - 1]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > MAX_SUMMARY // 2 else head).rstrip(" ,;:،؛-–—") + "…"
