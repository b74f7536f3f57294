"""People of the topic's country who are somewhere else: "Syrian baker from Idlib wins a prize in Hamburg".

A nationality or a birthplace is not where something happens. Knows nothing of what a name is worth otherwise.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from workers.relevance.concepts import CARRYING, CITIES, WORLD, CompiledTopic
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading
from workers.relevance.origin import PEOPLE, around_birthplace, birthplace, is_nationality, nationality
from workers.relevance.side import Place, Scene, abroad_by_word, scene_of, words_of
from workers.relevance.words import around

ABROAD = "-abroad"  # phrases that lower and end so are about people elsewhere
ORIGIN, TWICE = 0.3, 0.15  # told by one name, by several: "a Syrian from Idlib"
TITLE, LEAD = (True, -1), (False, 0)


@dataclass(slots=True)
class _Told:
    """What one sentence has: names abroad, names of the topic, and those of them that only tell an origin."""

    foreign: list[Hit] = field(default_factory=list)
    own: set[Place] = field(default_factory=set)
    people: set[Place] = field(default_factory=set)
    births: set[Place] = field(default_factory=set)

    @property
    def origins(self) -> set[Place]:
        return self.people | self.births

    @property
    def only_origins(self) -> bool:
        return len(self.origins) == len(self.own)


def emigrants(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """Nationalities and birthplaces where everything else is abroad, and nobody comes home."""
    peopled = any(hit.concept.id.endswith(PEOPLE) for hit in reading.hits)
    if not (peopled or any(hit.concept.id.startswith(WORLD) for hit in reading.hits) or _local(reading)):
        return {}
    scenes = _scenes(reading, topic)
    found: dict[Place, float] = {}
    for scene, told in scenes.items():
        neighbour = {TITLE: scenes.get(LEAD), LEAD: scenes.get(TITLE)}.get(scene)
        if told.only_origins and _elsewhere(scene, told, neighbour, reading):
            found |= dict.fromkeys(told.origins, ORIGIN if len(told.origins) == 1 else TWICE)
    if found and all(told.only_origins for told in scenes.values()):
        found = {key: ORIGIN for told in scenes.values() for key in told.origins} | found
    return found


def _local(reading: Reading) -> bool:
    """Whether the headline or the first sentence tells of local life elsewhere."""
    scenes = {scene_of(hit) for hit in reading.hits} & {TITLE, LEAD}
    words = around()
    return any(words.abroad(told) or words.thrives(told) for told in (words_of(scene, reading) for scene in scenes))


def _unknown_town(scene: Scene, reading: Reading) -> bool:
    """Whether somebody does well in a place that is no name known here: "opens a bakery in Elmvale"."""
    words = around()
    if not words.thrives(words_of(scene, reading)):
        return False
    known = {hit.find.start for hit in reading.hits if scene_of(hit) == scene}
    start, end = (0, len(reading.layout.title)) if scene[0] else reading.layout.sentence(scene[1])
    source = reading.layout.title if scene[0] else reading.layout.text
    return any(
        two.start() not in known and two.group()[0].isupper() and fold(one.group()) in words.life.living
        for one, two in pairwise(TOKEN.finditer(source, start, end))
    )


def come_home(scene: Scene, reading: Reading) -> bool:
    """Whether many return: then their nationality tells where to."""
    return around().comes_home(words_of(scene, reading))


def tried(scene: Scene, reading: Reading) -> bool:
    """Whether a court abroad tries what was done at home: then the nationality tells where."""
    return around().tries(words_of(scene, reading))


def _scenes(reading: Reading, topic: CompiledTopic) -> dict[Scene, _Told]:
    scenes: dict[Scene, _Told] = {}
    peoples = frozenset(fold(hit.find.written) for hit in reading.hits if hit.concept.id.endswith(PEOPLE))
    countries = {hit.place_key for hit in reading.hits if hit.find.entry.case and not hit.concept.id.endswith(PEOPLE)}
    lowered = {
        scene_of(hit)
        for hit in reading.hits
        if topic.number in hit.concept.excludes and hit.concept.id.endswith(ABROAD)
    }
    abroad, known = abroad_by_word(reading), dict[Scene, bool]()
    born: Hit | None = None
    for hit in reading.hits:
        told = scenes.setdefault(scene_of(hit), _Told())
        if hit.concept.id.startswith(WORLD):
            if hit.concept.region not in topic.home:
                told.foreign.append(hit)
        elif hit.concept.worth.get(topic.number, 0.0) >= CARRYING:
            told.own.add(hit.place_key)
            if is_nationality(hit, reading) and hit.place_key not in countries:  # Siria, not siria
                if (
                    nationality(hit, reading, abroad)
                    or _settled(scene_of(hit), reading, known)
                    or scene_of(hit) in lowered
                ):
                    told.people.add(hit.place_key)
            elif not (hit.concept.region or hit.concept.id == topic.topic.id):
                continue  # actors come from nowhere
            elif birthplace(hit, reading, peoples, abroad) or (born and around_birthplace(hit, born, reading)):
                told.births.add(hit.place_key)
                born = hit
    return scenes


def _settled(scene: Scene, reading: Reading, known: dict[Scene, bool]) -> bool:
    """Whether a sentence is about how people live abroad; each is read once."""
    if scene not in known:
        known[scene] = around().settles(words_of(scene, reading))
    return known[scene]


def _elsewhere(scene: Scene, told: _Told, neighbour: _Told | None, reading: Reading) -> bool:
    """Whether what the sentence tells is abroad; a headline may leave that to the first sentence, and that to it."""
    if not told.origins:
        return False
    words, sentence = around(), words_of(scene, reading)
    if words.turns(sentence) or words.tries(sentence):
        return False
    if not told.births and words.settles(sentence):
        return True
    if words.abroad(sentence) or (told.births and _unknown_town(scene, reading)):
        return True
    foreign = told.foreign
    if not foreign and neighbour is not None and neighbour.only_origins:
        foreign = neighbour.foreign
    return any(hit.concept.id.endswith(CITIES) for hit in foreign) if words.fights(sentence) else bool(foreign)
