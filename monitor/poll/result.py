"""What one poll came to, for logs, metrics and commands. Knows nothing of how."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """`outcome`: new, unchanged, failed, held (our own line is down) or lost (another poller took over).

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
