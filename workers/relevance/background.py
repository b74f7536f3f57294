"""Names in the background of another country's news: where goods came from, what came before, what a film is about.

Knows nothing of what a name is worth otherwise.
"""

import re

from workers.relevance.asides import headline, sentence_around
from workers.relevance.concepts import CARRYING, WORLD, CompiledTopic
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading
from workers.relevance.lists import LISTED
from workers.relevance.origin import ABLATIVE, PEOPLE
from workers.relevance.side import Place, Scene, scene_of
from workers.relevance.signatures import SIGNED
from workers.relevance.words import Around, around

CALLED = 60  # characters of a title in quotation marks on either side of a name
QUOTE = re.compile(r"[«»„“”\"‹›]|(?<!\w)['‘]|['’](?!\w)")
QUOTED = re.compile(r"[«„“”\"'‘][^«»„“”\"]{1,80}[»“”\"'’]")
OFFICE = 6  # words before a name in which a former office may stand
CLAUSE = 6  # words from a "who" to a name
NEAR = 2  # words between "from", "through", "about" and a name
SINCE = 5  # words between "after" and a name
TOWARDS = frozenset({"nach", "desde", "dalla"})  # before a name itself: to it, from it


def background(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    if not topic.placed:
        return {}
    words, found = around(), dict[Place, float]()
    first: dict[Scene, int] = {}  # where another country is first named
    own: dict[Scene, set[Place]] = {}
    for hit in reading.hits:
        if hit.concept.id.startswith(WORLD):
            first.setdefault(scene_of(hit), hit.find.first)
        if hit.concept.worth.get(topic.number, 0.0) >= CARRYING:
            own.setdefault(scene_of(hit), set()).add(hit.place_key)
    for hit in reading.hits:
        if hit.place_key not in own.get(scene_of(hit), ()) or not headline(hit, reading):
            continue
        before, after = (TOKEN.findall(fold(side)) for side in sentence_around(hit, reading))
        foreign = first.get(scene_of(hit), hit.find.first) < hit.find.first
        alone = len(own[scene_of(hit)]) == 1
        if _cooked(hit, before, after, words):
            found[hit.place_key] = SIGNED
            continue
        shown = _shown(before, after, words) or _entitled(hit, reading, words)
        carried = scene_of(hit) in first and _courier(before, after, words)
        once = alone and (_once(before, after, words) or (foreign and _relative(hit, before, after, words)))
        if shown or carried or once or ((foreign or _party(before, words)) and _behind(hit, before, after, words)):
            found[hit.place_key] = LISTED
    return found


def _behind(hit: Hit, before: list[str], after: list[str], words: Around) -> bool:
    told = before + after
    if words.turns(told) or words.tries(told):
        return False
    return _brought(hit, before, after, words) or (_past(before, after, words) and not words.fights(told))


def _brought(hit: Hit, before: list[str], after: list[str], words: Around) -> bool:
    """Where smuggled goods and migrants come from, or what a road leads through."""
    near = before[-NEAR:]
    through = not words.aside.through.isdisjoint(near)
    comes = through or not words.origin.isdisjoint(near) or not ABLATIVE.isdisjoint(after[:1])
    return comes and not hit.concept.id.endswith(PEOPLE) and words.carries(before + after)


def _once(before: list[str], after: list[str], words: Around) -> bool:
    """Where somebody once held an office, and now does something else: "Former envoy to Syria runs for mayor"."""
    told = before[-OFFICE:]
    held = any(word.startswith(words.aside.office) for word in told) and not words.aside.former.isdisjoint(told)
    return held and len(after) >= NEAR and not words.fights(before + after) and not words.turns(before + after)


def _relative(hit: Hit, before: list[str], after: list[str], words: Around) -> bool:
    """What somebody abroad did there once: "US Marine who lost a leg in Syria runs Boston marathon"."""
    if hit.concept.id.endswith(PEOPLE) or len(after) < NEAR or not words.aside.died.isdisjoint(before + after):
        return False
    clause = before[-CLAUSE:]
    return not words.aside.relative.isdisjoint(clause) and not words.turns(before + after) and not words.fights(after)


def _party(before: list[str], words: Around) -> bool:
    """Somebody of another country whom no name of it tells: "Hezbollah after the fall of Assad"."""
    joined = f" {' '.join(before)} "
    return any(f" {phrase} " in joined for phrase in words.aside.parties)


def _courier(before: list[str], after: list[str], words: Around) -> bool:
    """A smuggler or smuggled goods "from" there, wherever they are told to be found."""
    from_there = not words.origin.isdisjoint(before[-1:]) and words.carries(before[-NEAR - 1 : -1])
    return from_there and not words.turns(before + after) and not words.fights(before + after)


def _past(before: list[str], after: list[str], words: Around) -> bool:
    """What went before: "Russia expands its base in Libya after leaving Syria"."""
    told = before[-SINCE:-1] if before[-1:] and before[-1] in TOWARDS else before[-SINCE:]
    return not words.aside.past.isdisjoint(told) or not words.aside.ago.isdisjoint(after[:NEAR])


def _shown(before: list[str], after: list[str], words: Around) -> bool:
    """What a film or a book is about, wherever it is shown."""
    if not words.shows(before[-SINCE:] + after[:NEAR]):
        return False
    return not words.aside.about.isdisjoint(before[-NEAR:]) or not words.aside.told_of.isdisjoint(after[:1])


def _entitled(hit: Hit, reading: Reading, words: Around) -> bool:
    """Part of what a book or a play is called: in quotation marks where such a thing is told of."""
    before, after = sentence_around(hit, reading)
    before, after = before.rstrip("'’"), after.lstrip("'’")  # d'Alep, Halep'in
    opened, closed = (QUOTE.findall(side) for side in (before[-CALLED:], after[:CALLED]))
    inside = len(opened) % 2 == 1 and len(closed) % 2 == 1
    told = TOKEN.findall(fold(QUOTED.sub(" ", before + "x" + after)))
    return inside and words.shows(told)


def _cooked(hit: Hit, before: list[str], after: list[str], words: Around) -> bool:
    """A dish called after a town."""
    place = hit.concept.place is not None or hit.concept.id.endswith(PEOPLE)
    return place and words.cooks(before + after) and not words.fights(before + after)
