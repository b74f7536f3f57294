"""The due set: every source is asked when it is due, by one poller, and no host too often."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from config.sources import Source
from tests.support.entries import an_entry, poll
from workers.doors.redis import polls
from workers.doors.redis.polls import PollCommit, host_of
from workers.doors.redis.store import Store

LEASE = 60_000


def a_source(name: str, host: str | None = None) -> Source:
    return Source(id=name, name=name.title(), url=f"https://{host or name}.example/feed")


async def scheduled(store: Store, *sources: Source) -> None:
    await store.schedule_sources(sources, spread_ms=0)


async def test_new_sources_come_and_vanished_ones_go(store: Store) -> None:
    assert await store.schedule_sources([a_source("a"), a_source("b")], spread_ms=0) == (2, 0)
    assert await store.schedule_sources([a_source("b"), a_source("c")], spread_ms=0) == (1, 1)

    assert sorted(await store.command("ZRANGE", store.keys.due, 0, -1)) == ["b", "c"]
    assert await store.feed_record("a") == {}


async def test_a_disabled_source_is_not_scheduled(store: Store) -> None:
    await scheduled(store, a_source("a").model_copy(update={"enabled": False}))

    assert await store.next_due_ms() is None


async def test_a_restart_asks_nobody_again(store: Store) -> None:
    await scheduled(store, a_source("a"))
    (claim,) = await store.claim_due(10, LEASE)
    due = await store.now_ms() + 300_000
    await store.poll_commit(PollCommit(source_id="a", token=claim.token, next_due_ms=due, host="a.example:443"))

    await scheduled(store, a_source("a"))

    assert await store.claim_due(10, LEASE) == ()
    assert float(await store.command("ZSCORE", store.keys.due, "a")) == due


async def test_a_source_whose_address_changed_is_asked_soon(store: Store) -> None:
    await scheduled(store, a_source("a"))
    (claim,) = await store.claim_due(10, LEASE)
    due = await store.now_ms() + 300_000
    await store.poll_commit(PollCommit(source_id="a", token=claim.token, next_due_ms=due, host="a.example:443"))

    await scheduled(store, a_source("a", host="elsewhere"))

    (claim,) = await store.claim_due(10, LEASE)
    assert claim.record["host"] == "elsewhere.example:443"


async def test_first_polls_are_spread_and_stay_where_they_were_put(store: Store) -> None:
    sources = [a_source(f"s{number}") for number in range(40)]
    await store.schedule_sources(sources, spread_ms=60_000)
    before = await store.command("ZRANGE", store.keys.due, 0, -1, "WITHSCORES")
    await store.schedule_sources(sources, spread_ms=60_000)

    assert await store.command("ZRANGE", store.keys.due, 0, -1, "WITHSCORES") == before
    assert len({score for _, score in before}) > 30


async def test_a_due_source_goes_to_one_of_many_pollers(store: Store) -> None:
    await scheduled(store, *(a_source(f"s{number}") for number in range(60)))

    batches = await asyncio.gather(*(store.claim_due(30, LEASE) for _ in range(6)))

    claimed = [claim.source_id for batch in batches for claim in batch]
    assert len(claimed) == len(set(claimed)) == 60
    assert len({claim.token for batch in batches for claim in batch}) == 60


async def test_a_dead_pollers_source_comes_back_after_its_lease_and_the_dead_ones_commit_is_refused(
    store: Store,
) -> None:
    await scheduled(store, a_source("a"))
    (lost,) = await store.claim_due(10, 1, gap_ms=0)
    while not (again := await store.claim_due(10, LEASE, gap_ms=0)):
        pass

    late = PollCommit(source_id="a", token=lost.token, next_due_ms=0, host="a.example:443", entries=(an_entry(1),))
    assert not (await store.poll_commit(late)).accepted
    assert (await store.poll_commit(replace(late, token=again[0].token))).accepted


async def test_sources_of_one_host_are_asked_one_after_the_other_and_block_nobody(store: Store) -> None:
    await scheduled(store, *(a_source(f"h{number}", host="big") for number in range(5)), a_source("small"))

    claimed = await store.claim_due(10, LEASE, gap_ms=10_000)

    assert sorted(claim.record["host"] for claim in claimed) == ["big.example:443", "small.example:443"]
    now = await store.now_ms()
    rest = await store.command("ZRANGE", store.keys.due, 0, 3, "WITHSCORES")
    waits = sorted(round((float(score) - now) / 10_000) for _, score in rest)
    assert waits == [1, 2, 3, 4]


async def test_a_cooling_host_is_left_alone(store: Store) -> None:
    await scheduled(store, a_source("a"))
    await store.cool_host("a.example:443", await store.now_ms() + 60_000)

    assert await store.claim_due(10, LEASE) == ()
    assert (await store.next_due_ms() or 0) > 50_000


async def test_a_poll_may_cool_its_host(store: Store) -> None:
    await poll(store, cool_until_ms=await store.now_ms() + 60_000)

    assert await store.host_slot("harbour.example:443", 2000, ticket="t") > 50_000


async def test_two_pages_right_after_a_poll_are_free_and_the_next_ones_queue(store: Store) -> None:
    await poll(store, an_entry(1), an_entry(2), an_entry(3), an_entry(4))

    waits = [await store.host_slot("harbour.example:443", 10_000, ticket=f"t{number}") for number in range(5)]

    assert waits[:3] == [0, 0, 0]
    assert [round(wait / 10_000) for wait in waits[3:]] == [1, 2]


async def test_a_poll_without_news_frees_no_page(store: Store) -> None:
    await poll(store)

    assert await store.host_slot("harbour.example:443", 10_000, ticket="a") == 0
    assert await store.host_slot("harbour.example:443", 10_000, ticket="b") > 0


async def test_who_comes_back_with_his_ticket_finds_his_place_kept(store: Store) -> None:
    place = store.keys.name("host", "h:443", "b")
    await store.host_slot("h:443", 60_000, ticket="a")
    wait = await store.host_slot("h:443", 60_000, ticket="b")
    assert 0 < await store.host_slot("h:443", 60_000, ticket="b") <= wait
    await store.command("SET", place, 1, "PX", 60_000)  # its time has come

    assert await store.host_slot("h:443", 60_000, ticket="b") == 0
    assert await store.command("EXISTS", place) == 0


async def test_no_place_is_kept_for_who_would_not_wait_so_long(store: Store) -> None:
    await store.cool_host("h:443", await store.now_ms() + 60_000)

    waits = [await store.host_slot("h:443", 10_000, ticket=f"t{number}", longest_ms=30_000) for number in range(3)]

    assert all(50_000 < wait <= 60_000 for wait in waits)
    assert await store.command("EXISTS", store.keys.name("host", "h:443", "t0")) == 0


async def test_sources_can_be_made_due_at_once(store: Store) -> None:
    await store.schedule_sources([a_source("a"), a_source("b")], spread_ms=60_000)
    await store.command("ZADD", store.keys.due, await store.now_ms() + 60_000, "b")  # chance may have put it near

    await store.make_due(["a", "unknown"])

    assert [claim.source_id for claim in await store.claim_due(10, LEASE)] == ["a"]


async def test_a_removed_source_does_not_come_back_with_a_late_commit(store: Store) -> None:
    await scheduled(store, a_source("a"), a_source("b"))
    claims = {claim.source_id: claim for claim in await store.claim_due(10, LEASE)}
    await scheduled(store, a_source("b"))

    late = PollCommit(source_id="a", token=claims["a"].token, next_due_ms=0, host="a.example:443")

    assert not (await store.poll_commit(late)).accepted
    assert await store.command("ZRANGE", store.keys.due, 0, -1) == ["b"]


async def test_sight_renews_the_memory_of_known_entries(store: Store) -> None:
    await poll(store, an_entry(1))
    await store.command("PEXPIRE", store.keys.url("guid-1"), 60_000)
    await store.command("PEXPIRE", store.keys.entry("ent_000001"), 60_000)

    await poll(store, refresh=("guid-1", "never-seen"))
    assert await store.command("PTTL", store.keys.url("guid-1")) > 86_400_000
    assert await store.command("EXISTS", store.keys.url("never-seen")) == 0
    await poll(store, an_entry(1))
    assert await store.command("PTTL", store.keys.entry("ent_000001")) > 86_400_000


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example/feed", "news.example:443"),
        ("http://news.example:8080/", "news.example:8080"),
        ("http://news.example", "news.example:80"),
        ("http://news.example:port/", "news.example:80"),
    ],
)
def test_a_host_is_named_with_its_port(url: str, host: str) -> None:
    assert host_of(url) == host
    assert polls.FREE_PAGES == 2


def test_a_wrong_clock_of_this_machine_changes_nothing_because_nobody_asks_it() -> None:
    package = Path(polls.__file__).parent
    asking = [
        path.name for path in package.glob("*.py") if re.search(r"utc_now|time\.time\(|datetime\.now", path.read_text())
    ]

    assert asking == []
