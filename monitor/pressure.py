"""Whether polling must wait: Redis nearly full, or more entries waiting than workers keep up with. Drops none."""

import structlog

from monitor.status import MEMORY_LIMIT
from workers.doors.redis.store import Store
from workers.model.errors import MarsadError

INTERVAL = 5.0
MOST_WAITING = 5000
"""Entries on the work stream from which sources are asked later. Their feeds keep the news meanwhile."""

log = structlog.get_logger("marsad.pressure")


class Pressure:
    """`paused()` is asked by the poller before it claims; `check` is called at `INTERVAL` by the ticker."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reason = ""

    def paused(self) -> bool:
        return self._reason != ""

    async def check(self) -> None:
        """While Redis is away the poller notices by itself."""
        try:
            memory, backlog = await self._store.memory(), await self._store.backlog()
        except MarsadError:
            return
        reason = ""
        if memory.limit and memory.share > MEMORY_LIMIT:
            reason = f"Redis uses {memory.share:.0%} of its memory; raise redis.max_memory or lower publish.retention"
        elif backlog.length > MOST_WAITING:
            reason = f"{backlog.length} entries wait for workers; start more with `marsad run --role worker`"
        if reason and not self._reason:
            log.warning("polling.paused", reason=reason)
        elif self._reason and not reason:
            log.info("polling.resumed")
        self._reason = reason
