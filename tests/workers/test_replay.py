"""Stored texts graded again, on a real server."""

import asyncio
from dataclasses import replace

import pytest

from tests.support.entries import an_entry
from tests.support.replaying import NOW, Archive, InlineChildren, a_topic, an_article, replay, seat
from workers.delivery.stream import item_fields
from workers.doors.keys import Keys
from workers.doors.redis.client import connect
from workers.doors.redis.commits import EntryCommit, NewItem
from workers.doors.redis.store import Store
from workers.model.article import Block, Zone
from workers.model.errors import NewerData
from workers.model.item import Retraction
from workers.model.kept import blocks_from, kept_from_json, kept_json, zones_of
from workers.replay import Regraded, Ungraded
from workers.stored import Stream, published

MILLS = (a_topic("mills", "mill", "mills"),)
FAIRS = (a_topic("mills", "mill", "mills"), a_topic("fairs", "fair"))
NOTHING = (a_topic("mills", "unicorn"),)


@pytest.fixture
def archive(store: Store) -> Archive:
    return Archive(store, MILLS)


def changes(told: list[Regraded | Ungraded]) -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
    rows = [one for one in told if isinstance(one, Regraded)]
    return [(one.was, one.outcome, dict(one.old), dict(one.new)) for one in rows]


async def test_unchanged_topics_change_nothing(archive: Archive) -> None:
    text = "Mills\n\nThe fair is over.\n\nMore of mills\n\nAnd of much else."
    zones = (Zone.HEADING, Zone.LEAD, Zone.HEADING, Zone.CAPTION)
    spans = ((0, 5), (7, 24), (26, 39), (41, 58))
    blocks = tuple(Block(zone=zone, start=start, end=end) for zone, (start, end) in zip(zones, spans, strict=True))
    await archive.add(1, "mill", article=replace(an_article(1, "mill"), text=text, blocks=blocks))
    await archive.add(2, "mill")
    await archive.add(3, "harbour")
    before = await archive.events()

    told, run = await replay(archive.store, MILLS)

    stream = Stream(archive.store, since="0-0")
    await stream.refresh()
    kept = [one.article.blocks async for one in published(archive.store, stream)]
    assert kept[0] == blocks
    assert told == []
    assert (run.tally.published, run.tally.dropped) == (2, 1)
    assert await archive.events() == before


async def test_a_changed_grade_is_the_next_version_and_a_dropped_text_a_late_item(archive: Archive) -> None:
    mill = await archive.add(1, "mill")
    fair = await archive.add(2, "fair", aliases=("guid-2",), first_seen=NOW)

    told, _ = await replay(archive.store, FAIRS[1:])

    assert changes(told) == [
        ("published", "published", {"mills": "central"}, {"mills": "none"}),
        ("dropped", "published", {"fairs": "none"}, {"fairs": "central"}),
    ]
    assert await archive.ids() == sorted([f"{mill}.1", f"{mill}.2", f"{fair}.1"])
    updated, late = await archive.latest(mill), await archive.latest(fair)
    assert (updated.version, updated.late, updated.changed, updated.relevance) == (2, True, ("relevance",), ())
    assert (late.version, late.late, late.times.first_seen) == (1, True, NOW)
    assert late.provenance.topics_revision == updated.provenance.topics_revision
    assert {fields["type"]: fields.get("replay") for _, fields in await archive.events()} == {
        "marsad.item.new": "quiet",
        "marsad.item.updated": "quiet",
    }
    record = await archive.store.entry_record("ent_000002")
    assert (record["state"], record["item"], record["grades"][:13]) == ("published", fair, "fairs central")
    owners = await archive.store.owners(("guid-2",))
    assert owners["guid-2"].item_id == fair


async def test_a_diff_tells_the_same_and_writes_nothing(archive: Archive) -> None:
    await archive.add(1, "mill")
    await archive.add(2, "fair")
    before = await archive.events()

    told, _ = await replay(archive.store, FAIRS[1:], voice=None)

    assert [(was, outcome) for was, outcome, _, _ in changes(told)] == [("published", "told"), ("dropped", "told")]
    assert await archive.events() == before
    assert await archive.store.dropped_text("ent_000002") is not None


