"""How long to leave a source alone after a failure. Pure. Never for ever: only a confirmed 410 ends polling."""

from monitor.poll.answer import Failed

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
FIRST_RETRY = 60.0
"""One blip must cost a minute, not an interval."""
_SLOW = {"blocked": (HOUR, 6 * HOUR), "poison": (HOUR, DAY), "parse_deadline": (HOUR, DAY), "gone": (HOUR, DAY)}
_CLIENT = (HOUR, DAY)
_DOCUMENT = (10 * MINUTE, 6 * HOUR)
_SERVER = (2 * MINUTE, 6 * HOUR)
_DOCUMENT_REASONS = frozenset({"html", "not_a_feed", "json", "empty", "malformed", "bad_encoding", "body_too_large"})
_CLIENT_REASONS = frozenset({
    "blocked_address", "blocked_port", "bad_scheme", "bad_url", "bad_header", "redirect_loop", "too_many_redirects",
})  # fmt: skip


def wait_after(failed: Failed, *, failures: int, urgent: bool, spread: float) -> float:
    """Seconds to the next try after the `failures`-th failure in a row. `urgent` sources wait an hour at most."""
    reason = failed.reason
    if reason in _SLOW:
        base, cap = _SLOW[reason]
    elif reason in _CLIENT_REASONS or (failed.status is not None and 400 <= failed.status < 500):
        base, cap = _CLIENT
    elif reason in _DOCUMENT_REASONS:
        base, cap = _DOCUMENT
    elif failures == 1:
        return FIRST_RETRY * (0.8 + 0.4 * spread)
    else:
        base, cap = _SERVER[0], HOUR if urgent else _SERVER[1]
        failures -= 1
    return _doubled(base, failures, cap) * (0.8 + 0.4 * spread)


def wait_throttled(failed: Failed, *, throttles: int, floor: float, spread: float) -> tuple[float, float]:
    """Seconds for the source, and for its whole host, which is who complained."""
    if failed.retry_after is not None:
        return max(failed.retry_after * (1 + 0.1 * spread), floor), failed.retry_after
    wait = _doubled(15 * MINUTE, throttles, 4 * HOUR)
    return wait * (1 + spread), wait


def _doubled(base: float, times: int, cap: float) -> float:
    return float(min(base * 2.0 ** min(times - 1, 20), cap))
