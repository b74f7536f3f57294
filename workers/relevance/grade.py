"""From evidence to score and grade: a weighted sum whose every part is kept. Knows nothing of text."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from workers.model.verdict import Grade
from workers.relevance.features import Evidence

FILE = Path(__file__).parent / "weights.toml"
LOW = 0.2
BEND = 0.35  # from LOW to here a score is the plain sum; above, it approaches 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`value` 0 to 1 is the sum of `by_unit` and `by_label`."""

    value: float
    by_unit: Mapping[int, float]
    by_label: Mapping[str, float]


@cache
def weights() -> Mapping[str, float]:
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))["weights"]
    return {name: float(weight) for name, weight in raw.items()}


def bend(total: float, stretch: float) -> float:
    """Monotone from 0 to 1: straight from LOW to BEND, then `stretch` times as steep and flattening.

    Below LOW it approaches 0, so that even articles with more against than for a topic keep their order.
    """
    if total < LOW:
        return LOW * exp((total - LOW) / LOW)
    return total if total <= BEND else 1.0 - (1.0 - BEND) * exp(-stretch * (total - BEND) / (1.0 - BEND))


def score(evidence: Evidence, fitted: Mapping[str, float]) -> Score:
    if not evidence.units:
        return Score(value=0.0, by_unit={}, by_label={})
    by_unit: dict[int, float] = {}
    by_label: dict[str, float] = {}
    for feature in evidence.features:
        part = feature.value * fitted.get(feature.name, 0.0)
        if feature.label is not None:
            by_label[feature.label] = by_label.get(feature.label, 0.0) + part
        for unit, share in feature.shares.items():
            by_unit[unit] = by_unit.get(unit, 0.0) + part * share
    parts = (*by_unit.values(), *by_label.values())
    speaks = sum(part for part in parts if part > 0.0)
    against = speaks - sum(parts)
    value = bend(speaks - against, fitted.get("stretch", 1.0))
    for_scale, against_scale = _scales(speaks, against, value)

    def scaled(part: float) -> float:
        return part * (for_scale if part > 0.0 else against_scale)

    return Score(
        value=value,
        by_unit={unit: scaled(part) for unit, part in by_unit.items()},
        by_label={label: scaled(part) for label, part in by_label.items()},
    )


def _scales(speaks: float, against: float, value: float) -> tuple[float, float]:
    """How to stretch what speaks for and against, so that together they make `value`.

    What speaks against a topic cannot take away more than there is: it shrinks first.
    """
    if speaks <= 0.0:
        return 0.0, 0.0
    if speaks - against >= LOW:
        return value / (speaks - against), value / (speaks - against)
    return (1.0, (speaks - value) / against) if value < speaks and against > 0.0 else (value / speaks, 0.0)


def grade(value: float, evidence: Evidence, thresholds: Mapping[str, float]) -> Grade:
    """An exclusion or a rival lowers, never hides: what counts at all is at least passing."""
    if not evidence.units:
        return Grade.NONE
    if value >= thresholds.get("central", 0.60):
        return Grade.CENTRAL
    if value >= thresholds.get("substantial", 0.35):
        return Grade.SUBSTANTIAL
    return Grade.PASSING
