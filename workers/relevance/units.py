"""The hits that count for one topic, and how much each by its zone and company. Knows nothing of scores."""

from dataclasses import dataclass

from workers.model.article import Zone
from workers.relevance.company import Around
from workers.relevance.concepts import WORLD, CompiledTopic, strength
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading

CORE = strength(1.5)  # weaker concepts count only in an article that has one at least as strong
LOW_ZONES = {Zone.HEADING: 0.5, Zone.CAPTION: 0.5}
WEAK = 0.6
LISTED = 0.25  # a name in a list with places elsewhere is seldom the subject
PAIRED = 0.4  # named after another country: "troops in Iraq and Syria"
COVERED = 0.3  # a name inside an excluded phrase
LIST_LENGTH = 3
LISTABLE = 0.75  # the topic itself counts as a member of a list even where it has no code
LIST_GAP = 2  # tokens from one neighbour to the next in a list: "Turkey, Syria and Iraq"
JOINERS = frozenset(fold("and et en y e und im in ve ile и в та й û li و لە در ו ב und dem der au").split())


Place = tuple[bool, int, int]  # in the title, start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A hit that counts for the topic, and how much: `strength` by its concept, `worth` also by its place."""

    hit: Hit
    strength: float
    worth: float


def weigh(reading: Reading, topic: CompiledTopic) -> tuple[Unit, ...]:
    listed = _listed(reading, topic)
    covers = Around(hit for hit in reading.hits if topic.number in hit.concept.excludes)
    best: dict[tuple[bool, int, int], Unit] = {}
    for hit in reading.hits:
        sure = hit.concept.worth.get(topic.number, 0.0)
        if sure <= 0.0:
            continue
        worth = sure * LOW_ZONES.get(hit.spot.zone, 1.0) * (WEAK if hit.weak else 1.0)
        worth *= listed.get(hit.place_key, 1.0)
        if next(covers.covering(hit), None) is not None:
            worth *= COVERED
        known = best.get(hit.place_key)
        if known is None or worth > known.worth or (worth == known.worth and known.hit.concept.place):
            best[hit.place_key] = Unit(hit=hit, strength=sure, worth=worth)
    return tuple(best.values())


def _listed(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """Names in a list of three or more places of which some are not the topic's, or after another country."""
    named = [
        hit
        for hit in reading.hits
        if hit.concept.region is not None or hit.concept.worth.get(topic.number, 0.0) >= LISTABLE
    ]
    listed: dict[Place, float] = {}
    run: list[Hit] = []
    for hit in [*named, None]:
        if hit is not None and run and _continues(run[-1], hit, reading):
            run.append(hit)
            continue
        spans = list(dict.fromkeys(member.place_key for member in run))
        own = {member.place_key for member in run if topic.number in member.concept.worth}
        if len(spans) >= LIST_LENGTH and len(own) <= len(spans) // 2:
            listed |= dict.fromkeys(spans, LISTED)
        elif len(spans) == LIST_LENGTH - 1 and own == {spans[1]} and _joined(run, reading):
            listed[spans[1]] = PAIRED
        run = [hit] if hit is not None else []
    return listed


def _joined(run: list[Hit], reading: Reading) -> bool:
    """Two neighbours with nothing but an "and" between them, the first of them abroad: "en Irak et en Syrie"."""
    between = _between(run[0], run[-1], reading)
    glued = run[-1].find.written[0] in "وו"
    return run[0].concept.id.startswith(WORLD) and JOINERS.issuperset(between) and (bool(between) or glued)


def _between(before: Hit, after: Hit, reading: Reading) -> list[str]:
    source = reading.layout.title if before.spot.in_title else reading.layout.text
    return TOKEN.findall(fold(source[before.find.end : after.find.start]))


def _continues(before: Hit, hit: Hit, reading: Reading) -> bool:
    gap = hit.find.first - before.find.last
    return (
        before.spot.in_title is hit.spot.in_title
        and before.spot.sentence == hit.spot.sentence
        and (gap <= LIST_GAP or (gap == LIST_GAP + 1 and JOINERS.issuperset(_between(before, hit, reading))))
    )


def mass(units: tuple[Unit, ...]) -> float:
    """Worth of all units; supporting ones weigh at most as much as those that carry."""
    carrying = sum(unit.worth for unit in units if unit.strength >= CORE)
    return carrying + min(sum(unit.worth for unit in units if unit.strength < CORE), carrying)
