"""The hits that count for one topic, and how much each by its zone and company. Knows nothing of scores."""

from dataclasses import dataclass

from workers.model.article import Zone
from workers.relevance.concepts import CompiledTopic, strength
from workers.relevance.hits import Hit, Reading

CORE = strength(1.5)  # weaker concepts count only in an article that has one at least as strong
LOW_ZONES = {Zone.HEADING: 0.5, Zone.CAPTION: 0.5}
WEAK = 0.6
LISTED = 0.25  # a name in a list with places elsewhere is seldom the subject
COVERED = 0.3  # a name inside an excluded phrase
LIST_LENGTH = 3
LISTABLE = 0.8  # the topic itself counts as a member of a list even where it has no code
LIST_GAP = 2  # tokens between neighbours in a list: "Turkey, Syria and Iraq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A hit that counts for the topic, and how much: `strength` by its concept, `worth` also by its place."""

    hit: Hit
    strength: float
    worth: float


def weigh(reading: Reading, topic: CompiledTopic) -> tuple[Unit, ...]:
    listed = _listed(reading.hits, topic)
    covers = [hit for hit in reading.hits if topic.number in hit.concept.excludes]
    best: dict[tuple[bool, int, int], Unit] = {}
    for hit in reading.hits:
        sure = hit.concept.worth.get(topic.number, 0.0)
        if sure <= 0.0:
            continue
        worth = sure * LOW_ZONES.get(hit.spot.zone, 1.0) * (WEAK if hit.weak else 1.0)
        if hit.place_key in listed:
            worth *= LISTED
        if any(_covers(cover, hit) for cover in covers):
            worth *= COVERED
        known = best.get(hit.place_key)
        if known is None or worth > known.worth or (worth == known.worth and known.hit.concept.place):
            best[hit.place_key] = Unit(hit=hit, strength=sure, worth=worth)
    return tuple(best.values())


def _covers(cover: Hit, hit: Hit) -> bool:
    return (
        cover.spot.in_title is hit.spot.in_title
        and cover.find.start <= hit.find.start
        and cover.find.end >= hit.find.end
    )


def _listed(hits: tuple[Hit, ...], topic: CompiledTopic) -> frozenset[tuple[bool, int, int]]:
    """Spans of names in lists of three or more places of which some are not the topic's."""
    named = [
        hit for hit in hits if hit.concept.region is not None or hit.concept.worth.get(topic.number, 0.0) >= LISTABLE
    ]
    listed: set[tuple[bool, int, int]] = set()
    run: list[Hit] = []
    for hit in [*named, None]:
        if hit is not None and run and _continues(run[-1], hit):
            run.append(hit)
            continue
        spans = {member.place_key for member in run}
        own = {member.place_key for member in run if topic.number in member.concept.worth}
        if len(spans) >= LIST_LENGTH and own != spans:
            listed |= spans
        run = [hit] if hit is not None else []
    return frozenset(listed)


def _continues(before: Hit, hit: Hit) -> bool:
    return (
        before.spot.in_title is hit.spot.in_title
        and hit.find.first - before.find.last <= LIST_GAP
        and before.spot.sentence == hit.spot.sentence
    )


def mass(units: tuple[Unit, ...]) -> float:
    """Worth of all units; supporting ones weigh at most as much as those that carry."""
    carrying = sum(unit.worth for unit in units if unit.strength >= CORE)
    return carrying + min(sum(unit.worth for unit in units if unit.strength < CORE), carrying)
