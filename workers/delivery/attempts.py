"""What one attempt to deliver means for the delivery and its endpoint. Pure: knows nothing of HTTP or Redis."""

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from workers.model.alert import Outcome

SCHEDULE = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 10800.0, 21600.0, 43200.0, 86400.0, 86400.0)
"""Seconds before each further attempt; after the last one the delivery is a dead letter."""
JITTER = 0.2
DEADLINE = 15.0
PAUSE_LIMITS = (1.0, 6 * 3600.0)
"""Seconds that a Retry-After may ask for; a longer wish is granted in steps."""
GIVE_UP_AFTER = timedelta(days=5)
GIVE_UP_FAILURES = 10
"""An endpoint that is rarely used is not given up for two failures five days apart."""
EXCERPT_LIMIT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `status` None: nothing did, and `failure` is why. `retry_after`: the header, in seconds."""

    status: int | None = None
    failure: str = ""
    retry_after: float | None = None
    body: bytes = b""
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Before this attempt: attempts of the delivery, failures in a row of its endpoint, since when only those."""

    attempts: int = 0
    failures: int = 0
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`delay` in seconds until the next attempt, for retries and pauses."""

    outcome: Outcome
    reason: str
    delay: float = 0.0


def decide(answer: Answer, record: Record, *, jitter: float, now: datetime) -> Decision:
    """What to do next. `jitter` is a random number from 0 to 1, which spreads each delay over ± 20 %."""
    if answer.status is not None and 200 <= answer.status < 300:
        return Decision(outcome=Outcome.DELIVERED, reason=f"HTTP {answer.status}")
    reason = _reason(answer)
    if answer.status == 410:
        return Decision(outcome=Outcome.DISABLED, reason="HTTP 410: the endpoint says that it is gone for good")
    if record.failing_since is not None and _hopeless(record.failing_since, record.failures + 1, now=now):
        return Decision(outcome=Outcome.DISABLED, reason=f"nothing but failures for five days, the last: {reason}")
    pause = retry_after(answer)
    if pause is not None:
        return Decision(outcome=Outcome.PAUSED, reason=f"{reason}, asked to wait {math.ceil(pause)} s", delay=pause)
    if record.attempts >= len(SCHEDULE):
        return Decision(outcome=Outcome.DEAD, reason=f"{record.attempts + 1} attempts failed, the last: {reason}")
    delay = SCHEDULE[record.attempts] * (1 - JITTER + 2 * JITTER * jitter)
    return Decision(outcome=Outcome.RETRY, reason=reason, delay=delay)


def retry_after(answer: Answer) -> float | None:
    """Seconds that a 429 or 503 asks us to stay away: from the header, else from the JSON that chat services send."""
    if answer.status not in {429, 503}:
        return None
    wish = _from_json(answer.body) if answer.retry_after is None else answer.retry_after
    return None if wish is None else min(max(wish, PAUSE_LIMITS[0]), PAUSE_LIMITS[1])


def excerpt(body: bytes) -> str:
    """The beginning of an answer, safe to show in a terminal or a page: bounded, one line, nothing unprintable."""
    text = body[: EXCERPT_LIMIT * 4].decode("utf-8", "replace")[:EXCERPT_LIMIT]
    return "".join(char if char.isprintable() else f"\\u{{{ord(char):x}}}" for char in text)


def _hopeless(since: datetime, failures: int, *, now: datetime) -> bool:
    return now - since >= GIVE_UP_AFTER and failures >= GIVE_UP_FAILURES


def _reason(answer: Answer) -> str:
    if answer.status is None:
        return answer.failure
    if 300 <= answer.status < 400:
        return (
            f"HTTP {answer.status}: redirects are not followed; configure {excerpt((answer.location or '?').encode())}"
        )
    return f"HTTP {answer.status}"


def _from_json(body: bytes) -> float | None:
    """Telegram: `parameters.retry_after`; Discord: `retry_after`."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    parameters = told.get("parameters")
    for wish in (told.get("retry_after"), parameters.get("retry_after") if isinstance(parameters, dict) else None):
        if isinstance(wish, int | float) and not isinstance(wish, bool) and 0 <= wish < 1e9:
            return float(wish)
    return None
