"""The work stream: handed out once, put off and brought back, buried with all that is known, counted, trimmed by age."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.support.entries import NOON, an_entry, an_event, an_item, poll
from workers.doors.redis import dead, slots, work
from workers.doors.redis.client import connect
from workers.doors.redis.link import Lifetimes
from workers.doors.redis.payload import WorkEntry, packed, unpacked
from workers.doors.redis.store import Store
from workers.doors.redis.work import Failure
from workers.model.errors import NewerData, Permanent

ME = "here:worker:0"
FAILURE = Failure(reason="timeout", detail="harbour.example did not answer", at=NOON.isoformat())


async def in_hand(store: Store, number: int = 1) -> WorkEntry:
    await poll(store, an_entry(number))
    (got,) = await work.read_new(store, ME, block_ms=1)
    return got


async def test_what_was_added_before_the_first_worker_is_not_lost(store: Store) -> None:
    await poll(store, an_entry(1), an_entry(2))

    assert [got.entry.id for got in await work.read_new(store, ME, block_ms=1)] == ["ent_000001", "ent_000002"]


async def test_nothing_new_answers_after_a_while(store: Store) -> None:
    assert await work.read_new(store, ME, block_ms=1) == ()


async def test_own_pending_entries_are_paged(store: Store) -> None:
    await poll(store, *(an_entry(number) for number in range(5)))
    await work.read_new(store, ME, block_ms=1)

    after, first = await work.read_own(store, ME, count=3)
    after, rest = await work.read_own(store, ME, after=after or "0", count=3)
    end, none = await work.read_own(store, ME, after=after or "0", count=3)

    assert [len(first), len(rest), len(none), end] == [3, 2, 0, None]
    assert {got.deliveries for got in (*first, *rest)} == {2}


async def test_an_abandoned_entry_is_taken_over_and_its_deliveries_counted(store: Store) -> None:
    await in_hand(store)

    cursor, (got,) = await work.read_abandoned(store, "there:worker:0", idle_ms=0)

    assert (cursor, got.deliveries) == ("0-0", 2)
    assert await work.read_abandoned(store, "there:worker:0", idle_ms=60_000) == ("0-0", ())


async def test_an_entry_put_off_comes_back_with_its_failure(store: Store) -> None:
    got = await in_hand(store)

    assert await store.retry(got, 0, FAILURE)
    assert await store.move_due() == (1, None)
    (again,) = await work.read_new(store, ME, block_ms=1)

    assert again.entry == got.entry
    assert (again.tries, again.reason, again.detail, again.first_failed) == (
        1,
        "timeout",
        FAILURE.detail,
        NOON.isoformat(),
    )


async def test_an_entry_that_only_waits_has_not_failed(store: Store) -> None:
    got = await in_hand(store)

    await store.delay(got, 0)
    await store.move_due()

    (again,) = await work.read_new(store, ME, block_ms=1)
    assert (again.tries, again.deliveries) == (0, 1)


async def test_what_is_not_due_waits(store: Store) -> None:
    await store.delay(await in_hand(store), 60_000)

    moved, following = await store.move_due()

    assert moved == 0
    assert 50_000 < (following or 0) <= 60_000


async def test_two_revisions_of_one_entry_wait_side_by_side(store: Store) -> None:
    got = await in_hand(store)
    await store.delay(got, 0)
    await poll(store, replace(an_entry(1), title="Changed", revision=2))
    (revised,) = await work.read_new(store, ME, block_ms=1)
    await store.delay(revised, 0)

    assert (await store.move_due())[0] == 2


async def test_who_was_overtaken_can_neither_put_off_nor_bury(store: Store) -> None:
    got = await in_hand(store)
    await store.entry_commit(an_item(got.work_id, got.entry))

    assert not await store.delay(got, 0)
    assert not await store.retry(got, 0, FAILURE)
    assert await store.bury(got, FAILURE) is None
    assert (await store.entry_record(got.entry.id))["state"] == "published"


async def test_a_dead_letter_tells_all_and_can_be_tried_again(store: Store) -> None:
    letter_id = await store.bury(await in_hand(store), FAILURE)

    letter = await dead.letter(store, letter_id or "")
    assert letter is not None
    assert (letter.reason, letter.detail, letter.entry_id) == ("timeout", FAILURE.detail, "ent_000001")
    assert letter.work is not None
    assert letter.work.entry == an_entry(1)
    assert await dead.retry_letter(store, letter.id)
    (again,) = await work.read_new(store, ME, block_ms=1)
    assert (again.entry, again.tries) == (an_entry(1), 0)
    assert (await store.entry_record("ent_000001"))["state"] == "pending"
    assert not await dead.retry_letter(store, letter.id)


async def test_a_dead_letter_can_be_dropped(store: Store) -> None:
    letter_id = await store.bury(await in_hand(store), FAILURE) or ""

    assert await dead.drop_letter(store, letter_id)
    assert not await dead.drop_letter(store, letter_id)
    assert await dead.letters(store) == ()


async def test_dead_letters_are_paged(store: Store) -> None:
    for number in range(3):
        await store.bury(await in_hand(store, number), FAILURE)

    first = await dead.letters(store, count=2)
    rest = await dead.letters(store, after=first[-1].id, count=2)

    assert [letter.entry_id for letter in (*first, *rest)] == ["ent_000000", "ent_000001", "ent_000002"]


async def test_the_backlog_tells_read_from_unread_and_the_age_of_the_oldest(store: Store) -> None:
    nothing = await store.backlog()
    await poll(store, an_entry(1), an_entry(2), an_entry(3))
    (one,) = await work.read_new(store, ME, count=1, block_ms=1)
    await work.read_new(store, ME, count=1, block_ms=1)
    await store.delay(one, 60_000)

    figures = await store.backlog()

    assert (nothing.length, nothing.oldest_ms) == (0, 0)
    assert (figures.length, figures.unread, figures.pending, figures.delayed, figures.dead) == (2, 1, 1, 1, 0)
    assert 0 <= figures.oldest_ms < 60_000


async def test_an_entry_on_its_way_back_is_in_the_backlog_at_every_moment(store: Store) -> None:
    got = await in_hand(store)

    async def to_and_fro(got: WorkEntry) -> None:
        for _ in range(50):
            await store.delay(got, 0)
            await store.move_due()
            (got,) = await work.read_new(store, ME, block_ms=1)

    moving, seen = asyncio.create_task(to_and_fro(got)), set()
    while not moving.done():
        figures = await store.backlog()
        seen.add((figures.length + figures.delayed, figures.delayed == (figures.due_in_ms is not None)))
    await moving

    assert seen == {(1, True)}


async def test_only_consumers_that_hold_nothing_are_forgotten(store: Store) -> None:
    await in_hand(store)
    await work.read_new(store, "gone:worker:0", block_ms=1)
    await work.read_new(store, "kept:worker:0", block_ms=1)
    await asyncio.sleep(0.002)

    assert await work.forget_consumers(store, idle_ms=0, keep={"kept:worker:0"}) == 1
    assert len(await work.read_abandoned(store, ME, idle_ms=0)) == 2


async def test_trimming_is_by_age_alone_and_tells_up_to_where(store: Store, valkey_url: str) -> None:
    old = await store.command("XADD", store.keys.items, "1000-0", "id", "itm_old.1")
    last = await store.command("XADD", store.keys.items, "2000-0", "id", "itm_old.2")
    await poll(store, an_entry(1), ops_events=(an_event("harbour-times"),))
    (got,) = await work.read_new(store, ME, block_ms=1)
    await store.entry_commit(an_item(got.work_id, got.entry))
    await store.command("XGROUP", "CREATE", store.keys.items, "slow", "0")

    trimmed = await store.trim()

    assert (trimmed.items, trimmed.ops, trimmed.dead) == (2, 0, 0)
    assert old != last == await store.command("HGET", store.keys.items_meta, "trimmed_to")
    assert await store.command("XLEN", store.keys.items) == 1
    assert (await store.trim()).items == 0
    async with connect(valkey_url, prefix=store.keys.prefix, lifetimes=Lifetimes(retention=-1)) as hasty:
        assert (await hasty.trim()).items == 1


async def test_retention_is_kept_to_the_millisecond(store: Store, valkey_url: str) -> None:
    async with connect(valkey_url, prefix=store.keys.prefix, lifetimes=Lifetimes(retention=60)) as minute:
        now = await minute.now_ms()
        await minute.command("XADD", minute.keys.items, f"{now - 60_500}-0", "id", "old")
        await minute.command("XADD", minute.keys.items, f"{now - 50_000}-0", "id", "young")

        assert (await minute.trim()).items == 1


async def test_a_name_is_held_by_one_and_found_again(store: Store) -> None:
    async with slots.slot(store, "worker", host="here") as first:
        other = store.keys.name("lock", "here:worker:1")
        await store.command("SET", other, "1:0", "PX", 60_000)  # a living process that is not us
        await store.command("SET", store.keys.name("lock", "here:worker:0"), f"{os.getppid()}:", "PX", 60_000)

        assert first == "here:worker:0"
    await store.command("SET", store.keys.name("lock", "here:worker:2"), "999999999:0", "PX", 60_000)  # a dead one
    await store.command("SET", store.keys.name("lock", "here:worker:0"), slots._identity(os.getppid()), "PX", 60_000)
    await store.command("SET", other, slots._identity(os.getppid()), "PX", 60_000)
    async with slots.slot(store, "worker", host="here") as third:
        assert third == "here:worker:2"
    async with slots.slot(store, "worker", host="here") as again:
        assert again == "here:worker:2"


def a_killed_process() -> tuple["subprocess.Popen[bytes]", str]:
    """Nobody has asked for its end yet. And what it was called while it lived."""
    process = subprocess.Popen(["sleep", "600"])
    identity = slots._identity(process.pid)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    return process, identity


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
async def test_the_name_of_a_killed_process_is_free_before_its_parent_has_asked_for_its_end(store: Store) -> None:
    other, identity = a_killed_process()
    with other:
        await store.command("SET", store.keys.name("lock", "here:worker:0"), identity, "PX", 60_000)

        async with slots.slot(store, "worker", host="here") as name:
            assert name == "here:worker:0"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, Permanent),
        ({"v": "x"}, Permanent),
        ({"v": "1"}, Permanent),
        ({"v": "1", "entry": "{}"}, Permanent),
        ({"v": "1", "entry": "[", "tries": "0"}, Permanent),
        ({"v": "2", "entry": "{}"}, NewerData),
    ],
)
def test_a_payload_that_is_not_ours_is_told_from_one_that_is_newer(
    fields: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error, match="1-1"):
        unpacked("1-1", fields)


def test_a_payload_comes_back_as_it_went() -> None:
    entry = an_entry(1, published=NOON, title="إدلب 🕊", authors=("A", "B"), late=True, revision=3)
    before = WorkEntry(work_id="1-1", entry=entry, tries=2, first_failed="then", reason="timeout", detail="x")

    assert unpacked("1-1", packed(before)) == before