async def test_with_a_topic_the_other_grades_stay(archive: Archive) -> None:
    both = await archive.add(1, "mill", article=an_article(1, "mill at the fair"))
    await archive.add(2, "unicorn")
    topics = (*NOTHING, FAIRS[1])

    told, _ = await replay(archive.store, topics, topic="fairs")

    assert changes(told) == [
        (
            "published",
            "published",
            {"mills": "central", "fairs": "none"},
            {"mills": "central", "fairs": "central"},
        )
    ]
    assert {one.topic for one in (await archive.latest(both)).relevance} == {"mills", "fairs"}


async def test_a_replay_repeated_adds_nothing(archive: Archive) -> None:
    for number in range(6):
        await archive.add(number, "mill" if number % 2 else "fair")
    await replay(archive.store, FAIRS[1:])
    once = await archive.events()

    told, run = await replay(archive.store, FAIRS[1:])

    assert (told, run.tally.published) == ([], 6)
    assert await archive.events() == once


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5])
async def test_a_replay_cut_off_anywhere_and_repeated_publishes_each_change_once(archive: Archive, cut: int) -> None:
    for number in range(6):
        await archive.add(number, "mill" if number % 2 else "fair")
    seen = 0

    async def cut_off(runs: int) -> None:
        nonlocal seen
        seen = runs
        if runs > cut:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await replay(archive.store, FAIRS[1:], children=InlineChildren(meanwhile=cut_off))
    await replay(archive.store, FAIRS[1:])

    assert seen > cut
    assert await archive.ids() == sorted(
        [f"itm_{number:06}.1" for number in range(6)] + [f"itm_{number:06}.2" for number in (1, 3, 5)]
    )


async def test_two_replays_at_once_publish_each_change_once(archive: Archive) -> None:
    for number in range(8):
        await archive.add(number, "mill" if number % 2 else "fair")

    await asyncio.gather(*(replay(archive.store, FAIRS[1:]) for _ in range(3)))

    assert await archive.ids() == sorted(
        [f"itm_{number:06}.1" for number in range(8)] + [f"itm_{number:06}.2" for number in (1, 3, 5, 7)]
    )


async def test_what_a_worker_updated_meanwhile_is_left_alone_until_the_next_replay(archive: Archive) -> None:
    mill = await archive.add(1, "mill")

    async def worker(_: int) -> None:
        text = "The mill burned down.\n\nNobody was hurt at the mill."
        await archive.add(1, "mill", article=replace(an_article(1, "mill"), text=text, blocks=()))
        seat(NOTHING)

    told, run = await replay(archive.store, NOTHING, children=InlineChildren(meanwhile=worker))
    again, _ = await replay(archive.store, NOTHING)

    assert [outcome for _, outcome, _, _ in changes(told)] == ["overtaken"]
    assert run.tally.regraded["published", "overtaken"] == 1
    assert [outcome for _, outcome, _, _ in changes(again)] == ["published"]
    assert (await archive.latest(mill)).version == 3


async def test_an_update_tells_the_story_as_it_is_now(archive: Archive) -> None:
    article = an_article(1, "mill")
    first = await archive.add(1, "mill", article=article)

    async def another(_: int) -> None:
        if not await archive.store.item_record("itm_000002"):
            await archive.add(2, "mill", article=article, source_id="river-post")
            seat(NOTHING)

    await replay(archive.store, NOTHING, children=InlineChildren(meanwhile=another))

    second = await archive.latest("itm_000002")
    assert second.story.items == 2
    assert (await archive.latest(first)).story == second.story


async def test_of_one_page_dropped_twice_one_item_comes(archive: Archive) -> None:
    page = replace(an_article(1, "fair"), url="https://one.example/fair", fetched=NOW)
    await archive.add(1, "fair", article=page)
    await archive.add(2, "fair", article=page)

    diff, told = await replay(archive.store, FAIRS, voice=None), await replay(archive.store, FAIRS)

    for rows, run in (diff, told):
        assert (len(rows), run.tally.duplicates) == (1, 1)
    assert await archive.ids() == ["itm_000001.1"]
    assert (await archive.store.entry_record("ent_000002"))["duplicate_of"] == "itm_000001"


