"""Which stories that one report fits are one event. Pure; knows nothing of how well the report fits them.

A report may tell of two events, and be made to. It may join two others; stories that several tell need more than its
word: something in common.
"""

from collections.abc import Sequence

from workers.stories.agreement import agreement
from workers.stories.conflicts import opposed
from workers.stories.window import Window

MOST = 8
"""Stories that become one by one report; with hundreds each would have to be held against each."""
FOUNDERS = 4
"""The first reports of a story say what it is about; who comes later may have come to change it."""
ALIKE, SHARED = 0.15, 2.2
"""Cosine of two reports, and how unlikely the facts that two in different languages share, from which they may be of
one event: about half of what joins them."""
OF_ONE_REPORT = 0.6
"""Of both, where one of the stories is a single report."""


def one_with(story: str, others: Sequence[str], window: Window, *, outlet: str) -> tuple[str, ...]:
    """Those of the others, the best first, that speak neither against the story nor against each other.

    `outlet`: whose report it is; what it told before speaks for no story.
    """
    together, merged = [story], list[str]()
    for other in others[:MOST]:
        if all(_may_be_one(one, other, window, outlet, alone=not merged) for one in together):
            together.append(other)
            merged.append(other)
    return tuple(sorted(merged))


def _may_be_one(one: str, other: str, window: Window, outlet: str, *, alone: bool) -> bool:
    """`alone`: nothing else has become one yet, so that the report may join two others that have nothing in common."""
    told = window.numbers_of(one), window.numbers_of(other)
    if opposed(*([window.facts[number] for number in numbers] for numbers in told)):
        return False
    mine, theirs = (
        [number for number in numbers if window.members[number].candidate.teller.outlet != outlet] for numbers in told
    )
    if alone and len(mine) <= 1 and len(theirs) <= 1:
        return True
    share = OF_ONE_REPORT if min(len(mine), len(theirs)) <= 1 else 1.0
    return any(_alike(a, b, window, share) for a in mine[:FOUNDERS] for b in theirs[:FOUNDERS])


def _alike(one: int, other: int, window: Window, share: float) -> bool:
    """By words, or in another language by what is named."""
    agreed = agreement(window.facts[one], window.facts[other])
    if agreed.apart:
        return False
    languages = {window.members[number].candidate.sketch.language for number in (one, other)}
    if len(languages) > 1 and window.surprise((*agreed.shared, *agreed.names)) >= share * SHARED:
        return True
    return window.cosine(one, other) >= share * ALIKE
