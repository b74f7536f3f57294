"""The worker loop: every entry is settled once, whatever dies, stops or goes away meanwhile."""

import asyncio
from typing import Any

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


async def test_what_is_handed_to_us_as_we_stop_goes_back_to_the_queue(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await poll(store, *(an_entry(number) for number in range(3)))
    stop, read = asyncio.Event(), work.read_new

    async def stopping(*parts: Any, **options: Any) -> tuple[WorkEntry, ...]:
        entries = await read(*parts, **options)
        stop.set()
        return entries

    monkeypatch.setattr(work, "read_new", stopping)
    await Consumer(store, publishing(store), name="here:worker:0", now=lambda: NOON).run(stop)

    figures = await store.backlog()
    assert (figures.pending, figures.delayed) == (0, 3)
    assert await store.command("XLEN", store.keys.items) == 0


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


async def test_while_much_waits_several_are_asked_for_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "GATHER_SECONDS", 60.0)
    asked, one_at_a_time, read = [], asyncio.Lock(), work.read_new
    await poll(store, *(an_entry(number) for number in range(64)))

    async def counted(*parts: Any, **options: Any) -> tuple[WorkEntry, ...]:
        asked.append(options["count"])
        return await read(*parts, **options)

    async def process(got: WorkEntry) -> object:
        async with one_at_a_time:
            return await store.entry_commit(an_item(got.work_id, got.entry))

    monkeypatch.setattr(work, "read_new", counted)
    async with running(store, process, concurrency=8):
        await until(lambda: settled(store))

    assert min(asked[: len(asked) - 2]) >= 4


async def test_who_comes_while_little_waits_is_taken_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "GATHER_SECONDS", 3600.0)
    others_may_finish = asyncio.Event()

    async def process(got: WorkEntry) -> object:
        if got.entry.id != "ent_000009":
            await others_may_finish.wait()
        return await store.entry_commit(an_item(got.work_id, got.entry))

    async with running(store, process, concurrency=8) as consumer:
        for number in range(1, 7):
            await poll(store, an_entry(number))
            await until(lambda wanted=number: in_hand(consumer, wanted))  # type: ignore[misc]
        await poll(store, an_entry(9))
        await until(lambda: published(store, 1))
        others_may_finish.set()
        await until(lambda: settled(store))


async def test_entries_that_hang_keep_no_free_place_from_the_others(store: Store) -> None:
    await poll(store, *(an_entry(number) for number in range(20)))
    others_may_finish, hanging = asyncio.Event(), {f"ent_{number:06}" for number in range(7)}

    async def process(got: WorkEntry) -> object:
        if got.entry.id in hanging:
            await others_may_finish.wait()
        return await store.entry_commit(an_item(got.work_id, got.entry))

    async with running(store, process, concurrency=8):
        await until(lambda: published(store, 13))
        others_may_finish.set()
        await until(lambda: settled(store))


async def in_hand(consumer: Consumer, count: int) -> bool:
    return len(consumer.in_hand) == count


async def published(store: Store, count: int) -> bool:
    return int(await store.command("XLEN", store.keys.items)) == count
