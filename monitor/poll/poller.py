"""Claims due sources, polls them, commits what came of it. Decides nothing about feeds itself.

Any number of pollers may run against one Redis: leases with fencing tokens keep them apart, the server's clock rules.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterable
from typing import cast

import structlog

from config.settings import Settings
from config.sources import Source
from monitor.poll.answer import Failed
from monitor.poll.burst import concerns, pull_forward, siblings
from monitor.poll.clock import ServerClock
from monitor.poll.committing import commit_of, result_of
from monitor.poll.exchange import poll_source
from monitor.poll.fallback import standby
from monitor.poll.holding import hold, restored
from monitor.poll.interval import Limits
from monitor.poll.outage import Outage
from monitor.poll.ports import Getter, PollStore, Processes, Relevant
from monitor.poll.reading import Doors
from monitor.poll.record import read_record
from monitor.poll.result import PollResult, not_asked
from monitor.poll.sooner import Planned, pull_in
from monitor.poll.state import Case, Step, failed
from monitor.schedule import Job, ticking
from workers.doors.redis.polls import Claim, PollCommitted, host_of
from workers.model.entry import Entry
from workers.model.errors import MarsadError, OutOfReach

LEASE_MS = 90_000
"""Longer than the slowest exchange and the longest parse together, so that only a dead poller loses a lease."""
CONCURRENCY = 48
BATCH = 32
TICK = 1.0
DRAIN = 20.0

log = structlog.get_logger(__name__)


class Poller:
    """`relevant`: a cheap gate on new titles that makes sibling sources be asked sooner. `told` hears every result."""

    def __init__(  # noqa: PLR0913 - what a poller stands on, and three options
        self,
        store: PollStore,
        http: Getter,
        children: Processes,
        sources: tuple[Source, ...],
        settings: Settings,
        *,
        concurrency: int = CONCURRENCY,
        relevant: Relevant | None = None,
        told: Callable[[PollResult], None] | None = None,
        paused: Callable[[], bool] | None = None,
        chance: Callable[[], float] = random.random,
        lease_ms: int = LEASE_MS,
    ) -> None:
        self._store = store
        self._doors = Doors(http=http, children=children, store=store)
        self._settings = settings
        self._concurrency = concurrency
        self._relevant = relevant
        self._told = told
        self._paused = paused
        self._chance = chance
        self._lease_ms = lease_ms
        self._clock = ServerClock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._claiming = asyncio.Lock()
        self._stopping = False
        self._full = False
        self._away = False
        self._results: list[PollResult] | None = None
        self._stand_ins: dict[str, Source] = {}
        self.replace_sources(sources)

    def replace_sources(self, sources: tuple[Source, ...]) -> None:
        """After a reload; `schedule` tells Redis."""
        self._sources = {source.id: source for source in sources if source.enabled and source.kind == "feed"}
        self._standby = standby(sources)
        self._outage = Outage(len({host_of(source.url) for source in self._sources.values()}))

    async def schedule(self) -> None:
        """Make the due set name exactly our sources. Known ones keep their time, unless it is later than allowed."""
        blocked = [name for name in self._standby if (await self._store.feed_record(name)).get("state") == "blocked"]
        self._stand_ins = {self._standby[name].id: self._standby[name] for name in blocked}
        spread = int(self._settings.polling.min_interval * 1000)
        wanted = (*self._sources.values(), *self._stand_ins.values())
        added, removed = await self._store.schedule_sources(wanted, spread_ms=min(spread, 60_000))
        if added or removed:
            log.info("sources_scheduled", added=added, removed=removed, total=len(self._sources))
        sources, polling = self._sources.values(), self._settings.polling
        if moved := await pull_in(cast("Planned", self._store), sources, polling, chance=self._chance):
            log.info("sources_pulled_in", count=moved, note="their longest interval has become shorter")

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`, then finish what is in hand, in bounded time."""
        await self._until_scheduled(stop)
        with ticking((Job(name="poll", every=TICK, call=self.tick),)):
            await self.tick()
            await stop.wait()
            self._stopping = True
            async with self._claiming:  # the ticker cancels what it runs, and a claim cut short is a lease nobody holds
                pass
        await self.drain()

    async def tick(self) -> None:
        """Claim what is due and start polling it. Returns at once; safe to call at any time."""
        if self._claiming.locked() or self._stopping or (self._paused is not None and self._paused()):
            return
        async with self._claiming:
            try:
                if self._clock.age() > TICK / 2:
                    self._clock.sync(await self._store.now_ms())
                await self._claim()
                if self._away:
                    self._away = False
                    log.info("redis_back")
            except OutOfReach as error:
                if not self._away:
                    self._away = True
                    log.warning("redis_away", error=str(error))

    async def drain(self) -> None:
        """No new claims; what is being polled is finished and committed, or given up when its time is over."""
        self._stopping = True
        if self._alarm is not None:
            self._alarm.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=DRAIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._stopping = False

    async def poll_all_once(self, stop: asyncio.Event | None = None) -> tuple[PollResult, ...]:
        """Ask every source once, at the hosts' pace, and return what came of it. Who asked us to wait is left alone.

        The round ends with `stop`, and when our own line is down: to wait for it is not what a single round is for.
        """
        self._results = []
        await self.schedule()
        self._clock.sync(await self._store.now_ms())
        waiting = await self._to_ask()
        await self._store.make_due(sorted(waiting))
        while waiting and not self._cut_off() and not (stop is not None and stop.is_set()):
            await self.tick()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
            else:
                await self._rest(waiting)
            waiting -= {result.source_id for result in self._results}
        await self.drain()
        results, self._results = (*self._results, *map(not_asked, sorted(waiting))), None
        return results

    def _cut_off(self) -> bool:
        """Whether nothing is in hand, and all that were asked since the outage began failed, too."""
        held = any(result.outcome == "held" for result in self._results or ())
        return held and self._outage.active and not self._tasks

    async def _to_ask(self) -> set[str]:
        names = set()
        for name in self._sources:
            record = read_record(await self._store.feed_record(name))
            excused = record.state in {"throttled", "gone", "disabled"} or record.throttles > 0
            if not (excused and record.next_due > self._clock.now_ms()):
                names.add(name)
        return names

    async def _rest(self, waiting: set[str]) -> None:
        """Nothing could be claimed: a host is not ready, or another poller has the rest in hand."""
        pause = await self._store.next_due_ms()
        if pause is None or pause > self._lease_ms:
            waiting.clear()
            return
        await asyncio.sleep(min(max(pause / 1000, 0.01), TICK))

    async def _until_scheduled(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.schedule()
            except OutOfReach as error:
                log.warning("redis_away", error=str(error))
                try:
                    await asyncio.wait_for(stop.wait(), TICK)
                except TimeoutError:
                    continue
            return

    async def _claim(self) -> None:
        now = time.monotonic()
        if self._outage.active:
            if not self._outage.canary_due(now):
                return
            await self._start(await self._claimed(1))
            return
        for _ in range(64):
            free = min(self._concurrency - len(self._tasks), BATCH)
            if free <= 0 or self._stopping:
                self._full = True
                return
            claims = await self._claimed(free)
            await self._start(claims)
            if not claims:
                pause = await self._store.next_due_ms()
                if pause != 0:  # 0: only sources of busy hosts were looked at, there are more behind them
                    self._come_back(pause)
                    return

    async def _claimed(self, limit: int) -> tuple[Claim, ...]:
        gap_ms = int(self._settings.polling.host_gap * 1000)
        return await self._store.claim_due(limit, self._lease_ms, gap_ms=gap_ms)

    async def _start(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            task = asyncio.create_task(self._poll(claim), name=f"poll {claim.source_id}")
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _come_back(self, pause_ms: int | None) -> None:
        """Something is due before the next tick."""
        if self._alarm is not None:
            self._alarm.cancel()
        if pause_ms is not None and pause_ms < TICK * 1000:
            self._alarm = asyncio.get_running_loop().call_later(pause_ms / 1000 + 0.001, self._tick_soon)

    def _tick_soon(self) -> None:
        if not self._stopping:
            follow = asyncio.create_task(self.tick())
            self._tasks.add(follow)
            follow.add_done_callback(self._tasks.discard)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._full and len(self._tasks) <= self._concurrency - min(self._concurrency, BATCH) // 2:
            self._full = False  # there may be more that is due: don't wait for the next tick, but claim several at once
            self._tick_soon()

    async def _poll(self, claim: Claim) -> None:
        """One source from claim to commit. Whatever goes wrong here concerns this source alone."""
        source = self._sources.get(claim.source_id) or self._stand_ins.get(claim.source_id)
        if source is None:
            return  # taken out of the configuration; the lease lapses
        started = time.monotonic()
        case = Case(
            source=source,
            limits=Limits.of(source, self._settings.polling),
            now_ms=self._clock.now_ms(),
            spread=self._chance(),
        )
        try:
            before = read_record(claim.record)
            record = restored(before, self._outage, source.id)
            try:
                step = await poll_source(record, case, self._settings.polling, doors=self._doors)
            except MarsadError:
                raise  # Redis is away, or the children are closed: nothing of this is the source's doing
            except Exception as error:  # the poll loop: a bug met by one feed must not stop the others
                log.exception("poll_crashed", source=source.id)
                step = failed(record, Failed(reason="internal", detail=f"{type(error).__name__}: {error}"), case)
            step = hold(record, step, case, self._outage, now=time.monotonic())
            commit = commit_of(claim, before, step, source, now_ms=self._clock.now_ms())
            committed = await self._store.poll_commit(commit)
            await self._tell(source, step, committed, elapsed=time.monotonic() - started)
        except OutOfReach as error:
            log.warning("poll_not_committed", source=source.id, error=str(error))
        except MarsadError as error:
            log.warning("poll_refused", source=source.id, error=str(error))

    async def _tell(self, source: Source, step: Step, committed: PollCommitted, *, elapsed: float) -> None:
        result = result_of(source, step, committed, elapsed=elapsed)
        log.debug("polled", source=source.id, outcome=result.outcome, reason=result.reason, new=result.new)
        for event in step.events if committed.accepted else ():
            log.info("source_event", source=source.id, event_kind=event.event, state=event.state, detail=event.detail)
        if self._results is not None:
            self._results.append(result)
        if self._told is not None:
            self._told(result)
        stand_in = self._standby.get(source.id)
        if stand_in is not None and (result.state == "blocked") != (stand_in.id in self._stand_ins):
            await self.schedule()
        if committed.new and self._relevant is not None:
            await self._pull_siblings(source, step.entries)

    async def _pull_siblings(self, source: Source, entries: tuple[Entry, ...]) -> None:
        if self._relevant is None or not concerns(self._relevant, entries):
            return
        names = siblings(source, self._sources.values())
        floor_ms = int(self._settings.polling.min_interval * 1000)
        moved = await pull_forward(cast("Planned", self._store), names, floor_ms=floor_ms)
        if moved:
            log.info("siblings_pulled_forward", source=source.id, count=moved)
