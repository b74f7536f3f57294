"""A worker loop for tests, and the wait for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.support.entries import NOON, an_item
from workers.consumer import Consumer
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store

Process = Callable[[WorkEntry], Awaitable[object]]


@asynccontextmanager
async def running(store: Store, process: Process, **options: int) -> AsyncIterator[Consumer]:
    consumer = Consumer(store, process, name="here:worker:0", now=lambda: NOON, **options)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(consumer.run(stop))
        yield consumer
        stop.set()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    while not await condition():  # noqa: ASYNC110 -- the condition is Redis's
        await asyncio.sleep(0.005)


def publishing(store: Store) -> Process:
    async def process(got: WorkEntry) -> object:
        return await store.entry_commit(an_item(got.work_id, got.entry))

    return process


async def settled(store: Store) -> bool:
    figures = await store.backlog()
    return figures.length == figures.delayed == 0
