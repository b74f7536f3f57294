"""A headline that counts off several things after a colon: "First 300 days abroad: a truce, tariffs, Syria sanctions".

Knows nothing of what a name is worth otherwise.
"""

import re
from itertools import pairwise

from workers.relevance.asides import headline, sentence_around
from workers.relevance.concepts import WORLD, CompiledTopic
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading
from workers.relevance.lists import AND, LISTED
from workers.relevance.side import Place, Scene, scene_of
from workers.relevance.words import around

ITEMS = 3
LONGEST_ITEM = 7  # words; longer ones are sentences of their own
_COMMA = re.compile(r"[,،;؛]")
_END = re.compile(r"[.!?؟…\n|–—]\s|[\n|–—]")

Span = tuple[int, int]  # of characters, before the name's own start negative


def counted_off(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """One of at least three things, another of which is abroad, and nobody is struck or comes home."""
    if not topic.placed:
        return {}
    words, found = around(), dict[Place, float]()
    by_scene: dict[Scene, list[Hit]] = {}
    for hit in reading.hits:
        by_scene.setdefault(scene_of(hit), []).append(hit)
    for hit in reading.hits:
        if topic.number not in hit.concept.worth or hit.place_key in found or not headline(hit, reading):
            continue
        before, after = sentence_around(hit, reading)
        items = _items(before, hit.find.written, after)
        if len(items) < ITEMS:
            continue
        own = next(item for item in items if item[0] <= 0 < item[1])
        text = before + hit.find.written + after
        told = TOKEN.findall(fold(text[own[0] + len(before) : own[1] + len(before)]))
        if len(told) > LONGEST_ITEM or words.fights(told) or words.turns(told) or words.comes_home(told):
            continue
        others = [other for other in by_scene[scene_of(hit)] if not _inside(other, hit, own)]
        if any(other.concept.worth.get(topic.number, 0.0) > 0.0 for other in others):
            continue
        if any(_inside(other, hit, item) and other.concept.id.startswith(WORLD) for other in others for item in items):
            found[hit.place_key] = LISTED
    return found


def _inside(other: Hit, hit: Hit, item: Span) -> bool:
    return item[0] <= other.find.start - hit.find.start < item[1]


def _items(before: str, written: str, after: str) -> list[Span]:
    """Where things between commas and "and"s begin and end behind the last colon, as seen from the name."""
    colon = before.rfind(":")
    if colon < 0 or not before[:colon].strip():
        return []
    end = _END.search(after)
    text = before + written + (after[: end.start()] if end else after)
    cuts = [colon + 1, *(found.end() for found in _COMMA.finditer(text, colon + 1))]
    cuts += [
        token.start() for token in TOKEN.finditer(text, colon + 1) if fold(token.group()) in AND | around().aside.ands
    ]
    marks = [*sorted(set(cuts)), len(text)]
    spans = [
        (start, stop)
        for start, stop in pairwise(marks)
        if any(fold(word) not in AND for word in TOKEN.findall(text[start:stop]))
    ]
    return [(start - len(before), stop - len(before)) for start, stop in spans]
