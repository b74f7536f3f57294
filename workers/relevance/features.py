"""What the hits of one topic say about an article, as numbers from 0 to 1, each traced to the hits that made it.

Knows nothing of weights or grades.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from workers.model.article import Zone
from workers.relevance.concepts import CompiledTopic, strength
from workers.relevance.hits import Hit, Reading, within

CORE = strength(1.5)  # weaker concepts count only in an article that has one at least as strong
LOW_ZONES = {Zone.HEADING: 0.5, Zone.CAPTION: 0.5}
WEAK = 0.6
LISTED = 0.25  # a name in a list with places elsewhere is seldom the subject
COVERED = 0.3  # a name inside an excluded phrase
LIST_LENGTH = 3
LISTABLE = 0.8  # the topic itself counts as a member of a list even where it has no code
LIST_GAP = 2  # tokens between neighbours in a list: "Turkey, Syria and Iraq"
CHUNK_WORDS = 60
OPENING_WORDS = 45
DISPERSED = 0.4

Shares = Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A hit that counts for the topic, and how much: `strength` by its concept, `worth` also by its place."""

    hit: Hit
    strength: float
    worth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """`value` 0 to 1; `shares` split it over units by their index; `label` names it where no unit made it."""

    name: str
    value: float
    shares: Shares
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known about one topic in one article."""

    units: tuple[Unit, ...]
    features: tuple[Feature, ...]
    blocked_by: tuple[str, ...]


def gather(reading: Reading, topic: CompiledTopic, *, focus: str | None) -> Evidence:
    units = _units(reading, topic)
    if not any(unit.strength >= CORE for unit in units):
        return Evidence(units=(), features=(), blocked_by=())
    excluded = _excludes(reading, topic)
    features = (
        _headline(reading, units),
        _opening(reading, units),
        _frequency(reading, units),
        _dispersion(reading, units),
        _variety(units),
        *_combinations(reading, topic),
        *_first(reading, topic, units),
        *_rivals(reading, topic, units),
        *_focus(units, focus),
        *_exclusion(excluded, units),
    )
    return Evidence(units=units, features=features, blocked_by=tuple(excluded))


def _units(reading: Reading, topic: CompiledTopic) -> tuple[Unit, ...]:
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


def _either(values: list[float]) -> float:
    """How sure one is when each of several signs alone would convince by its value."""
    miss = 1.0
    for value in values:
        miss *= 1.0 - min(value, 1.0)
    return 1.0 - miss


def _shared(name: str, value: float, parts: Mapping[int, float]) -> Feature:
    total = sum(parts.values())
    return Feature(name=name, value=value, shares={key: part / total for key, part in parts.items()} if total else {})


def _where(units: tuple[Unit, ...], fits: Callable[[Hit], bool]) -> dict[int, float]:
    return {number: unit.worth for number, unit in enumerate(units) if fits(unit.hit)}


def _headline(reading: Reading, units: tuple[Unit, ...]) -> Feature:
    """The title; for a post without one its first sentence."""
    parts = _where(
        units, (lambda hit: hit.spot.in_title) if reading.layout.title else (lambda hit: hit.spot.sentence == 0)
    )
    return _shared("headline", _either(list(parts.values())), parts)


def _opening(reading: Reading, units: tuple[Unit, ...]) -> Feature:
    end = len(reading.layout.title_word_starts) + OPENING_WORDS
    parts = _where(units, lambda hit: not hit.spot.in_title and hit.spot.word < end)
    if not reading.layout.text:
        parts = _where(units, lambda _: True)
    return _shared("opening", _either(list(parts.values())), parts)


def _frequency(reading: Reading, units: tuple[Unit, ...]) -> Feature:
    mass = sum(unit.worth for unit in units)
    words = reading.layout.words + len(reading.layout.title_word_starts)
    half = 3.0 * sqrt(max(words, 5) / 300)
    return _shared("frequency", mass / (mass + half), _where(units, lambda _: True))


def _dispersion(reading: Reading, units: tuple[Unit, ...]) -> Feature:
    words = reading.layout.words + len(reading.layout.title_word_starts)
    chunks = max(1, round(words / CHUNK_WORDS))
    best: dict[int, tuple[float, int]] = {}
    for number, unit in enumerate(units):
        chunk = min(unit.hit.spot.word * chunks // max(words, 1), chunks - 1)
        if unit.worth > best.get(chunk, (0.0, 0))[0]:
            best[chunk] = (unit.worth, number)
    covered = sum(worth for worth, _ in best.values()) / chunks
    parts = {number: worth for worth, number in best.values()}
    return _shared("dispersion", min(1.0, covered / DISPERSED), parts)


def _variety(units: tuple[Unit, ...]) -> Feature:
    """Several different names say more than one repeated."""
    first: dict[str, tuple[float, int]] = {}
    for number, unit in enumerate(units):
        name = unit.hit.concept.id
        if unit.worth > first.get(name, (0.0, 0))[0]:
            first[name] = (unit.worth, number)
    worths = sorted((worth for worth, _ in first.values()), reverse=True)[1:]
    return _shared("variety", min(1.0, sum(worths) / 3), {number: worth for worth, number in first.values()})


def _combinations(reading: Reading, topic: CompiledTopic) -> list[Feature]:
    found: list[Feature] = []
    for combine in topic.combines:
        groups = [[hit for hit in reading.hits if hit.concept.id == identity] for identity in combine.all]
        if all(groups) and any(
            all(
                any(other.number != one.number and within(combine.within, one, other) for other in group)
                for group in groups[1:]
            )
            for one in groups[0]
        ):
            found.append(Feature(name="combination", value=min(combine.weight, 5.0) / 5.0, shares={}, label=combine.id))
    return found


def _first(reading: Reading, topic: CompiledTopic, units: tuple[Unit, ...]) -> list[Feature]:
    """The first region named is the topic's own: news says early where it happened."""
    country = {prefix[:2] for prefix in topic.topic.gazetteer}
    keys = {
        unit.hit.place_key: number
        for number, unit in enumerate(units)
        if unit.hit.concept.region is not None or unit.strength >= LISTABLE
    }
    for hit in reading.hits:
        if hit.place_key in keys:
            number = keys[hit.place_key]
            return [Feature(name="first", value=units[number].worth, shares={number: 1.0})]
        region = _rival_region(hit, topic)
        if region is not None and (region[:2] in country or topic.topic.gazetteer == ("SY",)):
            return []
    return []


