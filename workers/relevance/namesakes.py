"""Names that stand for something else than the place: a street, a restaurant, a cat, another town; or for not there.

Knows nothing of what a name is worth otherwise.
"""

from collections import Counter

from workers.relevance.concepts import CARRYING, CITIES, CompiledTopic
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading
from workers.relevance.lent import honoured, lent
from workers.relevance.origin import PEOPLE, indefinite
from workers.relevance.side import Abroad, Place, Side, abroad_by_word, scene_of, without_articles, words_of
from workers.relevance.words import Around, around

NAMESAKE = 0.05
NEGATED = 0.25
STATE_WORDS = (1, 2, 3)


def namesakes(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """Places of the topic by how much of them is left where they only lend their name, or are denied."""
    words = around()
    abroad = abroad_by_word(reading)
    outside = {scene_of(hit) for hits in abroad.values() for hit in hits}
    places = Counter(scene for scene, _ in {(scene_of(h), h.place_key) for h in reading.hits if h.concept.region})
    own = {
        (scene_of(hit), hit.place_key) for hit in reading.hits if hit.concept.worth.get(topic.number, 0.0) >= CARRYING
    }
    counts = Counter(scene for scene, _ in own)
    found = _hometown(reading, topic, words)
    for hit in reading.hits:
        place = hit.concept.region is not None or hit.concept.id == topic.topic.id
        if topic.number in hit.concept.worth and _of_another_country(hit, abroad):
            found[hit.place_key] = NAMESAKE
            continue
        if topic.number not in hit.concept.worth or not (place or scene_of(hit) in outside):
            continue
        side = Side.of(hit, reading)
        if not place:
            if counts[scene_of(hit)] == 1 and not hit.concept.id.endswith(PEOPLE) and honoured(side, words):
                found[hit.place_key] = NAMESAKE
            continue
        if hit.concept.place is not None and indefinite(hit, reading):
            found[hit.place_key] = NAMESAKE  # a name is never "a": درعا is Daraa, درعًا a shield
            continue
        alone = counts[scene_of(hit)] == 1
        street = alone and (_street(side, words) or lent(hit, side, words, reading, abroad, topic))
        elsewhere = hit.concept.place is not None and _in_country(hit, side, reading, abroad)
        if street or elsewhere or _lent(hit, side, words, abroad=scene_of(hit) in outside, alone=alone):
            found[hit.place_key] = NAMESAKE
        elif _denied(side, words) and places[scene_of(hit)] > 1:
            found[hit.place_key] = NEGATED
    return found


def _hometown(reading: Reading, topic: CompiledTopic, words: Around) -> dict[Place, float]:
    """A town in America of the same name, where nothing else is Syrian and the headline tells of such a town's life."""
    own = [hit for hit in reading.hits if hit.concept.worth.get(topic.number, 0.0) >= CARRYING]
    if len({hit.concept.id for hit in own}) != 1 or own[0].concept.place is None or own[0].concept.region == "SY07":
        return {}
    scenes = {scene_of(hit) for hit in own if hit.find.entry.language == "en"} & {(True, -1), (False, 0)}
    told = [f" {' '.join(words_of(scene, reading))} " for scene in scenes]
    if not any(f" {phrase} " in sentence for sentence in told for phrase in words.aside.hometown):
        return {}
    return {hit.place_key: NAMESAKE for hit in own}


def _lent(hit: Hit, side: Side, words: Around, *, abroad: bool, alone: bool) -> bool:
    before, after = side.before[-1:], side.after[:1]
    comma = side.following.startswith(",")
    bracket = side.following.lstrip().startswith("(")
    if (comma or bracket) and words.states.intersection(" ".join(side.after[:length]) for length in STATE_WORDS):
        return True
    if before and before[0] in words.animals:
        return True
    rest = side.after[1:4] if after and after[0] in words.articles else after
    if comma and not words.animals.isdisjoint(rest):
        return True
    quoted = words.named_before.intersection(without_articles(side.before)[-1:])
    if quoted and (abroad or side.following[:1] in {"»", "”", "“", '"'}):
        return True
    if not words.firms.isdisjoint(after) or (side.following.lstrip().startswith("&") and len(side.after) > 1):
        return not words.firms.isdisjoint(side.after[:2])
    if abroad and side.following[:1].isspace() and not words.named_after.isdisjoint(after):
        return not words.fights(side.before + side.after)
    return _given_name(hit, side, words, alone=abroad and alone)


def _of_another_country(hit: Hit, abroad: Abroad) -> bool:
    """A person of one name with another country's adjective after it: الشرع الأردني."""
    return (
        hit.concept.region is None
        and hit.find.first == hit.find.last
        and hit.find.written.startswith("ال")
        and hit.find.entry.text.startswith("ال")
        and not hit.concept.id.endswith(PEOPLE)
        and any(
            other.find.written.startswith("ال") and other.find.written.endswith("ي")
            for other in abroad.get((hit.spot.in_title, hit.find.last + 1), ())
        )
    )


def _street(side: Side, words: Around) -> bool:
    """A street, a school, a county, with a capital where the language does so: "Aleppo Avenue", "rue de Damas"."""
    capital = side.following[:1] in {" ", "-"} and side.following[1:2].isupper()
    if capital and not words.street.after.isdisjoint(side.after[:1]):
        return True
    if side.following[:1].isspace() and side.after[:1] and side.after[0].startswith(words.street.like):
        return True
    before = without_articles(side.before)
    return not words.street.before.isdisjoint(before[-1:]) and words.street.some.isdisjoint(before[-2:-1])


def _in_country(hit: Hit, side: Side, reading: Reading, abroad: Abroad) -> bool:
    """At the head of a report, with a country to it that is not the topic's: "Homs, Libya: fishermen protest"."""
    bracket = side.following.startswith(" (")
    if not bracket and (side.before or not side.following.startswith(",")):
        return False
    ends = {")"} if bracket else {":", "."}
    return any(
        not other.concept.id.endswith(CITIES) and Side.of(other, reading).following[:1] in ends
        for other in abroad.get((hit.spot.in_title, hit.find.last + 1), ())
    )


def _given_name(hit: Hit, side: Side, words: Around, *, alone: bool) -> bool:
    """A name that is a person's as well, and a family's after it: "funeral of Hama al-Amin"."""
    place, following = hit.concept.place, side.following
    if place is None or not following[:1].isspace() or not side.after:
        return False
    last = fold(hit.find.written).split()[-1:]
    if not any(
        term.strength == "weak" and [fold(term.text)] == last for terms in place.terms.values() for term in terms
    ):
        return False
    if side.after[0] in words.particles:
        return len(side.after) > 1 and following[len(side.after[0]) + 2 :][:1].isupper()
    phrase = len(fold(hit.find.written).split()) == len(("of", "Hama"))
    return alone and phrase and following[1:2].isupper()


def _denied(side: Side, words: Around) -> bool:
    if any(word in words.negated for word in side.after[:2]):
        return True
    before = side.before[:-1] if side.before and side.before[-1] in words.locative else side.before
    return bool(before) and before[-1] in words.negation
