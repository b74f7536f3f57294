"""The hits that count for one topic, and how much each by its zone and company. Knows nothing of scores."""

from dataclasses import dataclass

from workers.model.article import Zone
from workers.relevance.abroad import ABROAD, come_home, emigrants, tried
from workers.relevance.agenda import counted_off
from workers.relevance.asides import enumerated, spanned
from workers.relevance.background import background
from workers.relevance.company import Around
from workers.relevance.concepts import CARRYING, CompiledTopic
from workers.relevance.hits import Hit, Reading
from workers.relevance.lists import indexed, joint, listed, mentioned
from workers.relevance.namesakes import namesakes
from workers.relevance.side import Place, Scene, abroad_by_word, scene_of
from workers.relevance.signatures import SIGNED, signed

CORE = CARRYING
LOW_ZONES = {Zone.HEADING: 0.5, Zone.CAPTION: 0.5}
WEAK = 0.6
COVERED = 0.3  # a name inside an excluded phrase
LOWERED = (listed, mentioned, enumerated, counted_off, spanned, background, emigrants, namesakes, indexed, signed)
NAMED = "-name"  # phrases that lower and end so only bear the name: an outlet, a soap, a steel


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A hit that counts for the topic, and how much: `strength` by its concept, `worth` also by its place."""

    hit: Hit
    strength: float
    worth: float


def weigh(reading: Reading, topic: CompiledTopic) -> tuple[Unit, ...]:
    discounts: dict[Place, float] = {}
    for lowered in LOWERED:
        for key, share in lowered(reading, topic).items():
            discounts[key] = min(share, discounts.get(key, 1.0))
    covers = Around(hit for hit in reading.hits if topic.number in hit.concept.excludes)
    abroad, free = abroad_by_word(reading), dict[tuple[Scene, bool], bool]()
    best: dict[tuple[bool, int, int], Unit] = {}
    for hit in reading.hits:
        sure = hit.concept.worth.get(topic.number, 0.0)
        if sure <= 0.0:
            continue
        worth = sure * LOW_ZONES.get(hit.spot.zone, 1.0) * (WEAK if hit.weak else 1.0)
        worth *= discounts.get(hit.place_key, 1.0)
        covering = [cover for cover in covers.covering(hit) if not joint(cover, reading, abroad)]
        if covering:
            scene = scene_of(hit)
            people = all(cover.concept.id.endswith(ABROAD) for cover in covering)
            if (scene, people) not in free:
                free[scene, people] = tried(scene, reading) or (people and come_home(scene, reading))
            worth *= 1.0 if free[scene, people] else COVERED
            if any(cover.concept.id.endswith(NAMED) for cover in covering):
                worth = min(worth, sure * SIGNED)
        known = best.get(hit.place_key)
        if known is None or worth > known.worth or (worth == known.worth and known.hit.concept.place):
            best[hit.place_key] = Unit(hit=hit, strength=sure, worth=worth)
    return tuple(best.values())


def mass(units: tuple[Unit, ...]) -> float:
    """Worth of all units; supporting ones weigh at most as much as those that carry."""
    carrying = sum(unit.worth for unit in units if unit.strength >= CORE)
    return carrying + min(sum(unit.worth for unit in units if unit.strength < CORE), carrying)
