"""The worker loop: work entries in, each settled, put off or buried. Knows nothing of what processing means."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import datetime

import structlog

from workers.doors.keys import digest
from workers.doors.redis import work as stream
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.doors.redis.work import Failure
from workers.model.errors import MarsadError, OutOfReach, Permanent, Temporary

SCHEDULE = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 10800.0, 21600.0)
"""Seconds before the next try; after the last the entry is a dead letter, about twelve hours old."""
UNEXPECTED_TRIES = 3
"""A fault in our own code rarely goes away by waiting."""
STARTS = 3
"""Deaths of a worker with one entry in hand, before the entry is buried."""
DEADLINE = 90.0
"""Seconds for one entry, below the time after which others take it over."""
CLAIM_SECONDS = 20.0
GATHER_SECONDS = 0.05
"""While more waits than we can take: how long at most we let places become free, to ask for several at once."""
MOVE_SECONDS = 0.5
DRAIN_SECONDS = 20.0

log = structlog.get_logger("marsad.worker")


def delay_ms(work: WorkEntry, *, retry_after: float | None = None) -> int | None:
    """Milliseconds before the next try, ± 20 % by the entry's own id; None when it was tried often enough."""
    if work.tries >= len(SCHEDULE):
        return None
    jitter = 0.8 + 0.4 * int(digest(f"{work.member}:{work.tries}")[:8], 16) / 0xFFFFFFFF
    return int(1000 * max(SCHEDULE[work.tries] * jitter, min(retry_after or 0.0, SCHEDULE[-1])))


