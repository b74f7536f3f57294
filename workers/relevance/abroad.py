"""People of the topic's country who are somewhere else: "Syrian baker from Idlib wins a prize in Hamburg".

A nationality or a birthplace is not where something happens. Knows nothing of what a name is worth otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workers.relevance.concepts import CARRYING, CITIES, WORLD, CompiledTopic
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading
from workers.relevance.words import Around, around

ORIGIN, TWICE = 0.3, 0.15  # told by one name, by several: "a Syrian from Idlib"
PEOPLE = ".people"  # concepts of this ending are a nationality: less than the country
NEAR = 2  # words between a nationality and whose it is
WINDOW = 60  # characters looked at around a name
BELOW = 3  # words of "the city of" between "from" and the name
TURKISH = ("li", "lı", "lu", "lü")
NOUNS = frozenset({"de", "fr", "ru", "uk"})  # here a people's name tells itself from the adjective
INDEFINITE = frozenset({"ar", "fa", "fr", "es"})

Place = tuple[bool, int, int]  # in the title, start, end
Scene = tuple[bool, int]  # in the title, sentence


def spot_of(hit: Hit) -> Scene:
    return (hit.spot.in_title, hit.spot.sentence)


@dataclass(slots=True)
class _Scene:
    """What one sentence has: names abroad, names of the topic, and those of them that only tell an origin."""

    foreign: list[Hit] = field(default_factory=list)
    own: list[Hit] = field(default_factory=list)
    people: list[Hit] = field(default_factory=list)
    births: list[Hit] = field(default_factory=list)


def emigrants(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """Nationalities and birthplaces where everything else is abroad, and nobody comes home."""
    if not any(hit.concept.id.startswith(WORLD) for hit in reading.hits):
        return {}
    scenes = _scenes(reading, topic)
    title, lead = scenes.get((True, -1)), scenes.get((False, 0))
    found: dict[Place, float] = {}
    for where, scene in scenes.items():
        neighbour = {(True, -1): lead, (False, 0): title}.get(where)
        if _elsewhere(where, scene, neighbour, reading):
            told = scene.people + scene.births
            chosen = told if len(told) == len(scene.own) else scene.births
            found |= dict.fromkeys((hit.place_key for hit in chosen), ORIGIN if len(chosen) < 2 else TWICE)
    told = [hit for scene in scenes.values() for hit in scene.people + scene.births]
    if found and len(told) == sum(len(scene.own) for scene in scenes.values()):
        found = dict.fromkeys((hit.place_key for hit in told), ORIGIN) | found
    return found


def _scenes(reading: Reading, topic: CompiledTopic) -> dict[Scene, _Scene]:
    scenes: dict[Scene, _Scene] = {}
    seen: set[Place] = set()
    words = around()
    peoples = frozenset(fold(hit.find.written) for hit in reading.hits if hit.concept.id.endswith(PEOPLE))
    for hit in reading.hits:
        abroad = hit.concept.id.startswith(WORLD) and hit.concept.region not in topic.home
        own = hit.concept.worth.get(topic.number, 0.0) >= CARRYING
        if not abroad and not own:
            continue
        scene = scenes.setdefault(spot_of(hit), _Scene())
        if abroad:
            scene.foreign.append(hit)
        elif hit.place_key not in seen:
            seen.add(hit.place_key)
            scene.own.append(hit)
            side = Side.of(hit, reading)
            if _is_nationality(hit) and _nationality(hit, side, words, reading):
                scene.people.append(hit)
            elif not _is_nationality(hit) and _birthplace(side, words, peoples):
                scene.births.append(hit)
    return scenes


def _elsewhere(where: Scene, scene: _Scene, neighbour: _Scene | None, reading: Reading) -> bool:
    """Whether what the sentence tells is abroad; a headline may leave that to the first sentence, and that to it."""
    if not scene.people and not scene.births:
        return False
    words = around()
    tokens = TOKEN.findall(fold(_source(where, reading)))
    if words.turns(tokens):
        return False
    foreign = scene.foreign
    if not foreign and neighbour is not None and len(neighbour.own) == len(neighbour.people) + len(neighbour.births):
        foreign = neighbour.foreign
    return any(hit.concept.id.endswith(CITIES) for hit in foreign) if words.fights(tokens) else bool(foreign)


def _source(where: Scene, reading: Reading) -> str:
    if where[0]:
        return reading.layout.title
    start, end = reading.layout.sentence(where[1])
    return reading.layout.text[start:end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The words before and after a name in its text, folded, the nearest at the end and at the beginning.

    `following` is the text after it as it stands.
    """

    before: list[str]
    after: list[str]
    following: str

    @classmethod
    def of(cls, hit: Hit, reading: Reading) -> "Side":
        source = reading.layout.title if hit.spot.in_title else reading.layout.text
        first = 0 if hit.spot.in_title else reading.layout.sentence(hit.spot.sentence)[0]
        following = source[hit.find.end : hit.find.end + WINDOW]
        return cls(
            before=TOKEN.findall(fold(source[max(hit.find.start - WINDOW, first) : hit.find.start])),
            after=TOKEN.findall(fold(following)),
            following=following,
        )


def _is_nationality(hit: Hit) -> bool:
    turkish = hit.find.entry.language == "tr" and hit.concept.place is not None and hit.find.written.endswith(TURKISH)
    return hit.concept.id.endswith(PEOPLE) or hit.find.derived or turkish


def _nationality(hit: Hit, side: Side, words: Around, reading: Reading) -> bool:
    """Whether an adjective or a people's name stands for somebody: beside a person's word, or as one."""
    if any(map(words.person, (*side.before[-NEAR:], *side.after[:NEAR]))):
        return True
    language, text = hit.find.entry.language, hit.find.entry.text
    if not hit.concept.id.endswith(PEOPLE):
        return False
    if language in NOUNS and _noun(language, text, hit.find.written):
        return True
    if language == "en":
        singular = not hit.find.written.lower().endswith("s")
        return (singular and (not side.after or side.after[0] in words.bare)) or _lives(hit, side, words, reading)
    if language in INDEFINITE and not text.startswith("ال") and (not side.before or side.before[-1] in words.alone):
        return True
    return (language == "tr" and side.before[-1:] == ["bir"]) or _lives(hit, side, words, reading)


def _noun(language: str, text: str, written: str) -> bool:
    if language in {"ru", "uk"}:
        return not text.endswith("ий")
    return (text if language == "de" else written)[0].isupper()


def _lives(hit: Hit, side: Side, words: Around, reading: Reading) -> bool:
    """The place that follows is abroad: "Syrians in Leipzig"."""
    if not side.after or side.after[0] not in words.locative:
        return False
    following = range(hit.find.last + 2, hit.find.last + 4)
    return any(
        other.concept.id.startswith(WORLD)
        and other.find.first in following
        and other.spot.in_title is hit.spot.in_title
        for other in reading.hits
    )


def _birthplace(side: Side, words: Around, peoples: frozenset[str]) -> bool:
    """As in "baker from the city of Idlib", "Idlib-born"."""
    if side.after[:1] and side.after[0] in words.born:
        return True
    last = len(side.before) - 1
    for at in range(last, max(last - BELOW, 0) - 1, -1):
        if side.before[at] in words.native:
            return True
        if side.before[at] in words.origin and _somebody(side.before[max(at - NEAR - 1, 0) : at + 1], words, peoples):
            return True
        if side.before[at] not in words.units:
            return False
    return False


def _somebody(tokens: Iterable[str], words: Around, peoples: frozenset[str]) -> bool:
    return any(words.person(token) or token in peoples for token in tokens)
