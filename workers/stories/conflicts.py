"""Whether a whole story speaks against an item, or against another story. Pure; knows nothing of how alike words are.

Two reports at a time are not enough: a report without a town fits stories of different towns, and a roundup names both.
"""

from collections.abc import Sequence

from workers.stories.agreement import elsewhere, is_roundup, other_day, shares_place
from workers.stories.places import is_specific
from workers.stories.sketch import Sketch

MOST_COMPARED = 12
"""Reports of each of two stories, the first ones: what a story is about is told early."""


def forbids(story: Sequence[Sketch], sketch: Sketch) -> bool:
    """The reports of one town decide; where there are none, those of several towns do."""
    placed = [member for member in story if _placed(member)]
    if not placed or not _placed(sketch):
        return False
    sure = [member for member in placed if not is_roundup(member)]
    against = sum(elsewhere(member, sketch) for member in sure or placed)
    agreed = sum(shares_place(member, sketch) for member in sure or placed)
    return against > 0 and (against >= agreed if sure else against > agreed)


def opposed(one: Sequence[Sketch], other: Sequence[Sketch]) -> bool:
    """Two stories that cannot be one: their towns differ, or all days that they name."""
    pairs = [(a, b) for a in _sure(one)[:MOST_COMPARED] for b in _sure(other)[:MOST_COMPARED]]
    against = sum(elsewhere(a, b) for a, b in pairs)
    if against and against >= sum(shares_place(a, b) for a, b in pairs):
        return True
    dated = [[member.days for member in story if member.days][:MOST_COMPARED] for story in (one, other)]
    return all(dated) and all(other_day(a, b) for a in dated[0] for b in dated[1])


def _placed(sketch: Sketch) -> bool:
    return any(is_specific(path) for path in sketch.focus)


def _sure(story: Sequence[Sketch]) -> list[Sketch]:
    return [member for member in story if _placed(member) and not is_roundup(member)]