class Consumer:
    """`process` settles an entry by a commit of its own, or puts it off, or raises Temporary or Permanent."""

    def __init__(  # noqa: PLR0913 - what a worker stands on, and its options
        self,
        store: Store,
        process: Callable[[WorkEntry], Awaitable[object]],
        *,
        name: str,
        now: Callable[[], datetime],
        concurrency: int = 16,
        abandoned_ms: int = stream.ABANDONED_MS,
        block_ms: int | None = None,
    ) -> None:
        self._store = store
        self._process = process
        self._name = name
        self._now = now
        self._concurrency = concurrency
        self._abandoned_ms = abandoned_ms
        self._block_ms = block_ms or store.block_ms
        self._deadline = min(DEADLINE, abandoned_ms / 1000 * 0.75)
        self._in_hand: dict[str, tuple[WorkEntry, asyncio.Task[None]]] = {}
        self._innocent: set[str] = set()
        self._changed = asyncio.Event()
        self._own: str | None = None
        self._read_own = True
        self._cursor = "0-0"
        self._more = False
        self._claim_at = 0.0
        self._fatal: MarsadError | None = None

    @property
    def in_hand(self) -> Collection[str]:
        """Ids of work entries being processed now."""
        return self._in_hand.keys()

    @property
    def _free(self) -> int:
        return self._concurrency - len(self._in_hand)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then no new claims, work in hand is finished or released. Raises Unsuitable or NewerData."""
        mover = asyncio.create_task(self._move(stop), name="mover")
        pause = 0.1
        try:
            while not stop.is_set() and self._fatal is None:
                try:
                    await self._round(stop)
                    pause = 0.1
                except OutOfReach as error:
                    log.warning("worker.waits_for_redis", error=str(error), seconds=round(pause, 1))
                    self._read_own = True  # an answer may have been lost on the way: what it held is ours already
                    await _wait(stop, pause)
                    pause = min(5.0, pause * 2)
        finally:
            mover.cancel()
            await self._drain()
        if self._fatal is not None:
            raise self._fatal

    async def _round(self, stop: asyncio.Event) -> None:
        """Hands out one batch: what we had before, then what others left, then what is new."""
        if (room := await self._room(stop)) <= 0:
            return
        if self._read_own:
            self._own, self._read_own = "0", False
        if self._own is not None:
            self._own, entries = await stream.read_own(self._store, self._name, after=self._own, count=room)
        elif (now := asyncio.get_running_loop().time()) >= self._claim_at:
            self._cursor, entries = await stream.read_abandoned(
                self._store, self._name, cursor=self._cursor, count=room, idle_ms=self._abandoned_ms
            )
            if self._cursor == "0-0":
                self._claim_at = now + min(CLAIM_SECONDS, self._abandoned_ms / 1000)
        else:
            entries = await stream.read_new(self._store, self._name, count=room, block_ms=self._block_ms)
            self._more = len(entries) == room
        for work in entries:
            if work.work_id in self._in_hand:
                continue
            if stop.is_set():  # handed to us while we were told to stop
                await self._release(work)
            elif work.deliveries > 1 and work.work_id not in self._innocent:
                await self._start_suspect(work, stop)
            else:
                self._start(work)

    async def _room(self, stop: asyncio.Event) -> int:
        """How many entries may be asked for now: while more waits, half of all at once or what is free in a moment."""
        enough = max(1, self._concurrency // 2) if self._more else 1
        if self._free < 1:
            await self._change(stop)
        if 0 < self._free < enough:
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_SECONDS):
                    while self._free < enough and not stop.is_set():
                        await self._change(stop)
        return 0 if stop.is_set() or self._fatal is not None else self._free

    async def _start_suspect(self, work: WorkEntry, stop: asyncio.Event) -> None:
        """Starts an entry whose worker died, perhaps of it.

        The first time it runs among the others; then alone, so that only the guilty one is still in hand when it kills;
        then never again.
        """
        starts = await stream.started(self._store, work)
        if starts >= STARTS:
            log.error("worker.poison", entry=work.entry.id, url=work.entry.url, starts=starts)
            await self._bury(work, "poison", f"{starts} workers died with this entry in hand")
            return
        alone = starts > 1
        while alone and self._in_hand and not stop.is_set():
            await self._change(stop)
        if stop.is_set():
            await self._release(work)
            return
        self._start(work)
        while alone and self._in_hand and not stop.is_set():
            await self._change(stop)

    def _start(self, work: WorkEntry) -> None:
        task = asyncio.create_task(self._handle(work), name=f"work {work.work_id}")
        self._in_hand[work.work_id] = (work, task)
        task.add_done_callback(lambda done: self._done(work, done))

    def _done(self, work: WorkEntry, task: asyncio.Task[None]) -> None:
        self._in_hand.pop(work.work_id, None)
        self._innocent.discard(work.work_id)
        self._changed.set()
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, OutOfReach):
            self._read_own = True
            self._innocent.add(work.work_id)  # Redis went away, not the worker: no suspicion falls on the entry
            log.warning("worker.left_pending", entry=work.entry.id, error=str(error))
        elif isinstance(error, MarsadError):
            self._fatal = error
        elif error is not None:
            log.error("worker.lost_entry", entry=work.entry.id, exc_info=error)

    async def _handle(self, work: WorkEntry) -> None:
        try:
            async with asyncio.timeout(self._deadline):
                await self._process(work)
        except Temporary as error:
            await self._put_off(work, error.reason, str(error), retry_after=error.retry_after)
        except Permanent as error:
            await self._bury(work, error.reason, str(error))
        except TimeoutError:
            await self._put_off(work, "deadline", f"not done within {self._deadline:.0f} s")
        except MarsadError:  # Redis itself: the entry stays in hand, and is read again when Redis is back
            raise
        except Exception as error:  # a fault in any stage may cost this entry some tries, never the worker
            log.exception("worker.unexpected", entry=work.entry.id, url=work.entry.url)
            detail = f"{type(error).__name__}: {error}"
            if work.tries + 1 >= UNEXPECTED_TRIES:
                await self._bury(work, "unexpected", detail)
            else:
                await self._put_off(work, "unexpected", detail)

    async def _put_off(self, work: WorkEntry, reason: str, detail: str, *, retry_after: float | None = None) -> None:
        wait = delay_ms(work, retry_after=retry_after)
        if wait is None:
            await self._bury(work, reason, detail)
            return
        await self._store.retry(work, wait, self._failure(reason, detail))
        log.info("worker.put_off", entry=work.entry.id, url=work.entry.url, reason=reason, seconds=wait // 1000)

    async def _bury(self, work: WorkEntry, reason: str, detail: str) -> None:
        letter = await self._store.bury(work, self._failure(reason, detail))
        if letter is not None:
            log.warning("worker.dead_letter", entry=work.entry.id, url=work.entry.url, reason=reason, letter=letter)

    def _failure(self, reason: str, detail: str) -> Failure:
        return Failure(reason=reason, detail=detail, at=self._now().isoformat())

    async def _move(self, stop: asyncio.Event) -> None:
        """Brings entries whose delay is over back to the work stream."""
        while True:
            wait: float = MOVE_SECONDS
            try:
                moved, following = await self._store.move_due()
                if moved or following is not None:
                    wait = min(MOVE_SECONDS, max(0.02, (following or 0) / 1000))
            except OutOfReach:
                wait = 1.0
            await _wait(stop, wait)
            if stop.is_set():
                return

    async def _drain(self) -> None:
        """Finishes what can be finished in time; the rest goes back to the queue at once."""
        tasks = [task for _, task in self._in_hand.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
        released = [(work, task) for work, task in self._in_hand.values() if not task.done()]
        for work, task in released:
            task.cancel()
            await asyncio.wait([task])
            await self._release(work)

    async def _release(self, work: WorkEntry) -> None:
        try:
            await self._store.delay(work, 0)
        except OutOfReach:  # it stays pending; this worker's next life, or another worker, takes it up
            log.warning("worker.left_pending", entry=work.entry.id)

    async def _change(self, stop: asyncio.Event) -> None:
        """Until some work in hand is done, or `stop`."""
        self._changed.clear()
        stopping = asyncio.ensure_future(stop.wait())
        changing = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait([stopping, changing], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            changing.cancel()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
