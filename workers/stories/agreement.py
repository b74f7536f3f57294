"""What two reports agree and disagree on beside their words: places, days, tolls, actors, kinds of events. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workers.stories.lexicon import ACTOR, COUNTRY, KIND
from workers.stories.sketch import Sketch, is_specific, related

DAYS_APART = 2
FEW = 3
"""Below it a number is too common to tell events apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`place`, `region`: a shared place below the governorate, or just a governorate. Shares are 0 to 1.

    `elsewhere`, `other_region`, `other_day`, `other_toll`: both say, and not the same.
    """

    place: bool
    region: bool
    toll: int
    kinds: float
    actors: float
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
    place = _meet(one.focus, other.places) or _meet(other.focus, one.places)
    mine, theirs = _specific(one.focus), _specific(other.focus)
    regions, others = _regions(one.focus), _regions(other.focus)
    toll, other_toll = _tolls(one, other)
    kinds = _of(one, KIND), _of(other, KIND)
    actors = _of(one, ACTOR, COUNTRY), _of(other, ACTOR, COUNTRY)
    return Agreement(
        place=place,
        region=bool(regions & others),
        toll=toll,
        kinds=_share(*kinds),
        actors=_share(*actors),
        elsewhere=bool(mine and theirs) and not place,
        other_region=bool(regions and others) and not regions & others and not place,
        other_day=_other_day(one.days, other.days),
        other_toll=other_toll,
        other_kind=bool(kinds[0] and kinds[1]) and not kinds[0] & kinds[1],
    )


def _specific(paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if is_specific(path))


def _meet(focus: Sequence[str], places: Sequence[str]) -> bool:
    return any(related(a, b) for a in _specific(focus) for b in _specific(places))


def _regions(paths: Sequence[str]) -> frozenset[str]:
    return frozenset(path[:4] for path in paths)


def _of(sketch: Sketch, *groups: str) -> frozenset[str]:
    return frozenset(concept for concept in sketch.concepts if concept.startswith(groups))


def _share(one: Collection[str], other: Collection[str]) -> float:
    return len(set(one) & set(other)) / min(len(one), len(other)) if one and other else 0.0


def _tolls(one: Sketch, other: Sketch) -> tuple[int, bool]:
    """The largest number that both tell, 0 for none; and whether they tell numbers of one kind, all different."""
    mine = {(toll.kind, toll.value) for toll in one.tolls}
    theirs = {(toll.kind, toll.value) for toll in other.tolls}
    same = max((value for _, value in mine & theirs), default=0)
    differ = bool({kind for kind, _ in mine} & {kind for kind, _ in theirs})
    return same, differ and not same


def _other_day(one: Sequence[int], other: Sequence[int]) -> bool:
    if not one or not other:
        return False
    return min(abs(mine - theirs) for mine in one for theirs in other) >= DAYS_APART
