"""The Redis server's time between two looks at it. A jump of this machine's clock changes nothing here."""

import time
from datetime import UTC, datetime


class ServerClock:
    """Synced once a tick; in between, monotonic time is added."""

    def __init__(self) -> None:
        self._server_ms = 0
        self._at = 0.0

    def sync(self, server_ms: int) -> None:
        self._server_ms = server_ms
        self._at = time.monotonic()

    def age(self) -> float:
        """Seconds since the last look at the server's clock."""
        return time.monotonic() - self._at if self._server_ms else float("inf")

    def now_ms(self) -> int:
        return self._server_ms + int((time.monotonic() - self._at) * 1000)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC)
