"""One round of the daemon: every source polled once, queues drained, what is due delivered. Starts no role for good."""

import asyncio
from dataclasses import dataclass

from monitor.assembly import Parts
from monitor.daemon import Crew, crew
from workers.doors.redis.store import Store

SOON_MS = 90_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceResult:
    """What `run --once` did: sources polled, those that failed, and what is still to come.

    `not_asked`: sources that the round did not come to, because our own line was down or it was `interrupted`.
    """

    polled: int
    failed: int
    delayed: int
    not_asked: int = 0
    interrupted: bool = False


async def run_once(parts: Parts, stop: asyncio.Event) -> OnceResult:
    """Poll every source once, work until nothing is left that is due soon, deliver the alerts that are due.

    `stop` cuts the round short: what is in hand is finished or released, the rest is for the next round.
    """
    async with crew(parts, frozenset()) as made:
        return await _one_round(made, parts.store, stop)


async def _one_round(made: Crew, store: Store, stop: asyncio.Event) -> OnceResult:
    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(made.consumer.run(done))
        passing_on = group.create_task(_pass_on(stop, done))
        results = await made.poller.poll_all_once(stop)
        await made.alerter.drain(stop)  # what can be told now does not wait for pages that are tried again
        delayed = await _drained(store, stop)
        done.set()
        passing_on.cancel()
    await made.alerter.drain(stop)
    not_asked = {result.source_id for result in results if result.outcome == "not_asked"}
    return OnceResult(
        polled=len({result.source_id for result in results} - not_asked),
        failed=len({result.source_id for result in results if result.outcome in {"failed", "held"}}),
        delayed=delayed,
        not_asked=len(not_asked),
        interrupted=stop.is_set(),
    )


async def _pass_on(stop: asyncio.Event, done: asyncio.Event) -> None:
    await stop.wait()
    done.set()


async def _drained(store: Store, stop: asyncio.Event) -> int:
    """Wait until the work stream is empty and nothing delayed is due within `SOON_MS`. Returns what stays delayed."""
    while True:
        await store.move_due()
        backlog = await store.backlog()
        soon = backlog.due_in_ms is not None and backlog.due_in_ms < SOON_MS
        if stop.is_set() or (backlog.length == 0 and not soon):
            return backlog.delayed
        await asyncio.sleep(0.05)
