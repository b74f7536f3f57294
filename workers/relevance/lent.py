"""Names that are lent to something small: a quarter, a park, an eating-house in quotation marks, a woman called Siria.

Knows nothing of what a name is worth otherwise.
"""

from workers.relevance.concepts import CompiledTopic
from workers.relevance.hits import Hit, Reading
from workers.relevance.side import Abroad, Side, scene_of, words_of
from workers.relevance.words import Around

GOVERNORATE = 1
SEATS = frozenset({"SY01"})  # where a government sits: "Damascus in Geneva" is its delegation
HYPHENS = frozenset({"fr", "es", "it", "pt"})  # here what follows a hyphen is part of a town's own name
CHRISTENED = frozenset({"es", "it", "pt", "fr"})  # here a headline has no capitals but those of names
QUOTES = {"„": "“”", "“": "”", "«": "»", "»": "«", '"': '"', "‚": "‘", "‘": "’", "'": "'"}
MARK = len("« ")
ENDS = frozenset(":,.;–—!?")


def lent(hit: Hit, side: Side, words: Around, reading: Reading, abroad: Abroad, topic: CompiledTopic) -> bool:
    """For a name that stands alone of its topic in its sentence."""
    if hit.concept.id == topic.topic.id:
        return _christened(hit, side, words, reading)
    if hit.concept.place is None:
        return False
    if _quarter(hit, side, words) or _transplanted(hit, side, words, abroad):
        return True
    return _paired(hit, side, words, reading) or _quoted(hit, words, reading)


def honoured(side: Side, words: Around) -> bool:
    """Whether a person's name is a park's or a road's: "Assad Park"."""
    capital = side.following[:1] == " " and side.following[1:2].isupper()
    return capital and not (words.named_after | words.street.after).isdisjoint(side.after[:1])


def _quarter(hit: Hit, side: Side, words: Around) -> bool:
    """A quarter called after a large town: "Barrio Damasco", "Şamlar Mahallesi"."""
    place = hit.concept.place
    if place is None or place.level != GOVERNORATE:
        return False
    if not words.called.quarters.isdisjoint(side.before[-1:]):
        return True
    beside = side.following[:1].isspace() or side.following[:1] == "-"
    return beside and bool(side.after) and side.after[0].startswith(words.called.quarters_like)


def _transplanted(hit: Hit, side: Side, words: Around, abroad: Abroad) -> bool:
    """A town in another town, at the head of a sentence: "Aleppo in Aalen: how a spice …"."""
    if side.before or hit.concept.region in SEATS or side.after[:1] == [] or side.after[0] not in words.locative:
        return False
    return any(
        scene_of(other) == scene_of(hit) and _ends(other, side)
        for other in abroad.get((hit.spot.in_title, hit.find.last + 2), ())
    )


def _ends(other: Hit, side: Side) -> bool:
    _, found, rest = side.following.partition(other.find.written)
    return bool(found) and (not rest.strip() or rest[0] in ENDS)


def _paired(hit: Hit, side: Side, words: Around, reading: Reading) -> bool:
    """Half of a town's name: "la commune de Hama-Yanikoy"."""
    if hit.find.entry.language not in HYPHENS or side.following[:1] != "-" or not side.following[1:2].isupper():
        return False
    known = any(
        other.find.first == hit.find.last + 1 and other.spot.in_title is hit.spot.in_title for other in reading.hits
    )
    return not known and words.called.pairs.isdisjoint(side.after[:1]) and not words.fights(side.before + side.after)


def _quoted(hit: Hit, words: Around, reading: Reading) -> bool:
    """In quotation marks by itself where one eats or stays: „Das ‚Kamischli‘ serviert Lamm“."""
    source = reading.layout.title if hit.spot.in_title else reading.layout.text
    first, last = max(hit.find.start - MARK, 0), hit.find.end + MARK
    before, after = source[first : hit.find.start].rstrip()[-1:], source[hit.find.end : last].lstrip()[:1]
    if not before or not after or after not in QUOTES.get(before, ""):
        return False
    told = words_of(scene_of(hit), reading)
    return words.eats(told) and not words.fights(told)


def _christened(hit: Hit, side: Side, words: Around, reading: Reading) -> bool:
    """A given name with a family's after it: "Siria Robles gana el oro"."""
    if hit.find.entry.language not in CHRISTENED or side.following[:1] != " " or not side.following[1:2].isupper():
        return False
    if not side.after or len(side.after[0]) < len("Paz") or not side.following[2:3].islower():
        return False
    known = any(
        other.find.first == hit.find.last + 1 and other.spot.in_title is hit.spot.in_title for other in reading.hits
    )
    small = side.before[-1:] and (side.before[-1] in words.locative or side.before[-1] in words.origin)
    return not known and not small and side.after[0] not in words.called.surnames_not
