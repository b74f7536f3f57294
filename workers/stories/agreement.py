"""What two reports agree and disagree on beside their words: places, days, tolls, actors, kinds of events. Pure.

How much it means that two reports share a fact depends on how common it is; that is the window's knowledge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from workers.stories.causes import other_cause
from workers.stories.facts import Facts
from workers.stories.lexicon import NUMBER
from workers.stories.places import LANDSCAPE, NEAR, compatible, implied, is_specific, related

VISIT = "kind.visit"
DAYS_APART = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`shared`: facts of both. `anchored`: a place, a toll or a number is among them, so that it may be one event.

    `place`: the shared place is smaller than a governorate; `number`: a toll or another number is shared.
    `names`: words of both titles by their consonants, and subjects; they say something only in another language.
    The others: both say, and not the same. `other_cause`: what befell people cannot be one thing.
    `other_guest`: they visited or met somebody of other countries.
    """

    shared: tuple[str, ...]
    names: tuple[str, ...]
    anchored: bool
    place: bool
    number: bool
    elsewhere: bool
    other_region: bool
    other_day: bool
    other_toll: bool
    other_kind: bool
    other_cause: bool
    other_country: bool
    other_guest: bool

    @property
    def apart(self) -> bool:
        """Not one event, however alike the words are."""
        return self.elsewhere or self.other_day or self.other_guest or self.other_cause


def agreement(one: Facts, other: Facts) -> Agreement:
    places = _shared_places(one, other)
    concepts = (one.concepts & other.concepts) - implied(places) - _numbers_of_one(one, other)
    shared_places = places or tuple(sorted(one.regions & other.regions))
    shared_tolls = tuple(sorted(one.tolls & other.tolls))
    number = bool(shared_tolls) or any(fact.startswith(NUMBER) for fact in concepts)
    other_country = bool(one.countries and other.countries) and one.countries.isdisjoint(other.countries)
    return Agreement(
        shared=(*shared_places, *sorted(concepts), *shared_tolls),
        names=tuple(sorted(one.names & other.names)),
        anchored=bool(shared_places) or number,
        place=bool(places),
        number=number,
        elsewhere=elsewhere(one, other),
        other_region=bool(one.regions and other.regions) and not shared_places,
        other_day=other_day(one, other),
        other_toll=not shared_tolls and not one.told.isdisjoint(other.told),
        other_kind=bool(one.kinds and other.kinds) and one.kinds.isdisjoint(other.kinds),
        other_cause=other_cause(one.kinds, other.kinds),
        other_country=other_country,
        other_guest=other_country and VISIT in one.kinds and VISIT in other.kinds,
    )


def _numbers_of_one(one: Facts, other: Facts) -> frozenset[str]:
    """Numbers that count people in one report and something else in the other: twenty shops, twenty detained."""
    mine, theirs = ({toll.rpartition(" ")[2] for toll in facts.tolls} for facts in (one, other))
    return frozenset(f"{NUMBER}{value}" for value in mine ^ theirs)


def elsewhere(one: Facts, other: Facts) -> bool:
    """Both name towns or governorates in title or opening, and no place of one can be that of the other."""
    mine, theirs = _compared(one, other)
    if not mine or not theirs or any(_may_be_one(a, b) for a in mine for b in theirs):
        return False
    return not shares_place(one, other)


def shares_place(one: Facts, other: Facts) -> bool:
    """A town where both name towns, else a governorate."""
    if one.focus and other.focus:
        return bool(_shared_places(one, other))
    return bool(_met(one.areas, other.named) or _met(other.areas, one.named))


def _compared(one: Facts, other: Facts) -> tuple[Sequence[str], Sequence[str]]:
    """Towns with towns, as long as both name one: neighbouring towns are in one governorate."""
    return (one.focus, other.focus) if one.focus and other.focus else (one.areas, other.areas)


def _may_be_one(one: str, other: str) -> bool:
    """A landscape goes on behind the border of a governorate."""
    if is_specific(one) and is_specific(other):
        return compatible(one, other)
    return compatible(one, other) or LANDSCAPE in one or LANDSCAPE in other


def _shared_places(one: Facts, other: Facts) -> tuple[str, ...]:
    return _met(one.focus, other.places) or _met(other.focus, one.places)


def _met(focus: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
    """The larger of two places of which one is in the other: what both name for sure."""
    met = {min(a, b, key=_precision) for a in focus for b in places if related(a, b)}
    return tuple(sorted(met)) if met else ()


def _precision(path: str) -> tuple[int, bool]:
    return len(path), path.endswith(NEAR)


def other_day(one: Facts, other: Facts) -> bool:
    """Both say on which day it happened, and not the same; or both name days, and none is near one of the other's."""
    if another_event_day(one, other):
        return True
    if not one.days or not other.days:
        return False
    return min(abs(mine - theirs) for mine in one.days for theirs in other.days) >= DAYS_APART


def another_event_day(one: Facts, other: Facts) -> bool:
    return bool(one.event_days and other.event_days) and one.event_days.isdisjoint(other.event_days)
