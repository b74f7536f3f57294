"""The two commits: what is accepted is never lost, what is published is published once."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.support.entries import NOON, an_entry, an_event, an_item, poll
from workers.doors.redis import work
from workers.doors.redis.commits import Committed, EntryCommit, Look, NewItem, StoryChange
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.polls import PollCommit
from workers.doors.redis.records import PAGE
from workers.doors.redis.replies import stream_entries
from workers.doors.redis.store import Store
from workers.model.entry import Entry
from workers.model.outcome import Dropped, DropReason


async def in_hand(store: Store, *entries: Entry) -> tuple[WorkEntry, ...]:
    await poll(store, *entries)
    return await work.read_new(store, "here:worker:0", block_ms=1)


async def published(store: Store) -> list[dict[str, str]]:
    return [fields for _, fields in stream_entries(await store.command("XRANGE", store.keys.items, "-", "+"))]


async def test_a_new_entry_is_queued_once_and_remembered(store: Store) -> None:
    entry = an_entry(1)

    first, second = await poll(store, entry), await poll(store, entry)

    assert (first, second) == ((entry.id,), ())
    (got,) = await work.read_new(store, "here:worker:0", block_ms=1)
    assert got.entry == entry
    assert (await store.entry_record(entry.id))["state"] == "pending"


async def test_an_entry_with_one_known_alias_is_the_same_entry_and_its_other_aliases_are_learned(store: Store) -> None:
    await poll(store, an_entry(1))
    moved = an_entry(2, aliases=("guid-1", "link-moved"))

    assert await poll(store, moved) == ()
    assert (await store.owners(["link-moved"]))["link-moved"].entry_id == "ent_000001"
    assert await store.entry_record("ent_000002") == {}


async def test_two_entries_of_one_document_with_a_shared_alias_are_one(store: Store) -> None:
    assert await poll(store, an_entry(1), an_entry(2, aliases=("guid-1",))) == ("ent_000001",)


async def test_a_higher_revision_is_queued_again_and_was_first_seen_when_the_first_was(store: Store) -> None:
    entry = an_entry(1)
    await poll(store, entry)
    changed = replace(entry, title="Ferry number 1 is late", revision=2, first_seen=NOON.replace(year=2001))

    assert await poll(store, changed) == (entry.id,)
    assert await poll(store, changed) == ()
    assert (await store.entry_record(entry.id))["first_seen"] == NOON.isoformat()


async def test_a_baseline_entry_is_remembered_and_not_published(store: Store) -> None:
    entry = an_entry(1)

    assert await poll(store, entry, baseline=frozenset({entry.id})) == ()
    assert await poll(store, entry) == ()
    record = await store.entry_record(entry.id)
    assert (record["state"], record["reason"]) == ("dropped", "baseline")
    assert (await store.backlog()).length == 0


async def test_a_poller_whose_lease_was_taken_over_commits_nothing(store: Store) -> None:
    await store.command("HSET", store.keys.feed("harbour-times"), "lease", "7", "etag", '"old"')
    late = PollCommit(
        source_id="harbour-times", token="6", next_due_ms=0, host="h", entries=(an_entry(1),), record={"etag": '"new"'}
    )

    committed = await store.poll_commit(late)

    assert (committed.accepted, committed.new) == (False, ())
    assert (await store.feed_record("harbour-times"))["etag"] == '"old"'
    assert (await store.backlog()).length == 0


async def test_a_poll_commit_sent_twice_answers_the_same_and_adds_nothing(store: Store) -> None:
    await store.command("HSET", store.keys.feed("harbour-times"), "lease", "7")
    commit = PollCommit(
        source_id="harbour-times",
        token="7",
        next_due_ms=0,
        host="h",
        entries=(an_entry(1), an_entry(2), an_entry(3)),
        baseline=frozenset({"ent_000003"}),
        ops_events=(an_event("harbour-times", kind="marsad.source.state"),),
    )

    first, again = await store.poll_commit(commit), await store.poll_commit(commit)

    assert first == again
    assert first.new == ("ent_000001", "ent_000002")
    assert (await store.backlog()).length == 2
    assert await store.command("XLEN", store.keys.ops) == 1


async def test_validators_are_stored_with_the_entries_and_an_empty_value_deletes(store: Store) -> None:
    await poll(store, an_entry(1), record={"etag": '"one"', "error": "timeout"})
    await poll(store, record={"error": ""})

    record = await store.feed_record("harbour-times")
    assert record["etag"] == '"one"'
    assert "error" not in record
    assert "lease" not in record


async def test_a_commit_publishes_with_the_servers_time(store: Store) -> None:
    (got,) = await in_hand(store, an_entry(1))
    before = await store.now_ms()

    committed = await store.entry_commit(an_item(got.work_id, got.entry))

    (fields,) = await published(store)
    emitted = int(datetime.fromisoformat(fields["time"]).timestamp() * 1000 + 0.5)
    assert committed.kind == "published"
    assert fields["id"] == "itm_000001.1"
    assert before <= emitted <= await store.now_ms()
    assert fields["time"].endswith("Z")
    assert len(fields["time"]) == len("2026-03-04T12:00:00.000Z")
    record = await store.entry_record(got.entry.id)
    assert record["state"] == "published"
    assert (record["item"], record["version"], record["stream_id"]) == ("itm_000001", "1", committed.stream_id)
    assert (await store.backlog()).length == 0


async def test_an_entry_is_published_once_however_often_it_is_committed(store: Store) -> None:
    (got,) = await in_hand(store, an_entry(1))

    first = await store.entry_commit(an_item(got.work_id, got.entry))
    again = await store.entry_commit(an_item(got.work_id, got.entry))

    assert again == Committed(
        kind="already_settled", item_id="itm_000001", version=1, stream_id=first.stream_id, detail="published"
    )
    assert len(await published(store)) == 1


async def test_two_feeds_with_one_article_end_as_one_item_and_one_duplicate(store: Store) -> None:
    one, two = await in_hand(store, an_entry(1), an_entry(2))

    first = await store.entry_commit(an_item(one.work_id, one.entry, aliases=("canonical",)))
    second = await store.entry_commit(an_item(two.work_id, two.entry, aliases=("canonical",)))

    assert (first.kind, second.kind, second.item_id) == ("published", "duplicate", "itm_000001")
    record = await store.entry_record("ent_000002")
    assert (record["state"], record["reason"], record["duplicate_of"]) == ("dropped", "duplicate", "itm_000001")
    assert len(await published(store)) == 1
    assert (await store.owners(["link-2"]))["link-2"].item_id == "itm_000001"
    assert (await store.backlog()).pending == 0


async def test_a_version_must_follow_the_one_it_expects(store: Store) -> None:
    one, two = await in_hand(store, an_entry(1), an_entry(2))
    await store.entry_commit(an_item(one.work_id, one.entry))

    stale = await store.entry_commit(an_item(two.work_id, two.entry, item_id="itm_000001", expected_version=5))
    follows = await store.entry_commit(an_item(two.work_id, two.entry, item_id="itm_000001", expected_version=1))

    assert (stale.kind, stale.version) == ("stale_version", 1)
    assert (follows.kind, follows.version) == ("published", 2)


async def test_a_stale_decision_leaves_the_entry_in_hand(store: Store) -> None:
    (got,) = await in_hand(store, an_entry(1))
    await store.command("SET", store.keys.stories_revision, 3)

    stale = await store.entry_commit(an_item(got.work_id, got.entry, window_revision=2))

    assert (stale.kind, stale.detail) == ("stale_window", "3")
    assert (await store.backlog()).pending == 1
    assert (await store.entry_commit(an_item(got.work_id, got.entry, window_revision=3))).kind == "published"


async def test_a_commit_stores_fingerprints_story_and_window_and_moves_the_revision(store: Store) -> None:
    (got,) = await in_hand(store, an_entry(1))
    story = StoryChange(story_id="sty_a", fields={"items": "1"}, window="sketch", merged={"sty_b": {"into": "sty_a"}})
    commit = an_item(
        got.work_id, got.entry, fingerprints=("f1", "f2"), story=story, window_revision=0,
        events=(an_event("sty_a", kind="marsad.story.merged"),),
    )  # fmt: skip

    await store.entry_commit(commit)

    window = await store.window()
    assert (window.revision, window.entries) == (1, (("itm_000001", "sketch"),))
    assert (await store.window(after=window.last_id)).entries == ()
    assert await store.fingerprint_owners(["f1", "f2", "f3"]) == {"f1": "itm_000001", "f2": "itm_000001"}
    assert (await store.story_record("sty_a"), await store.story_record("sty_b")) == ({"items": "1"}, {"into": "sty_a"})
    assert [fields["type"] for fields in await published(store)] == ["marsad.item.new", "marsad.story.merged"]
    assert (await store.item_record("itm_000001"))["story"] == "sty_a"


async def test_what_a_version_is_decided_on_is_read_in_one_step(store: Store) -> None:
    one, two = await in_hand(store, an_entry(1), an_entry(2))
    unknown = await store.standing("itm_000001", after="-")
    story = StoryChange(story_id="sty_a", fields={"items": "1"}, window="sketch")
    first = await store.entry_commit(an_item(one.work_id, one.entry, story=story, window_revision=0))
    await store.entry_commit(an_item(two.work_id, two.entry, story=story, window_revision=1))

    known = await store.standing("itm_000001", after=first.line_id)

    assert (unknown.record, unknown.previous, unknown.window.revision, unknown.window.entries) == ({}, None, 0, ())
    assert known.record == await store.item_record("itm_000001")
    assert known.previous == (await published(store))[0]
    assert known.window == await store.window(after=first.line_id)
    assert known.window.entries == (("itm_000002", "sketch"),)
    await store.command("XTRIM", store.keys.items, "MAXLEN", 0)
    assert (await store.standing("itm_000001", after=first.line_id)).previous is None


async def test_a_long_window_is_read_to_its_end(store: Store) -> None:
    for number in range(2 * PAGE):
        await store.command("XADD", store.keys.stories_window, "*", "item", f"itm_{number}", "data", "line")

    standing = await store.standing("itm_000001", after="-")

    assert len(standing.window.entries) == 2 * PAGE
    assert standing.window == await store.window()


async def test_the_next_look_is_planned_with_the_publication_and_only_then(store: Store) -> None:
    one, two = await in_hand(store, an_entry(1), an_entry(2))
    look = Look(work=WorkEntry(work_id="", entry=one.entry, recheck=1), delay_ms=0)
    stale = replace(an_item(one.work_id, one.entry, expected_version=1), look=look)
    irrelevant = EntryCommit(
        work_id=two.work_id, entry=two.entry, outcome=Dropped(reason=DropReason.IRRELEVANT, detail="No."), look=look
    )

    kinds = [(await store.entry_commit(commit)).kind for commit in (stale, irrelevant)]
    before = await store.command("ZCARD", store.keys.recheck)
    await store.entry_commit(replace(stale, outcome=an_item(one.work_id, one.entry).outcome))
    await store.move_due()
    (again,) = await work.read_new(store, "here:worker:0", block_ms=1)

    assert (kinds, before) == (["stale_version", "dropped"], 0)
    assert (again.entry, again.recheck) == (one.entry, 1)


async def test_a_dropped_entry_keeps_its_reason_and_for_a_while_its_text(store: Store) -> None:
    (got,) = await in_hand(store, an_entry(1))
    dropped = Dropped(reason=DropReason.IRRELEVANT, detail="No topic reached passing.")

    committed = await store.entry_commit(
        EntryCommit(work_id=got.work_id, entry=got.entry, outcome=dropped, text="مرحبا " * 50, aliases=("canonical",))
    )

    record = await store.entry_record(got.entry.id)
    assert (committed.kind, record["state"], record["reason"]) == ("dropped", "dropped", "irrelevant")
    assert await store.dropped_text(got.entry.id) == "مرحبا " * 50
    assert (await store.owners(["canonical"]))["canonical"].entry_id == got.entry.id
    assert (await store.backlog()).length == 0


async def test_dropping_a_revision_leaves_the_published_record(store: Store) -> None:
    entry = an_entry(1)
    (got,) = await in_hand(store, entry)
    await store.entry_commit(an_item(got.work_id, entry))
    (again,) = await in_hand(store, replace(entry, revision=2))

    unchanged = Dropped(reason=DropReason.UNCHANGED, detail="Only the markup differs.")
    await store.entry_commit(EntryCommit(work_id=again.work_id, entry=again.entry, outcome=unchanged))

    record = await store.entry_record(entry.id)
    assert (record["state"], record["dropped_revision"]) == ("published", "unchanged")


async def test_a_replayed_entry_is_published_without_a_work_entry(store: Store) -> None:
    entry = an_entry(1)
    item = NewItem(item_id="itm_x", fields=an_event("itm_x"))

    committed = await store.entry_commit(EntryCommit(work_id=None, entry=entry, outcome=item))

    assert (committed.kind, committed.version) == ("published", 1)


@pytest.mark.parametrize(
    ("ms", "expected"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_772_625_600_007, "2026-03-04T12:00:00.007Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    ],
)
async def test_the_servers_calendar_is_right(store: Store, ms: int, expected: str) -> None:
    assert await store.run_text("return rfc3339(tonumber(ARGV[1]))", [], [ms]) == expected
    assert NOON.tzinfo is not None
