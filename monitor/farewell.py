"""The last line of a daemon's log: how long stopping took and what waits for the next start. Stops nothing itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from workers.doors.redis.overview import overview
from workers.doors.redis.store import Store
from workers.model.errors import MarsadError

log = structlog.get_logger("marsad")


@dataclass(slots=True)
class Farewell:
    """`begin` when asked to stop, `look` while Redis is still there, `say` when everything has ended."""

    clock: Callable[[], float] = time.monotonic
    _asked_at: float | None = None
    _left: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        self._asked_at = self.clock()

    async def look(self, store: Store) -> None:
        """Nothing is told of what is left where Redis is away."""
        try:
            backlog, seen = await store.backlog(), await overview(store)
        except MarsadError:
            return
        self._left = {
            "entries_waiting": backlog.unread,
            "entries_in_work": backlog.pending,
            "entries_delayed": backlog.delayed,
            "deliveries_due": seen.deliveries_due,
        }

    def say(self) -> None:
        if self._asked_at is not None:
            log.info("stopped", seconds=round(self.clock() - self._asked_at, 1), **self._left)
