"""The worker loop: every entry is settled once, whatever dies, stops or goes away meanwhile."""

import asyncio

import pytest

from tests.support.consuming import publishing, running, settled, until
from tests.support.entries import NOON, an_entry, an_item, poll
from workers import consumer as loop
from workers.consumer import Consumer
from workers.doors.redis import work
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.model.errors import OutOfReach


async def test_every_entry_is_processed_once(store: Store) -> None:
    await poll(store, *(an_entry(number) for number in range(50)))

    async with running(store, publishing(store)):
        await until(lambda: settled(store))

    assert await store.command("XLEN", store.keys.items) == 50


async def test_what_was_in_hand_before_is_finished_first(store: Store) -> None:
    await poll(store, an_entry(1))
    await work.read_new(store, "here:worker:0", block_ms=1)
    await poll(store, an_entry(2))
    order = []

    async def process(got: WorkEntry) -> object:
        order.append(got.entry.id)
        return await store.entry_commit(an_item(got.work_id, got.entry))

    async with running(store, process, concurrency=1):
        await until(lambda: settled(store))

    assert order == ["ent_000001", "ent_000002"]


async def test_what_a_dead_worker_left_is_taken_over(store: Store) -> None:
    await poll(store, an_entry(1))
    await work.read_new(store, "elsewhere:worker:0", block_ms=1)

    async with running(store, publishing(store), abandoned_ms=50):
        await until(lambda: settled(store))

    assert (await store.entry_record("ent_000001"))["state"] == "published"


async def test_stopping_finishes_work_in_hand_and_starts_nothing_new(store: Store) -> None:
    await poll(store, *(an_entry(number) for number in range(8)))
    begun, may_finish = asyncio.Event(), asyncio.Event()

    async def process(got: WorkEntry) -> object:
        begun.set()
        await may_finish.wait()
        return await store.entry_commit(an_item(got.work_id, got.entry))

    consumer = Consumer(store, process, name="here:worker:0", now=lambda: NOON, concurrency=2)
    stop = asyncio.Event()
    task = asyncio.create_task(consumer.run(stop))
    await begun.wait()
    stop.set()
    may_finish.set()
    await task

    figures = await store.backlog()
    assert await store.command("XLEN", store.keys.items) == 2
    assert (figures.length, figures.pending) == (6, 0)


async def test_work_that_does_not_finish_in_time_goes_back_to_the_queue(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "DRAIN_SECONDS", 0.01)
    await poll(store, an_entry(1))
    begun = asyncio.Event()

    async def process(got: WorkEntry) -> object:
        begun.set()
        return await asyncio.Event().wait()

    async with running(store, process):
        await begun.wait()

    figures = await store.backlog()
    assert (figures.pending, figures.delayed) == (0, 1)
    async with running(store, publishing(store)):
        await until(lambda: settled(store))
    assert (await store.entry_record("ent_000001"))["state"] == "published"


async def test_an_entry_whose_commit_found_no_redis_is_tried_again_when_it_is_back(store: Store) -> None:
    await poll(store, an_entry(1))
    failures = iter([OutOfReach("Redis went away")] * 5)  # more often than an entry may kill its worker

    async def process(got: WorkEntry) -> object:
        for error in failures:
            raise error
        return await store.entry_commit(an_item(got.work_id, got.entry))

    async with running(store, process):
        await until(lambda: settled(store))

    assert (await store.entry_record("ent_000001"))["state"] == "published"


async def test_the_loop_goes_on_after_the_data_was_flushed(store: Store) -> None:
    async with running(store, publishing(store)):
        await poll(store, an_entry(1))
        await until(lambda: settled(store))
        await store.command("DEL", store.keys.entries)  # the group goes with it
        await poll(store, an_entry(2))
        await until(lambda: settled(store))

    assert await store.command("XLEN", store.keys.items) == 2
