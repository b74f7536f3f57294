"""What the hits of one topic say about an article, as numbers from 0 to 1, each traced to the hits that made it.

Knows nothing of weights or grades.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from workers.relevance.concepts import FULL_WEIGHT, CompiledTopic
from workers.relevance.feature import Feature
from workers.relevance.hits import Hit, Reading, within
from workers.relevance.rivals import OPENING_WORDS, first, in_headline, rivals
from workers.relevance.units import CORE, Unit, mass, weigh

CHUNK_WORDS = 60
POST_WORDS = 60  # in a longer text without a title, the first sentence is less of a headline
LEAST_HEADLINE = 0.3
DISPERSED = 0.4
MANY = 100  # finds of one concept looked at for combinations


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known about one topic in one article."""

    units: tuple[Unit, ...]
    features: tuple[Feature, ...]
    blocked_by: tuple[str, ...]


def gather(reading: Reading, topic: CompiledTopic, *, focus: str | None) -> Evidence:
    units = weigh(reading, topic)
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
        *first(reading, topic, units),
        *rivals(reading, topic, units),
        *_focus(units, focus),
        *_exclusion(excluded, units),
    )
    return Evidence(units=units, features=features, blocked_by=tuple(excluded))


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
    """Units that can carry an article, by their number; supporting words add to frequency and variety only."""
    return {number: unit.worth for number, unit in enumerate(units) if unit.strength >= CORE and fits(unit.hit)}


def _headline(reading: Reading, units: tuple[Unit, ...]) -> Feature:
    """The title; for a post without one its first sentence."""
    parts = _where(units, lambda hit: in_headline(hit, reading))
    like = 1.0 if reading.layout.title else max(LEAST_HEADLINE, min(1.0, POST_WORDS / max(reading.layout.words, 1)))
    return _shared("headline", like * _either(list(parts.values())), parts)


def _opening(reading: Reading, units: tuple[Unit, ...]) -> Feature:
    end = reading.layout.title_words + OPENING_WORDS
    parts = _where(units, lambda hit: not hit.spot.in_title and hit.spot.word < end)
    if not reading.layout.text:
        parts = _where(units, lambda _: True)
    return _shared("opening", _either(list(parts.values())), parts)


def _frequency(reading: Reading, units: tuple[Unit, ...]) -> Feature:
    total = mass(units)
    words = reading.layout.words + reading.layout.title_words
    half = 3.0 * sqrt(max(words, 5) / 300)
    return _shared("frequency", total / (total + half), {number: unit.worth for number, unit in enumerate(units)})


def _dispersion(reading: Reading, units: tuple[Unit, ...]) -> Feature:
    words = reading.layout.words + reading.layout.title_words
    chunks = max(1, round(words / CHUNK_WORDS))
    best: dict[int, tuple[float, int]] = {}
    for number, unit in enumerate(units):
        if unit.strength < CORE:
            continue
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
    """Concepts near each other, the weightiest first; all together count no more than one at full weight."""
    found: list[Feature] = []
    room = 1.0
    for combine in sorted(topic.combines, key=lambda combine: -combine.weight):
        groups = [[hit for hit in reading.hits if hit.concept.id == identity][:MANY] for identity in combine.all]
        if all(groups) and any(
            all(
                any(other.number != one.number and within(combine.within, one, other) for other in group)
                for group in groups[1:]
            )
            for one in groups[0]
        ):
            value = min(combine.weight / FULL_WEIGHT, room)
            room -= value
            found.append(Feature(name="combination", value=value, shares={}, label=combine.id))
    return found


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
    total = sum(unit.worth for unit in units)
    return [
        Feature(name="exclusion", value=weight / (weight + 2.0 * total + 1.0), shares={}, label=identity)
        for identity, weight in excluded.items()
    ]
