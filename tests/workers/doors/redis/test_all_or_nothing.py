"""A commit that would fail fails before its first write: no script rolls anything back."""

from dataclasses import replace

import pytest
from redis.exceptions import ResponseError

from tests.support.entries import an_entry, an_item, poll
from workers.doors.redis import work
from workers.doors.redis.commits import EntryCommit, StoryChange
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.polls import PollCommit
from workers.doors.redis.store import Store
from workers.model.errors import Unsuitable
from workers.model.outcome import Dropped, DropReason


async def in_hand(store: Store) -> tuple[WorkEntry, ...]:
    await poll(store, an_entry(1))
    return await work.read_new(store, "here:worker:0", block_ms=1)


async def everything(store: Store) -> dict[str, bytes | None]:
    names = sorted(await store.command("KEYS", f"{store.keys.prefix}:*"))
    return {name: await store.raw("DUMP", name) for name in names}


async def a_stranger(store: Store, name: str) -> None:
    await store.command("ZADD", name, 1, "stranger")
    await store.command("EXPIRE", name, 60)


STRANGERS = {
    "revision": ("stories", "revision"),
    "window": ("stories", "window"),
    "item": ("item", "itm_000001"),
    "story": ("story", "s1"),
    "merged": ("story", "s2"),
    "fingerprint": ("fp", "f1"),
    "text": ("text", "ent_000001"),
    "alias": ("url", "later"),
    "looks": ("recheck", "payload"),
}


@pytest.mark.parametrize("name", STRANGERS.values(), ids=STRANGERS)
async def test_a_commit_that_meets_other_data_writes_nothing(store: Store, name: tuple[str, str]) -> None:
    (got,) = await in_hand(store)
    await a_stranger(store, store.keys.name(*name))
    before = await everything(store)
    story = StoryChange(story_id="s1", fields={"title": "t"}, window="w", merged={"s2": {"into": "s1"}})

    with pytest.raises(Unsuitable, match="holds other data"):
        await store.entry_commit(an_item(got.work_id, got.entry, story=story, fingerprints=("f1",), aliases=("later",)))

    assert await everything(store) == before


@pytest.mark.parametrize("field", ["memory", "item", "story", "window"])
async def test_a_lifetime_that_redis_would_refuse_is_refused_before_the_first_write(store: Store, field: str) -> None:
    (got,) = await in_hand(store)
    before = await everything(store)
    store.lifetimes = replace(store.lifetimes, **{field: 1e11})

    with pytest.raises(ResponseError, match="is no lifetime"):
        await store.entry_commit(an_item(got.work_id, got.entry))

    assert await everything(store) == before


async def test_a_poll_commit_that_meets_other_data_writes_nothing(store: Store) -> None:
    await store.command("HSET", store.keys.feed("harbour-times"), "lease", "7")
    await a_stranger(store, store.keys.url("guid-2"))
    before = await everything(store)
    commit = PollCommit(
        source_id="harbour-times", token="7", entries=(an_entry(1), an_entry(2)), next_due_ms=1, host="a:443"
    )

    with pytest.raises(Unsuitable, match="holds other data"):
        await store.poll_commit(commit)

    assert await everything(store) == before


async def test_a_text_that_is_not_to_be_kept_is_not(store: Store) -> None:
    (got,) = await in_hand(store)
    store.lifetimes = replace(store.lifetimes, dropped_text=0)

    done = await store.entry_commit(
        EntryCommit(
            work_id=got.work_id,
            entry=got.entry,
            outcome=Dropped(reason=DropReason.IRRELEVANT, detail="No."),
            text="a text",
        )
    )

    assert done.kind == "dropped"
    assert await store.command("EXISTS", store.keys.text(got.entry.id)) == 0
