"""What a report says beside its words, drawn once for many comparisons: towns, governorates, tolls, days, actors. Pure.

Facts are names: a place's path, `actor.sdf`, `kind.fire`, `country.TR`, `killed 9`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from workers.stories.lexicon import COUNTRY, KIND, NUMBER
from workers.stories.places import CAPITAL, REGION, is_specific, spots, unit_of, units_of
from workers.stories.sketch import Sketch, Toll


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`focus` and `places` without governorates, which are in `regions`; `told`: what kinds of tolls there are.

    `names`: subjects and words by their consonants, which tell only beside other facts and in another language.
    `areas`, `named`: the same with governorates, the first without a capital that may be the government.
    `is_roundup`: several towns or governorates in title or opening, so that it may report on each.
    """

    focus: tuple[str, ...]
    places: tuple[str, ...]
    areas: tuple[str, ...]
    named: tuple[str, ...]
    regions: frozenset[str]
    concepts: frozenset[str]
    names: frozenset[str]
    countries: frozenset[str]
    kinds: frozenset[str]
    tolls: frozenset[str]
    told: frozenset[str]
    days: tuple[int, ...]
    event_days: frozenset[int]
    is_roundup: bool


def facts_in(sketch: Sketch) -> Facts:
    areas = tuple(path for path in sketch.focus if path != CAPITAL)
    return Facts(
        focus=_specific(sketch.focus),
        places=_specific(sketch.places),
        areas=areas,
        named=sketch.places,
        regions=_regions(sketch.focus),
        concepts=frozenset(sketch.concepts),
        names=frozenset(sketch.names),
        countries=frozenset(concept for concept in sketch.concepts if concept.startswith(COUNTRY)),
        kinds=_kinds(sketch),
        tolls=_tolls(sketch),
        told=frozenset(toll.kind for toll in sketch.tolls),
        days=sketch.days,
        event_days=frozenset(sketch.event_days),
        is_roundup=len(spots(areas)) > 1,
    )


def facts_of(sketch: Sketch) -> frozenset[str]:
    """All that two reports could share, places with the units that they are in."""
    units = {unit for path in sketch.focus for unit in units_of(path)}
    return frozenset((*units, *sketch.concepts, *sketch.names, *_tolls(sketch)))


def keys_of(sketch: Sketch) -> tuple[str, ...]:
    """What is looked up to find one event in other words: places, tolls, a governorate with what happened there."""
    named = (path for path in sketch.places if is_specific(path))
    places = (key for path in named for key in (path, unit_of(path)) if is_specific(key))
    kinds = sorted(_kinds(sketch))
    pairs = (f"{region} {kind}" for region in sorted(_regions(sketch.focus)) for kind in kinds)
    numbers = (concept for concept in sketch.concepts if concept.startswith(NUMBER))
    both = (f"{one} {other}" for one, other in combinations(kinds, 2))
    return tuple(dict.fromkeys((*places, *sorted(_tolls(sketch)), *pairs, *numbers, *both, *sketch.names)))


def toll_fact(toll: Toll) -> str:
    return f"{toll.kind} {toll.value}"


def _specific(paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if is_specific(path))


def _regions(paths: Sequence[str]) -> frozenset[str]:
    return frozenset(path[:REGION] for path in paths)


def _kinds(sketch: Sketch) -> frozenset[str]:
    return frozenset(concept for concept in sketch.concepts if concept.startswith(KIND))


def _tolls(sketch: Sketch) -> frozenset[str]:
    return frozenset(toll_fact(toll) for toll in sketch.tolls)
