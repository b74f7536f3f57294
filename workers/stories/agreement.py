"""What two reports agree and disagree on beside their words: places, days, tolls, actors, kinds of events. Pure.

How much it means that two reports share a fact depends on how common it is; that is the window's knowledge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from workers.stories.facts import Facts
from workers.stories.lexicon import NUMBER
from workers.stories.places import compatible, related

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


def agreement(one: Facts, other: Facts) -> Agreement:
    places = _shared_places(one, other)
    concepts = one.concepts & other.concepts
    shared_places = places or tuple(sorted(one.regions & other.regions))
    shared_tolls = tuple(sorted(one.tolls & other.tolls))
    number = bool(shared_tolls) or any(fact.startswith(NUMBER) for fact in concepts)
    return Agreement(
        shared=(*shared_places, *sorted(concepts), *shared_tolls),
        anchored=bool(shared_places) or number,
        place=bool(places),
        number=number,
        elsewhere=not places and _no_place_fits(one, other),
        other_region=bool(one.regions and other.regions) and not shared_places,
        other_day=other_day(one.days, other.days),
        other_toll=not shared_tolls and not one.told.isdisjoint(other.told),
        other_kind=bool(one.kinds and other.kinds) and one.kinds.isdisjoint(other.kinds),
    )


def elsewhere(one: Facts, other: Facts) -> bool:
    """Both name towns in title or opening, and no place of one can be that of the other."""
    return _no_place_fits(one, other) and not shares_place(one, other)


def shares_place(one: Facts, other: Facts) -> bool:
    return bool(_shared_places(one, other))


def _no_place_fits(one: Facts, other: Facts) -> bool:
    if not one.focus or not other.focus:
        return False
    return not any(compatible(a, b) for a in one.focus for b in other.focus)


def _shared_places(one: Facts, other: Facts) -> tuple[str, ...]:
    return _met(one.focus, other.places) or _met(other.focus, one.places)


def _met(focus: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
    """The larger of two places of which one is in the other: what both name for sure."""
    met = {min(a, b, key=len) for a in focus for b in places if related(a, b)}
    return tuple(sorted(met)) if met else ()


def other_day(one: Sequence[int], other: Sequence[int]) -> bool:
    """Both name days, and none of one is near one of the other."""
    if not one or not other:
        return False
    return min(abs(mine - theirs) for mine in one for theirs in other) >= DAYS_APART
