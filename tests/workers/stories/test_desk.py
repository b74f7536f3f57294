import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from random import Random

import pytest

from config.sources import Source
from tests.support.entries import an_entry, an_event
from tests.support.stories import NOON, SARMIN, a_candidate, killed, stories_of
from workers.doors.keys import Keys
from workers.doors.redis.client import connect
from workers.doors.redis.commits import Committed, EntryCommit, NewItem
from workers.doors.redis.store import Store
from workers.stories.desk import Placed, Stories, happened, teller_of
from workers.stories.member import Candidate, Member, Teller
from workers.stories.window import Window

HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(store: Store) -> Stories:
    return Stories(store)


async def settle(store: Store, candidate: Candidate, placed: Placed, *, version: int = 0) -> Committed:
    number = int(candidate.item.removeprefix("itm_"))
    entry = an_entry(number)
    item = NewItem(
        item_id=candidate.item,
        fields=an_event(candidate.item, version + 1),
        expected_version=version,
        story=placed.change,
        window_revision=placed.window_revision,
    )
    return await store.entry_commit(EntryCommit(work_id=None, entry=entry, outcome=item))


async def publish(store: Store, desk: Stories, candidate: Candidate, *, version: int = 0) -> Placed:
    """As the publisher does it: decide anew until nobody was faster, then know one's own line."""
    while True:
        async with desk.turn:
            news = (await store.standing(candidate.item, after=desk.last_id)).window
            placed = await desk.place(candidate, new_story=f"sty_{candidate.item}", now=candidate.came, news=news)
            committed = await settle(store, candidate, placed, version=version)
            line, revision = placed.change.window, placed.window_revision
            desk.follow(candidate.item, line, line_id=committed.line_id, revision=revision)
        if committed.kind != "stale_window":
            assert committed.kind == "published"
            return placed


async def test_a_copy_joins_the_story_of_the_first_and_says_so(store: Store, desk: Stories) -> None:
    await publish(store, desk, a_candidate("itm_1", "Nine dead in market", SARMIN, family="north"))
    placed = await publish(store, desk, a_candidate("itm_2", "Market bombed", SARMIN, family="south", after=HOUR))

    assert (placed.origin.kind, placed.origin.of, placed.origin.containment) == ("copy", "itm_1", 1.0)
    assert [one.type for one in placed.origin.evidence] == ["containment"]
    assert (placed.story.id, placed.story.items, placed.story.outlets) == ("sty_itm_1", 2, 2)
    assert (placed.story.families, placed.story.independent) == (2, 1)
    assert (await store.story_record("sty_itm_1"))["items"] == "2"
    assert (await store.item_record("itm_2"))["story"] == "sty_itm_1"


async def test_another_worker_knows_what_the_first_published(store: Store, desk: Stories) -> None:
    await publish(store, desk, a_candidate("itm_1", "Nine dead in market", SARMIN))

    placed = await Stories(store).place(
        a_candidate("itm_2", "Market bombed", SARMIN, after=HOUR), new_story="sty_new", now=NOON + HOUR
    )

    assert placed.story.id == "sty_itm_1"


async def members(desk: Stories) -> list[Member]:
    return [member async for member in desk.members()]


async def test_ones_own_line_is_not_read_back_and_is_the_line_that_others_read(store: Store, desk: Stories) -> None:
    other = Stories(store)
    await publish(store, desk, a_candidate("itm_1", "Nine dead in market", SARMIN, tolls=killed(9)))
    await publish(store, other, a_candidate("itm_2", "Market bombed", SARMIN, after=HOUR))
    await publish(store, desk, a_candidate("itm_3", "Ferry sinks off port", after=HOUR))
    last = (await store.window()).last_id

    assert desk.last_id == last
    assert other.last_id < last
    assert await members(desk) == await members(other) == await members(Stories(store))


async def test_a_line_of_a_refused_commit_is_not_believed(store: Store, desk: Stories) -> None:
    candidate = a_candidate("itm_1", "Nine dead in market", SARMIN)
    placed = await desk.place(candidate, new_story="sty_1", now=candidate.came)
    desk.follow(candidate.item, placed.change.window, line_id="", revision=placed.window_revision)
    desk.follow(candidate.item, placed.change.window, line_id="1-1", revision=placed.window_revision + 1)

    assert (desk.last_id, await members(desk)) == ("-", [])


async def test_a_decision_on_an_old_window_is_refused_and_made_again(store: Store, desk: Stories) -> None:
    second = a_candidate("itm_2", "Market bombed", SARMIN, after=HOUR)
    early = await desk.place(second, new_story="sty_itm_2", now=second.came)
    await publish(store, Stories(store), a_candidate("itm_1", "Nine dead in market", SARMIN))

    refused = await settle(store, second, early)
    placed = await publish(store, desk, second)

    assert refused.kind == "stale_window"
    assert early.story.id == "sty_itm_2"
    assert placed.story.id == "sty_itm_1"


async def test_a_second_delivery_of_an_item_adds_nothing_to_its_story(store: Store, desk: Stories) -> None:
    candidate = a_candidate("itm_1", "Nine dead in market", SARMIN)
    await publish(store, desk, candidate)

    again = await desk.place(candidate, new_story="sty_other", now=candidate.came)
    committed = await settle(store, candidate, again)

    assert committed.kind == "stale_version"
    assert (again.story.id, again.story.items) == ("sty_itm_1", 1)


