"""Whether a whole story speaks against an item, or against another story. Pure; knows nothing of how alike words are.

Two reports at a time are not enough: a report without a town fits stories of different towns, and a roundup names both.
"""

from collections.abc import Sequence

from workers.stories.agreement import another_event_day, elsewhere, other_day, shares_place
from workers.stories.facts import Facts

MOST_COMPARED = 12
"""Reports of each of two stories, the first ones: what a story is about is told early."""


def forbids(story: Sequence[Facts], report: Facts) -> bool:
    """The reports of one town decide; where there are none, those of several towns do. Or those that tell the day."""
    if _on_another_day(story, report):
        return True
    placed = [member for member in story if member.areas]
    if not placed or not report.areas:
        return False
    sure = [member for member in placed if not member.is_roundup]
    asked = (sure or placed)[:MOST_COMPARED]
    against = sum(elsewhere(member, report) for member in asked)
    agreed = sum(shares_place(member, report) for member in asked) if against else 0
    return against > 0 and (against >= agreed if sure else against > agreed)


def _on_another_day(story: Sequence[Facts], report: Facts) -> bool:
    dated = [member for member in story if member.event_days and report.event_days][:MOST_COMPARED]
    against = sum(another_event_day(member, report) for member in dated)
    return against > 0 and 2 * against >= len(dated)


def opposed(one: Sequence[Facts], other: Sequence[Facts]) -> bool:
    """Two stories that cannot be one: their towns differ, or all days that they name."""
    pairs = [(a, b) for a in _sure(one)[:MOST_COMPARED] for b in _sure(other)[:MOST_COMPARED]]
    against = sum(elsewhere(a, b) for a, b in pairs)
    if against and against >= sum(shares_place(a, b) for a, b in pairs):
        return True
    dated = [[member for member in story if member.days][:MOST_COMPARED] for story in (one, other)]
    return all(dated) and all(other_day(a, b) for a in dated[0] for b in dated[1])


def _sure(story: Sequence[Facts]) -> list[Facts]:
    return [member for member in story if member.areas and not member.is_roundup]