async def test_entries_whose_text_is_gone_are_counted(archive: Archive) -> None:
    await archive.add(1, "fair")
    await archive.add(2, "fair")
    await archive.store.command("DEL", archive.store.keys.name("text", "ent_000001"))

    told, run = await replay(archive.store, FAIRS)

    assert len(told) == 1
    assert (run.tally.dropped, run.tally.without_text) == (1, 1)


async def test_the_dropped_are_found_under_any_prefix(valkey_url: str, keys: Keys) -> None:
    async with (
        connect(valkey_url, prefix=f"{keys.prefix}[a]*?") as odd,
        connect(valkey_url, prefix=f"{keys.prefix}axy") as neighbour,
    ):
        for store in (odd, neighbour):
            await Archive(store, MILLS).add(1 if store is odd else 2, "fair")

        assert await odd.dropped_entries(reason="irrelevant", since="2020") == ("ent_000001",)
        assert await odd.dropped_entries(reason="irrelevant", since="2999") == ()
        assert await odd.dropped_entries(reason="duplicate", since="2020") == ()


async def test_what_was_withdrawn_stays_so(archive: Archive) -> None:
    mill = await archive.add(1, "mill")
    item = replace(
        await archive.latest(mill), version=2, text=None, retraction=Retraction(reason="gone", evidence="HTTP 410")
    )
    fields = item_fields(item, type="marsad.item.retracted")
    outcome = NewItem(item_id=mill, fields=fields, expected_version=1)
    await archive.store.entry_commit(EntryCommit(work_id=None, entry=an_entry(1), outcome=outcome))

    told, run = await replay(archive.store, NOTHING)

    assert (told, run.tally.published) == ([], 0)


async def test_a_text_that_kills_its_child_is_told_and_the_others_are_graded(archive: Archive) -> None:
    await archive.add(1, "mill")
    await archive.add(2, "mill")

    told, run = await replay(archive.store, NOTHING, children=InlineChildren(broken=("Case 1 on the mill",)))

    (failed,) = [one for one in told if isinstance(one, Ungraded)]
    assert (failed.item_id, failed.reason) == ("itm_000001", "crashed")
    assert (len(changes(told)), run.tally.failed) == (1, 1)


async def test_since_leaves_older_ones_out(archive: Archive) -> None:
    await archive.add(1, "mill")
    await archive.add(2, "fair")
    last = (await archive.events())[-1][0]

    told, run = await replay(archive.store, FAIRS, since=last)
    later = f"{await archive.store.now_ms() + 1}-0"
    none, empty = await replay(archive.store, NOTHING, since=later)

    assert [was for was, *_ in changes(told)] == ["dropped"]
    assert (run.tally.published, none, empty.tally.published) == (0, [], 0)


async def test_a_text_kept_by_a_newer_marsad_is_refused(archive: Archive) -> None:
    kept = kept_json(an_entry(1, content="<p>x</p>"), an_article(1, "fair"))

    with pytest.raises(NewerData, match="record version 2, this Marsad reads version 1"):
        kept_from_json(kept.replace('"record":1', '"record":2', 1))
    found = kept_from_json(kept)
    assert found is not None
    assert (found.article, found.entry) == (an_article(1, "fair"), an_entry(1))
    assert kept_from_json("a plain text") is None


def test_a_broken_character_does_not_keep_a_text_from_being_kept() -> None:
    found = kept_from_json(kept_json(an_entry(1), replace(an_article(1, "fair"), title="Half a sign: \ud83d")))

    assert found is not None
    assert (found.article.title, found.article.text) == ("Half a sign: \ufffd", an_article(1, "fair").text)


def test_the_zones_of_a_text_come_back_unless_they_do_not_fit() -> None:
    article = an_article(1, "mill")

    assert blocks_from(article.text, zones_of(article.blocks)) == article.blocks
    assert blocks_from(article.text, "b") == ()
