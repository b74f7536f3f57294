"""What one poll came to, for logs, metrics and commands. Knows nothing of how."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """`outcome`: new, unchanged, failed, lost (another poller took over), or our own line was down: held, not_asked.

    `new` counts entries put on the work stream; `next_due_ms` is server time.
    """

    source_id: str
    outcome: str
    state: str
    reason: str = ""
    detail: str = ""
    new: int = 0
    remembered: int = 0
    next_due_ms: int = 0
    elapsed: float = 0.0


def not_asked(source_id: str) -> PollResult:
    """What comes of a source in a round that ended with our own line."""
    return PollResult(source_id=source_id, outcome="not_asked", state="")
