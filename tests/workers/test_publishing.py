"""The publisher against a real Valkey: versions follow each other, and what was trimmed is not published anew."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.support.items import a_place, a_verdict
from workers.article.reading import read_text
from workers.compose import Draft
from workers.doors.keys import Keys
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.model.article import Article
from workers.model.entry import Entry
from workers.model.item import Retraction
from workers.model.verdict import Assessment
from workers.publishing import Publisher
from workers.stories.sketch import sketch

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ENTRY = Entry(
    id="ent_ab", source_id="press", feed_url="http://p.example/feed", url="http://p.example/1", first_seen=NOW
)
GONE = Retraction(reason="gone from the outlet's site", evidence="HTTP 410")
TEXT = "The council of Idlib reopened the mill. Three men were hurt when a belt broke, medics said on the day after."


def drafted(text: str, entry: Entry = ENTRY) -> Draft:
    article = read_text(f"Mill of Idlib reopens\n\nThe council of Idlib reopened the mill. {text}", title=None, now=NOW)
    assert isinstance(article, Article)
    places = (a_place(),)
    return Draft(
        entry=entry,
        article=article,
        verdicts=(a_verdict(),),
        assessment=Assessment(verdicts=(a_verdict(),), places=places),
        revision="sha256:0",
        sketch=sketch(article, places, now=NOW),
    )


async def test_a_changed_article_is_the_next_version_and_an_unchanged_one_nothing(valkey_url: str, keys: Keys) -> None:
    async with connect(valkey_url, prefix=keys.prefix) as store:
        publisher = Publisher(store, now=lambda: NOW)
        kinds = []
        for text in ("Three men were hurt.", "Three men were hurt.", "Four men were hurt, medics said later that day."):
            committed = await publisher.publish(drafted(text), None, {}, work_id=None)
            assert committed is not None
            kinds.append((committed.kind, committed.version))

    assert kinds == [("published", 1), ("dropped", 0), ("published", 2)]


async def test_a_correction_of_fresh_news_is_not_late_and_one_of_old_news_is(valkey_url: str, keys: Keys) -> None:
    back = replace(ENTRY, late=True)
    async with connect(valkey_url, prefix=keys.prefix) as store:
        publisher = Publisher(store, now=lambda: NOW)
        old = replace(back, id="ent_cd", url="http://p.example/2")
        for text, entries in (("Three men were hurt.", (ENTRY, old)), ("Four men were hurt, they said.", (back, old))):
            for entry in entries:
                await publisher.publish(drafted(text, entry), None, {}, work_id=None)
        items = [item for _, item in await entries_of(store)]

    assert sorted((item["id"], item["version"], item["late"]) for item in items) == [
        ("itm_ab", 1, False),
        ("itm_ab", 2, False),
        ("itm_cd", 1, True),
        ("itm_cd", 2, True),
    ]


async def test_a_change_of_what_was_trimmed_is_dropped_not_tried_for_ever(valkey_url: str, keys: Keys) -> None:
    async with connect(valkey_url, prefix=keys.prefix) as link:
        publisher = Publisher(link, now=lambda: NOW)
        await publisher.publish(drafted("Three men were hurt."), None, {}, work_id=None)
        await link.command("XTRIM", keys.items, "MAXLEN", 0)
        committed = await publisher.publish(drafted("Four men were hurt, medics said."), None, {}, work_id=None)
        length = await link.command("XLEN", keys.items)

    assert committed is not None
    assert committed.kind == "dropped"
    assert length == 0


def an_outlets(number: int) -> Entry:
    return replace(ENTRY, id=f"ent_{number}", source_id=f"press-{number}", url=f"http://p{number}.example/1")


async def told(store: Store) -> list[tuple[str, str, dict[str, int | str]]]:
    """Type, item and story of each entry of the stream."""
    return [(kind, item["id"], item["story"]) for kind, item in await entries_of(store)]


async def entries_of(store: Store) -> list[tuple[str, dict[str, Any]]]:
    """Type and item of each entry of the stream."""
    rows = await store.command("XRANGE", store.keys.items, "-", "+")
    entries = [row if isinstance(row, dict) else dict(zip(row[::2], row[1::2], strict=True)) for _, row in rows]
    return [(entry["type"], json.loads(entry["data"])) for entry in entries]


async def test_a_retraction_carries_the_story_as_it_is_now_without_what_was_withdrawn(store: Store) -> None:
    first, second = Publisher(store, now=lambda: NOW), Publisher(store, now=lambda: NOW)
    for number in range(3):
        await first.publish(drafted(TEXT, an_outlets(number)), None, {}, work_id=None)
    await second.retract(an_outlets(0), GONE, work_id=None)
    await first.publish(drafted(TEXT, an_outlets(3)), None, {}, work_id=None)

    kinds, items, stories = zip(*await told(store), strict=True)
    assert kinds[3:] == ("marsad.item.retracted", "marsad.item.new")
    assert items[3] == "itm_0"
    assert [(story["items"], story["outlets"]) for story in stories] == [(1, 1), (2, 2), (3, 3), (2, 2), (3, 3)]
    assert len({story["id"] for story in stories}) == 1
    assert (await store.story_record(str(stories[0]["id"])))["items"] == "3"


async def test_a_story_of_which_all_is_withdrawn_has_no_origin(store: Store) -> None:
    publisher = Publisher(store, now=lambda: NOW)
    await publisher.publish(drafted(TEXT), None, {}, work_id=None)
    await publisher.retract(ENTRY, GONE, work_id=None)

    _, (_, _, story) = await told(store)
    assert (story["items"], story["outlets"], story["families"], story["independent"]) == (0, 0, 0, 0)


async def test_what_its_outlet_publishes_again_counts_again(store: Store) -> None:
    publisher = Publisher(store, now=lambda: NOW)
    await publisher.publish(drafted(TEXT), None, {}, work_id=None)
    await publisher.retract(ENTRY, GONE, work_id=None)
    assert (await store.item_record("itm_ab"))["withdrawn"] == GONE.reason
    await publisher.publish(drafted(TEXT), None, {}, work_id=None)

    *_, (kind, _, story) = await told(store)
    assert (kind, story["items"]) == ("marsad.item.updated", 1)
    assert not (await store.item_record("itm_ab"))["withdrawn"]


async def test_what_the_window_has_forgotten_is_withdrawn_with_the_numbers_told_last(store: Store) -> None:
    publisher = Publisher(store, now=lambda: NOW)
    for number in range(2):
        await publisher.publish(drafted(TEXT, an_outlets(number)), None, {}, work_id=None)
    await store.command("DEL", store.keys.stories_window, store.keys.stories_revision)
    await Publisher(store, now=lambda: NOW).retract(an_outlets(0), GONE, work_id=None)

    *_, (kind, _, story) = await told(store)
    assert (kind, story["items"]) == ("marsad.item.retracted", 2)
