"""One sign in an article, as a number, traced to the hits that made it. Knows nothing of weights."""

from collections.abc import Mapping
from dataclasses import dataclass

Shares = Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """`value` 0 to 1; `shares` split it over units by their index; `label` names it where no unit made it."""

    name: str
    value: float
    shares: Shares
    label: str | None = None
