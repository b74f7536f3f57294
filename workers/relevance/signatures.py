"""What outlets write below their news: "follow us on …", the name of their channel. Knows nothing of who they are."""

import re
from collections.abc import Iterator

from workers.relevance.concepts import CompiledTopic
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Reading
from workers.relevance.side import Place
from workers.relevance.words import Around, around

SIGNED = 0.05
SIGNATURE = 4  # words of a signature that nothing but its kind of name gives away
LAST = 400  # characters at the end of a text in which it is signed
OPENS = 3  # words within which a signature says what to do

_PART = re.compile(r"[.!?؟…]\s|\n|\s*[|•·–—]+\s*|\s-\s|ـ{2,}|[،,;؛]\s")
_STRONG = re.compile(r"[|•·–—]|\s-\s|ـ{2}|\n")
_ADDRESS = re.compile(r"t\.me/|https?://|\bwa\.me/|(?:^|\s)@\w{3,}")
_LINE = re.compile(r"\n")


def signed(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """Names in such lines, however news begins the text."""
    found: dict[Place, float] = {}
    for in_title, source in ((True, reading.layout.title), (False, reading.layout.text)):
        hits = [h for h in reading.hits if h.spot.in_title is in_title and topic.number in h.concept.worth]
        if not hits:
            continue
        skipped = max(len(source) - LAST, 0)
        hits = [hit for hit in hits if hit.find.start >= skipped]
        for start, end in _signatures(source[skipped:]) if hits else ():
            found |= {hit.place_key: SIGNED for hit in hits if start <= hit.find.start - skipped < end}
    return found


def _signatures(source: str) -> Iterator[tuple[int, int]]:
    """From where a part begins that is a signature to the end of its line; the first part is none."""
    words = around()
    cuts = [(found.start(), found.end(), bool(_STRONG.search(found.group()))) for found in _PART.finditer(source)]
    for number, (_, start, strong) in enumerate(cuts):
        end = cuts[number + 1][0] if number + 1 < len(cuts) else len(source)
        if not source[: cuts[number][0]].strip():
            continue
        line = _LINE.search(source, start)
        last = end == len(source) or (line is not None and line.start() == end)
        if _signs(source[start:end], words, alone=strong and last):
            yield start, line.start() if line else len(source)


def _signs(part: str, words: Around, *, alone: bool) -> bool:
    told = TOKEN.findall(fold(part))
    joined = f" {' '.join(told)} "
    if any(f" {phrase} " in joined for phrase in words.signature.anywhere):
        return True
    if any(f" {phrase} " in f" {' '.join(told[:OPENS])} " for phrase in words.signature.opening):
        return True
    if words.signature.channels.isdisjoint(told):
        return False
    return bool(_ADDRESS.search(part)) or (alone and len(told) <= SIGNATURE)
