"""What two reports agree and disagree on beside their words: places, days, tolls, actors, kinds of events. Pure.

Facts are names: a place's path, `actor.sdf`, `kind.fire`, `country.TR`, `killed 9`. How much it means that two reports
share one depends on how common it is; that is the window's knowledge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from workers.stories.lexicon import KIND, NUMBER
from workers.stories.places import REGION, compatible, is_specific, related, towns, unit_of, units_of
from workers.stories.sketch import Sketch, Toll

DAYS_APART = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`shared`: facts of both. `anchored`: a place, a toll or a number is among them, so that it may be one event.

    `place`: the shared place is smaller than a governorate; `number`: a toll or another number is shared.
    The others: both say, and not the same.
    """

    shared: tuple[str, ...]
    anchored: bool
    place: bool
    number: bool
    elsewhere: bool
    other_region: bool
    other_day: bool
    other_toll: bool
    other_kind: bool

    @property
    def apart(self) -> bool:
        """Not one event, however alike the words are."""
        return self.elsewhere or self.other_day


def agreement(one: Sketch, other: Sketch) -> Agreement:
    places = _shared_places(one, other)
    regions = _regions(one.focus), _regions(other.focus)
    tolls = _tolls(one), _tolls(other)
    concepts = frozenset(one.concepts) & frozenset(other.concepts)
    kinds = _kinds(one), _kinds(other)
    shared_places = places or tuple(sorted(regions[0] & regions[1]))
    shared_tolls = tuple(sorted(tolls[0] & tolls[1]))
    return Agreement(
        shared=(*shared_places, *sorted(concepts), *shared_tolls),
        anchored=bool(shared_places or shared_tolls) or any(fact.startswith(NUMBER) for fact in concepts),
        place=bool(places),
        number=bool(shared_tolls) or any(fact.startswith(NUMBER) for fact in concepts),
        elsewhere=elsewhere(one, other),
        other_region=bool(regions[0] and regions[1]) and not shared_places,
        other_day=other_day(one.days, other.days),
        other_toll=not shared_tolls and bool(_told(one) & _told(other)),
        other_kind=bool(kinds[0] and kinds[1]) and not kinds[0] & kinds[1],
    )


def elsewhere(one: Sketch, other: Sketch) -> bool:
    """Both name towns in title or opening, and no place of one can be that of the other."""
    mine, theirs = _specific(one.focus), _specific(other.focus)
    if not mine or not theirs or _shared_places(one, other):
        return False
    return not any(compatible(a, b) for a in mine for b in theirs)


def is_roundup(sketch: Sketch) -> bool:
    """Several towns in title or opening: it may report on each."""
    return len(towns(sketch.focus)) > 1


def shares_place(one: Sketch, other: Sketch) -> bool:
    return bool(_shared_places(one, other))


def _shared_places(one: Sketch, other: Sketch) -> tuple[str, ...]:
    return _met(_specific(one.focus), other.places) or _met(_specific(other.focus), one.places)


def facts_of(sketch: Sketch) -> frozenset[str]:
    """All that two reports could share, places with the units that they are in."""
    units = {unit for path in sketch.focus for unit in units_of(path)}
    return frozenset((*units, *sketch.concepts, *_tolls(sketch)))


def keys_of(sketch: Sketch) -> tuple[str, ...]:
    """What is looked up to find one event in other words: places, tolls, a governorate with what happened there."""
    named = (path for path in sketch.places if is_specific(path))
    places = (key for path in named for key in (path, unit_of(path)) if is_specific(key))
    pairs = (f"{region} {kind}" for region in sorted(_regions(sketch.focus)) for kind in sorted(_kinds(sketch)))
    kinds = sorted(_kinds(sketch))
    numbers = (concept for concept in sketch.concepts if concept.startswith(NUMBER))
    both = (f"{one} {other}" for one, other in combinations(kinds, 2))
    return tuple(dict.fromkeys((*places, *sorted(_tolls(sketch)), *pairs, *numbers, *both)))


def _specific(paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if is_specific(path))


def _met(focus: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
    """The larger of two places of which one is in the other: what both name for sure."""
    met = {min(a, b, key=len) for a in focus for b in _specific(places) if related(a, b)}
    return tuple(sorted(met))


def _regions(paths: Sequence[str]) -> frozenset[str]:
    return frozenset(path[:REGION] for path in paths)


def _kinds(sketch: Sketch) -> frozenset[str]:
    return frozenset(concept for concept in sketch.concepts if concept.startswith(KIND))


def _tolls(sketch: Sketch) -> frozenset[str]:
    return frozenset(toll_fact(toll) for toll in sketch.tolls)


def toll_fact(toll: Toll) -> str:
    return f"{toll.kind} {toll.value}"


def _told(sketch: Sketch) -> frozenset[str]:
    return frozenset(toll.kind for toll in sketch.tolls)


def other_day(one: Sequence[int], other: Sequence[int]) -> bool:
    """Both name days, and none of one is near one of the other."""
    if not one or not other:
        return False
    return min(abs(mine - theirs) for mine in one for theirs in other) >= DAYS_APART