async def test_a_corrected_item_stays_in_its_story_and_tells_its_new_toll(store: Store, desk: Stories) -> None:
    await publish(store, desk, a_candidate("itm_1", "Nine dead in market", SARMIN, tolls=killed(9)))
    corrected = a_candidate("itm_1", "Eleven dead in market", SARMIN, tolls=killed(11), after=HOUR)

    placed = await publish(store, desk, corrected, version=1)
    copy = await publish(store, desk, a_candidate("itm_2", "Market bombed", SARMIN, after=2 * HOUR))

    assert (placed.story.id, placed.story.items) == ("sty_itm_1", 1)
    assert [figure.min for figure in placed.story.figures] == [11]
    assert (copy.origin.of, copy.story.items) == ("itm_1", 2)


async def test_a_merge_is_told_with_its_numbers_and_later_items_follow_it(store: Store, desk: Stories) -> None:
    await publish(store, desk, a_candidate("itm_1", "Rector halves tuition fees rise", family="a"))
    await publish(store, desk, a_candidate("itm_2", "Sit-in ended by pupils downtown", family="b", after=HOUR))
    bridge = a_candidate("itm_3", "Rector halves tuition fees rise, sit-in ended by pupils downtown", after=HOUR)
    placed = await publish(store, desk, bridge)
    later = await publish(
        store, Stories(store), a_candidate("itm_4", "Sit-in ended by pupils downtown", after=2 * HOUR)
    )

    assert placed.merged is not None
    assert (placed.merged.id, placed.merged.merged, placed.merged.items) == ("sty_itm_1", ("sty_itm_2",), 3)
    assert placed.merged.independent == 2
    assert (await store.story_record("sty_itm_2"))["merged_into"] == "sty_itm_1"
    assert (later.story.id, later.story.items) == ("sty_itm_1", 4)


async def test_redis_emptied_under_a_worker_is_a_window_emptied(store: Store, desk: Stories) -> None:
    for number in (1, 2):
        await publish(store, desk, a_candidate(f"itm_{number}", "Nine dead in market", SARMIN))
    await store.command("DEL", store.keys.stories_window, store.keys.stories_revision)

    placed = await desk.place(a_candidate("itm_3", "Market bombed", SARMIN, after=HOUR), new_story="sty_3", now=NOON)

    assert placed.story.id == "sty_3"


async def test_a_line_that_a_newer_version_wrote_is_passed_over(store: Store, desk: Stories) -> None:
    await store.command("XADD", store.keys.stories_window, "*", "item", "itm_9", "data", '{"v":9}')

    placed = await publish(store, desk, a_candidate("itm_1", "Nine dead in market", SARMIN))

    assert placed.story.items == 1


def invented_stream(count: int) -> list[Candidate]:
    """Events of four reports each, with words of their own beside those that all have; of some the text is copied."""
    dice = Random(11)  # noqa: S311 -- which invented words go together
    reports = []
    for event in range(count // 4):
        words = [f"{event:03}{stem}" for stem in ("alva", "bero", "cidu", "dore", "enki", "foru")]
        text = " ".join(dice.choice(words) + stem for stem in "abcdefghijklmnopqrstuvwxyz") if event % 5 == 0 else ""
        reports += [(" ".join((*dice.sample(words, 5), "syria", "reports")), text) for _ in range(4)]
    dice.shuffle(reports)
    return [
        a_candidate(f"itm_{number}", title, text, after=number * timedelta(seconds=20))
        for number, (title, text) in enumerate(reports, 1)
    ]


async def worked_off(urls: Sequence[str], keys: Keys, candidates: Sequence[Candidate]) -> set[frozenset[str]]:
    """One worker a URL, each with its own connection and window, all on one queue. Returns the stories."""
    queue = deque(candidates)

    async def worker(store: Store) -> None:
        desk = Stories(store)
        while queue:
            await publish(store, desk, queue.popleft())

    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(connect(url, prefix=keys.prefix)) for url in urls]
        await asyncio.gather(*(worker(store) for store in stores))
        window = Window()
        async for member in Stories(stores[0]).members():
            window.add(member)
    return stories_of(window)


@pytest.mark.slow
async def test_four_workers_at_once_find_the_stories_that_one_finds(valkey_url: str, keys: Keys) -> None:
    candidates = invented_stream(1000)

    alone = await worked_off([valkey_url], Keys(prefix=f"{keys.prefix}-alone"), candidates)
    together = await worked_off([valkey_url] * 4, keys, candidates)

    assert sum(len(story) for story in together) == 1000
    assert len(together) == 250
    assert together == alone


def test_editions_of_one_site_are_one_outlet_and_a_search_is_none() -> None:
    source = Source(
        id="post-ar", name="The Post", url="http://p.example/ar", homepage="https://www.p.example/ar/", family="p"
    )
    search = source.model_copy(update={"kind": "search"})
    wire = source.model_copy(update={"wire": True, "name": "Reuters"})

    assert teller_of(source, source_id="post-ar", publisher=None) == Teller(outlet="p.example", family="p")
    assert teller_of(search, source_id="post-ar", publisher="Elsewhere") == Teller(outlet="Elsewhere", witness=False)
    assert teller_of(wire, source_id="post-ar", publisher=None).wire == "Reuters"
    assert teller_of(None, source_id="gone", publisher=None) == Teller(outlet="gone")


def test_a_date_in_the_future_or_long_ago_does_not_order_events() -> None:
    assert happened(NOON + HOUR, first_seen=NOON) == NOON
    assert happened(NOON - timedelta(days=90), first_seen=NOON) == NOON
    assert happened(NOON - HOUR, first_seen=NOON) == NOON - HOUR
