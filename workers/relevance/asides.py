"""Names said in passing: the last thing on an agenda, the end of a "from … to …".

Knows nothing of what a name is worth otherwise.
"""

import re

from workers.relevance.concepts import WORLD, CompiledTopic
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading
from workers.relevance.lists import AND, JOINERS, LISTED
from workers.relevance.side import Place, scene_of, without_articles
from workers.relevance.words import around

FAR = 240  # characters looked at on either side of a name
BACK = 140  # characters before a name in which the rest of a list may stand
AFTER = 8  # words that may follow the last thing on an agenda
LONGEST_ITEM = 5  # words between an "and" and the name, or between a comma and the "and"
SHORTEST_GLUED = 4  # letters of a word with an "and" glued before it: و والنفط
LINE = 16  # words of a post that is a headline, though it may be cut by dots
SPAN = 3  # words between "from" and "to"

_COMMA = re.compile(r"[,،]")
_CLAUSE = re.compile(r"[.!?؟…:;؛–—|\n]")


def enumerated(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """The last of several things that somebody speaks of: "trade, jets and Syria", "oil and Syria on the table"."""
    if not topic.placed:
        return {}
    words, found = around(), dict[Place, float]()
    foreign = {scene_of(hit) for hit in reading.hits if hit.concept.id.startswith(WORLD)}
    for hit in reading.hits:
        if topic.number not in hit.concept.worth or hit.place_key in found or not headline(hit, reading):
            continue
        before, after = sentence_around(hit, reading)
        left, right = before[-BACK:], _CLAUSE.split(after, maxsplit=1)[0]
        if not _last_of_list(hit, left) or len(TOKEN.findall(right)) > AFTER:
            continue
        told = TOKEN.findall(fold(before + " " + after))
        bare = _bare(hit, left) and scene_of(hit) in foreign
        if words.speaks(told) or (bare and not words.fights(told)):
            found[hit.place_key] = LISTED
    return found


def headline(hit: Hit, reading: Reading) -> bool:
    """Whether a name stands in a title, or in a post that is nothing but a headline."""
    layout = reading.layout
    short = layout.words <= LINE or len(layout.sentence_starts) == 1
    return hit.spot.in_title or (not layout.title and hit.spot.sentence == 0 and short)


def sentence_around(hit: Hit, reading: Reading) -> tuple[str, str]:
    """What stands before and after a name in its headline or sentence, as far as one looks."""
    if hit.spot.in_title:
        source, start, end = reading.layout.title, 0, len(reading.layout.title)
    else:
        source, (start, end) = reading.layout.text, reading.layout.sentence(hit.spot.sentence)
    first, last = max(start, hit.find.start - FAR), min(end, hit.find.end + FAR)
    return source[first : hit.find.start], source[hit.find.end : last]


def _last_of_list(hit: Hit, left: str) -> bool:
    """Whether an "and" joins the name to at least two things before it."""
    words = around()
    tokens = list(TOKEN.finditer(left))
    folded = [fold(token.group()) for token in tokens]
    ands = AND | words.aside.ands if hit.find.entry.language != "nl" else AND | words.aside.ands | {"en"}
    if _glued(hit.find.written) and not _glued(hit.find.entry.text):
        at = len(tokens)
    else:
        at = next(
            (n for n in range(len(tokens) - 1, len(tokens) - LONGEST_ITEM - 1, -1) if n >= 0 and folded[n] in ands), -1
        )
    if at < 1:
        return False
    head = left[: tokens[at].start()] if at < len(tokens) else left
    first = tokens[max(at - LONGEST_ITEM, 0)].start()
    if _COMMA.search(head, first):
        return True
    return at == len(tokens) and any(
        _glued(word) and len(word) > SHORTEST_GLUED for word in folded[-LONGEST_ITEM + 1 :]
    )


def _bare(hit: Hit, left: str) -> bool:
    """Whether nothing but small words stands between the "and" and the name, and nothing but the end after it."""
    words = around()
    told = TOKEN.findall(fold(left))
    if _glued(hit.find.written) and not _glued(hit.find.entry.text):
        return True
    while told and told[-1] in JOINERS - AND:
        told.pop()
    return bool(told) and told[-1] in AND | words.aside.ands


def _glued(word: str) -> bool:
    return word[:1] in "וو"


def spanned(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """The end of a "from … to …" that nobody travels: "from Caracas to Damascus: how Washington …"."""
    if not topic.placed:
        return {}
    words, found = around(), dict[Place, float]()
    own = {fold(hit.find.written) for hit in reading.hits if topic.number in hit.concept.worth}
    foreign = {scene_of(hit) for hit in reading.hits if hit.concept.id.startswith(WORLD)}
    for hit in reading.hits:
        if topic.number not in hit.concept.worth or not headline(hit, reading):
            continue
        before, after = sentence_around(hit, reading)
        told = TOKEN.findall(fold(before))
        if len(told) < len(("from", "Kabul", "to")):
            continue
        if scene_of(hit) in foreign and _passed_through(told, after):
            found[hit.place_key] = LISTED
            continue
        span = told[-SPAN - 1 : -1]
        start = next(
            (n for n in range(len(span) - 1, -1, -1) if span[n] in words.origin or span[n] in words.signature.since),
            None,
        )
        if start is None or start == len(span) - 1 or not own.isdisjoint(span[start + 1 :]):
            continue
        opens = len(told) - 1 - len(span) + start == 0 or _COMMA.search(before[-BACK // 4 :]) is not None
        heads = opens and bool(re.match(r"\s*(?:[:.;؛،,–—…|!?؟]|\.\.|$)", after))
        if told[-1] in words.signature.until or (told[-1] in words.onward and heads and not words.turns(told)):
            found[hit.place_key] = LISTED
    return found


def _passed_through(told: list[str], after: str) -> bool:
    """A station of a "from … to …": "De Kiev a Jartum pasando por Siria: …"."""
    words = around()
    opens = told[0] in words.origin or told[0] in words.signature.since
    through = bool(words.aside.through.intersection(without_articles(told)[-1:]))
    return opens and through and not words.onward.isdisjoint(told[1:-1]) and bool(re.match(r"\s*(?:[:.;,–—]|$)", after))
