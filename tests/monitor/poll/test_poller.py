"""The poller against a real Valkey, a real HTTP server and real child processes."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from config.settings import HttpSettings, PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from tests.support.feeds import Inline, conditional, dated, item, many, rss
from tests.support.hostile import Hostile, answer
from workers.doors.children import Children
from workers.doors.clock import utc_now
from workers.doors.http.client import Http
from workers.doors.redis.store import Store

SETTINGS = Settings(polling=PollingSettings(host_gap=0.0, timeout=5.0))


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with Hostile() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="test") as http:
        yield http


def source(server: Hostile, name: str = "outlet", path: str = "/feed") -> Source:
    return Source(id=name, name=name, url=server.url(path), focus="syria")


async def queued(store: Store) -> list[dict[str, object]]:
    rows = await store.command("XRANGE", store.keys.entries, "-", "+")
    values = [dict(zip(row[1][::2], row[1][1::2], strict=True)) if isinstance(row[1], list) else row[1] for row in rows]
    return [json.loads(value["entry"]) for value in values]


async def test_a_fresh_entry_of_a_first_poll_reaches_the_work_stream_and_older_ones_are_only_remembered(
    server: Hostile, http: Http, store: Store
) -> None:
    fresh, old = dated(utc_now()), dated(utc_now().replace(year=2025))
    server.on("/feed", conditional(rss(item(2, pubDate=fresh), item(1, pubDate=old)).encode()))
    async with Children(1, ("monitor.poll.parse",)) as children:
        poller = Poller(store, http, children, (source(server),), SETTINGS)
        (result,) = await poller.poll_all_once()

    assert (result.outcome, result.new, result.remembered) == ("new", 1, 1)
    assert [entry["guid"] for entry in await queued(store)] == ["guid-2"]


async def test_a_second_poll_asks_with_the_etag_and_announces_nothing_twice(
    server: Hostile, http: Http, store: Store
) -> None:
    server.on("/feed", conditional(many(range(5), pubDate=dated(utc_now())).encode(), etag='W/"a,b"'))
    poller = Poller(store, http, Inline(), (source(server),), SETTINGS)
    await poller.poll_all_once()
    (again,) = await poller.poll_all_once()

    assert again.outcome == "unchanged"
    assert server.asked("/feed")[1].headers["if-none-match"] == 'W/"a,b"'
    assert len(await queued(store)) == 5


async def test_a_restart_asks_nobody_before_their_time(server: Hostile, http: Http, store: Store) -> None:
    server.on("/feed", conditional(many(range(3)).encode()))
    await Poller(store, http, Inline(), (source(server),), SETTINGS).poll_all_once()
    stop = asyncio.Event()
    again = Poller(store, http, Inline(), (source(server),), SETTINGS)
    running = asyncio.create_task(again.run(stop))
    await again.tick()
    stop.set()
    await running

    assert len(server.requests) == 1


async def test_one_broken_source_does_not_stop_the_others(server: Hostile, http: Http, store: Store) -> None:
    server.on("/feed", conditional(many(range(3), pubDate=dated(utc_now())).encode()))
    server.on("/broken", answer(500))
    sources = (source(server), source(server, "broken", "/broken"))
    results = await Poller(store, http, Inline(), sources, SETTINGS).poll_all_once()

    assert {(result.source_id, result.outcome, result.reason) for result in results} == {
        ("outlet", "new", ""),
        ("broken", "failed", "http_500"),
    }
