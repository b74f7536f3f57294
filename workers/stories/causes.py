"""Which kinds of sudden events cannot be two names of one: a road accident is no mine. Knows no places and no tolls.

A strike may be told as an explosion, a fire or a collapse; what people drowned in was none of these.
"""

from collections.abc import Iterable
from functools import lru_cache

from workers.stories.lexicon import KIND

_BOMBS, _ARMS = ("airstrike", "shelling", "drone"), ("clash", "killing", "kidnap")
_ONE = {
    **dict.fromkeys(_BOMBS, "bombs"),
    **dict.fromkeys(_ARMS, "arms"),
    **dict.fromkeys(("flood", "drowning"), "water"),
    **{kind: kind for kind in ("explosion", "mine", "fire", "crash", "collapse", "quake", "brawl")},
}
_TOGETHER = frozenset(
    frozenset(pair.split())
    for pair in (
        "bombs arms", "bombs explosion", "bombs mine", "bombs fire", "bombs collapse", "arms explosion", "arms mine",
        "arms brawl", "explosion mine", "explosion fire", "explosion collapse", "fire collapse", "water collapse",
        "quake collapse", "crash collapse",
        "crash fire", "crash explosion",
    )
)  # fmt: skip
"""Causes that reports on one event may tell, one this and one that."""
SETS = 4096


def other_cause(one: Iterable[str], other: Iterable[str]) -> bool:
    """Both name what befell people, and no cause of one can be one of the other's. Takes kinds as concepts."""
    return _differ(frozenset(one), frozenset(other))


@lru_cache(maxsize=SETS)
def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    mine, theirs = _causes(one), _causes(other)
    return bool(mine and theirs) and not any(a == b or frozenset((a, b)) in _TOGETHER for a in mine for b in theirs)


def _causes(kinds: frozenset[str]) -> set[str]:
    causes = {_ONE[name] for kind in kinds if (name := kind.removeprefix(KIND)) in _ONE}
    return causes - {"explosion"} if "mine" in causes else causes  # it tells what exploded
