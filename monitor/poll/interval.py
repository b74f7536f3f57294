"""When to ask a source again: as often as it publishes, within what the operator allows. Pure arithmetic.

Two arrival rates are kept, one that follows the last hours and one that follows the last week; the higher one counts,
so a burst is met at once and a quiet night does not make the morning late.
"""

from dataclasses import dataclass
from math import exp
from typing import Any

from config.settings import PollingSettings
from config.sources import Source
from monitor.poll.record import FeedRecord

FAST = 2 * 3600.0
SLOW = 7 * 86400.0
RAREST = 1 / (5 * 86400.0)
AIM = 0.35
"""Entries to expect at one poll: most are found soon (`benchmarks/polling/intervals.py` compares)."""
BROKEN_CLAIMS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds, of one source."""

    floor: float
    ceiling: float
    claim_cap: float

    @classmethod
    def of(cls, source: Source, settings: PollingSettings) -> "Limits":
        floor = source.min_interval or settings.min_interval
        ceiling = max(floor, source.max_interval or settings.max_interval)
        return cls(floor=floor, ceiling=ceiling, claim_cap=max(settings.claim_cap, ceiling))


def arrivals(record: FeedRecord, *, found: int, elapsed: float) -> dict[str, Any]:
    """The fields that change after `found` new entries came within `elapsed` seconds."""
    if elapsed <= 0:
        return {}
    fast, slow = exp(-elapsed / FAST), exp(-elapsed / SLOW)
    rate = found / elapsed
    return {
        "rate_fast": record.rate_fast * fast + rate * (1 - fast),
        "rate_slow": record.rate_slow * slow + rate * (1 - slow),
    }


def claims(record: FeedRecord, *, claim: float | None, found: int, elapsed: float) -> dict[str, Any]:
    """The fields that change: a feed that says "hourly" and publishes faster, three times, is no longer believed."""
    if claim is None:
        return {"claim": 0.0}
    broken = found >= 2 and 0 < elapsed <= 1.15 * claim
    return {"claim": claim, "claim_broken": record.claim_broken + broken}


def usual_rate(record: FeedRecord, *, now_ms: int) -> float:
    """Entries a second in the long run; a mean over a week that has only begun is scaled up to what it has seen."""
    if not record.warming_since:
        return record.rate_slow
    age = max((now_ms - record.warming_since) / 1000, 60.0)
    return record.rate_slow / (1 - exp(-age / SLOW))


def interval(record: FeedRecord, limits: Limits, *, now_ms: int, spread: float) -> float:
    """Seconds to the next poll. `spread` in [0, 1) is where chance falls in the ± 10 %."""
    rate = max(record.rate_fast, usual_rate(record, now_ms=now_ms), RAREST)
    wait = min(max(AIM / rate, limits.floor), limits.ceiling)
    if record.claim and record.claim_broken < BROKEN_CLAIMS:
        wait = max(wait, min(record.claim, limits.claim_cap))
    return max(wait * (0.9 + 0.2 * spread), limits.floor)
