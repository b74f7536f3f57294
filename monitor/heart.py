"""The daemon's pulse: heartbeats of its roles, and whether its event loop turns. Knows nothing of their work."""

import os
import socket
import time

from monitor.systemd import notify
from workers.doors.redis.overview import beat, goodbye
from workers.doors.redis.store import Store
from workers.model.errors import MarsadError

STUCK_AFTER = 10.0
INTERVAL = 5.0


class Heart:
    """Beats for the roles of this process."""

    def __init__(self, store: Store, roles: frozenset[str]) -> None:
        self._store = store
        self._roles = roles
        self._host = socket.gethostname()
        self._last = time.monotonic()

    async def beat(self) -> None:
        """Called at `INTERVAL` by the ticker. While Redis is away the loop still counts as alive."""
        self._last = time.monotonic()
        notify("WATCHDOG=1")
        try:
            for role in self._roles:
                await beat(self._store, role=role, host=self._host, pid=os.getpid())
        except MarsadError:
            return

    async def stop(self) -> None:
        try:
            for role in self._roles:
                await goodbye(self._store, role=role, host=self._host, pid=os.getpid())
        except MarsadError:
            return

    def alive(self) -> bool:
        return time.monotonic() - self._last < STUCK_AFTER + INTERVAL
