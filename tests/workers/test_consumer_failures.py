"""The worker loop and failures: put off, tried again, buried; one bad entry costs no other."""

import asyncio

import pytest

from tests.support.consuming import publishing, running, settled, until
from tests.support.entries import NOON, an_entry, an_item, poll
from workers import consumer as loop
from workers.consumer import Consumer, delay_ms
from workers.doors.redis import dead
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.model.errors import MarsadError, NewerData, Permanent, Temporary


async def test_a_temporary_failure_is_put_off_with_its_reason_and_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "SCHEDULE", (0.01, 0.01))
    await poll(store, an_entry(1))
    tries = []

    async def process(got: WorkEntry) -> object:
        tries.append((got.tries, got.reason))
        if len(tries) == 1:
            raise Temporary("harbour.example did not answer", reason="timeout")
        return await store.entry_commit(an_item(got.work_id, got.entry))

    async with running(store, process):
        await until(lambda: settled(store))

    assert tries == [(0, ""), (1, "timeout")]


async def test_what_fails_too_often_becomes_a_dead_letter_with_first_and_last_failure(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "SCHEDULE", (0.01,))
    await poll(store, an_entry(1))

    async def process(got: WorkEntry) -> object:
        raise Temporary("harbour.example did not answer", reason="timeout")

    async with running(store, process):
        await until(lambda: settled(store))

    (letter,) = await dead.letters(store)
    assert (letter.reason, letter.detail, letter.tries) == ("timeout", "harbour.example did not answer", 1)
    assert letter.first_failed == NOON.isoformat()
    assert letter.last_failed.endswith("Z")
    record = await store.entry_record("ent_000001")
    assert (record["state"], record["dead_letter"]) == ("dead", letter.id)


async def test_a_permanent_failure_is_a_dead_letter_at_once(store: Store) -> None:
    await poll(store, an_entry(1))

    async def process(got: WorkEntry) -> object:
        raise Permanent("the child was killed: 512 MiB are not enough", reason="memory")

    async with running(store, process):
        await until(lambda: settled(store))

    assert [letter.reason for letter in await dead.letters(store)] == ["memory"]


async def test_a_fault_in_our_own_code_costs_one_entry_three_tries_and_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "SCHEDULE", (0.01,) * 8)
    await poll(store, *(an_entry(number) for number in range(5)))
    tries = []

    async def process(got: WorkEntry) -> object:
        if got.entry.id == "ent_000002":
            tries.append(got.tries)
            raise ZeroDivisionError
        return await store.entry_commit(an_item(got.work_id, got.entry))

    async with running(store, process):
        await until(lambda: settled(store))

    assert tries == [0, 1, 2]
    assert [letter.reason for letter in await dead.letters(store)] == ["unexpected"]
    assert await store.command("XLEN", store.keys.items) == 4


async def test_an_entry_that_kills_its_workers_is_buried_and_its_neighbours_are_not(store: Store) -> None:
    await poll(store, *(an_entry(number) for number in range(6)))
    deaths = 0

    async def process(got: WorkEntry) -> object:
        if got.entry.id == "ent_000003":
            raise SystemExit  # stands for kill -9: nothing is written after it
        return await store.entry_commit(an_item(got.work_id, got.entry))

    class Dies(Consumer):
        async def _drain(self) -> None:
            for _, task in self._in_hand.values():
                task.cancel()

    while not await settled(store):
        consumer = Dies(store, process, name="here:worker:0", now=lambda: NOON)
        deaths += await life(consumer, store)

    assert deaths == 3
    assert [letter.entry_id for letter in await dead.letters(store)] == ["ent_000003"]
    assert await store.command("XLEN", store.keys.items) == 5


async def life(consumer: Consumer, store: Store) -> int:
    """Runs until everything is settled (0) or the worker is killed by an entry (1)."""
    killed = asyncio.Event()
    handle = consumer._handle

    async def mortal(got: WorkEntry) -> None:
        try:
            await handle(got)
        except SystemExit:
            killed.set()
            await asyncio.Event().wait()

    consumer._handle = mortal  # type: ignore[method-assign,assignment]
    stop = asyncio.Event()
    task = asyncio.create_task(consumer.run(stop))

    async def over() -> bool:
        return killed.is_set() or await settled(store)

    await until(over)
    stop.set()
    await task
    return int(killed.is_set())


async def test_data_of_a_newer_version_stops_the_worker(store: Store) -> None:
    await store.command("XADD", store.keys.entries, "*", "v", "2", "entry", "{}")

    with pytest.raises(NewerData):
        await Consumer(store, publishing(store), name="here:worker:0", now=lambda: NOON).run(asyncio.Event())


async def test_a_work_entry_that_cannot_be_read_is_buried(store: Store) -> None:
    await store.command("XADD", store.keys.entries, "*", "v", "1", "entry", "no json")
    await poll(store, an_entry(1))

    async with running(store, publishing(store)):
        await until(lambda: settled(store))

    assert [letter.reason for letter in await dead.letters(store)] == ["bad_payload"]
    assert await store.command("XLEN", store.keys.items) == 1


async def test_entries_over_their_deadline_are_put_off(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await poll(store, an_entry(1))

    async def process(got: WorkEntry) -> object:
        return await asyncio.Event().wait()

    async def put_off() -> bool:
        return (await store.backlog()).delayed == 1

    monkeypatch.setattr(loop, "DEADLINE", 0.01)
    async with running(store, process):
        await until(put_off)

    assert (await store.entry_record("ent_000001"))["last_error"].startswith("deadline")


def test_the_schedule_grows_spreads_and_ends() -> None:
    waits = [delay_ms(WorkEntry(work_id="1-1", entry=an_entry(1), tries=tries)) for tries in range(9)]

    assert waits[8] is None
    assert all(0.8 * s <= (w or 0) / 1000 <= 1.2 * s for s, w in zip(loop.SCHEDULE, waits, strict=False))
    assert delay_ms(WorkEntry(work_id="1-1", entry=an_entry(1)), retry_after=60) == 60_000
    assert issubclass(NewerData, MarsadError)