def _rivals(reading: Reading, topic: CompiledTopic, units: tuple[Unit, ...]) -> list[Feature]:
    """Other regions named: `foreign` ones, `siblings` in the topic's own country, and those that have the headline."""
    mass: dict[str, float] = defaultdict(float)
    headlined: set[str] = set()
    own = {unit.hit.place_key for unit in units}
    for hit in reading.hits:
        region = _rival_region(hit, topic)
        if region is None or hit.place_key in own:
            continue
        mass[region] += 1.0
        if _in_headline(hit, reading):
            headlined.add(region)
    ours = sum(unit.worth for unit in units)
    country = {prefix[:2] for prefix in topic.topic.gazetteer}
    features: list[Feature] = []
    for name, near in (("siblings", True), ("foreign", False)):
        most = max((found for region, found in mass.items() if (region[:2] in country) is near), default=0.0)
        if most:
            features.append(Feature(name=name, value=most / (most + ours + 1.0), shares={}, label="elsewhere"))
    if not any(_in_headline(unit.hit, reading) for unit in units):
        if reading.layout.title:
            features.append(Feature(name="unheadlined", value=1.0, shares={}, label="not.in.headline"))
        if headlined:
            features.append(Feature(name="rival_headline", value=1.0, shares={}, label="elsewhere"))
    return features


def _rival_region(hit: Hit, topic: CompiledTopic) -> str | None:
    """The governorate or country that a hit speaks for, when it is not the topic's own."""
    region = hit.concept.region
    if topic.number in hit.concept.worth or (region is not None and topic.owns(region)):
        return None
    return None if region is None else region[:4]


def _in_headline(hit: Hit, reading: Reading) -> bool:
    return hit.spot.in_title if reading.layout.title else hit.spot.sentence == 0


def _focus(units: tuple[Unit, ...], focus: str | None) -> list[Feature]:
    if focus not in ("syria", "region") or not units:
        return []
    return [Feature(name="focus", value=1.0 if focus == "syria" else 0.4, shares={}, label=f"outlet.{focus}")]


def _excludes(reading: Reading, topic: CompiledTopic) -> dict[str, float]:
    found: dict[str, float] = {}
    for hit in reading.hits:
        weight = hit.concept.excludes.get(topic.number)
        if weight is not None:
            found[hit.concept.id] = found.get(hit.concept.id, 0.0) + min(weight, 5.0)
    return found


def _exclusion(excluded: Mapping[str, float], units: tuple[Unit, ...]) -> list[Feature]:
    mass = sum(unit.worth for unit in units)
    return [
        Feature(name="exclusion", value=weight / (weight + 2.0 * mass + 1.0), shares={}, label=identity)
        for identity, weight in excluded.items()
    ]
