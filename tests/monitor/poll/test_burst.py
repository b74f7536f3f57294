"""A source that breaks relevant news has its siblings asked sooner, within everybody's limits."""

import asyncio

import pytest

from config.settings import PollingSettings, Settings
from config.sources import Source
from monitor.poll.burst import pull_forward, siblings
from monitor.poll.poller import Poller
from tests.support.feeds import Inline, conditional, dated, item, many, rss
from tests.support.hostile import Hostile
from workers.doors.clock import utc_now
from workers.doors.http.client import Http
from workers.doors.redis.store import Store

SETTINGS = Settings(polling=PollingSettings(host_gap=0.0, timeout=5.0, min_interval=300.0))


def source(name: str, **more: object) -> Source:
    return Source.model_validate({"id": name, "name": name, "url": f"http://{name}.example/feed"} | more)


def test_siblings_are_those_who_write_about_the_same_and_not_the_source_itself() -> None:
    breaking = source("a", focus="syria", country="SY")
    others = (
        source("b", focus="world"),
        source("c", focus="region", country="SY"),
        source("d", focus="syria", country="TR"),
        source("e", focus="syria", enabled=False),
        source("f", focus="syria", kind="telegram"),
        source("g", focus="region", country="TR"),
    )

    assert siblings(breaking, (breaking, *others)) == ("d", "c")


async def test_a_sibling_moves_forward_but_not_before_its_floor(store: Store) -> None:
    names = ["recent", "rested", "leased", "gone", "throttled"]
    now = await store.now_ms()
    await store.schedule_sources([source(name) for name in names], spread_ms=1)
    for name in names:
        await store.command("ZADD", store.keys.due, now + 1_800_000, name)
        await store.command("HSET", store.keys.feed(name), "last_attempt", now - 900_000)
    await store.command("HSET", store.keys.feed("recent"), "last_attempt", now - 60_000)
    await store.command("HSET", store.keys.feed("leased"), "lease", "7")
    await store.command("HSET", store.keys.feed("gone"), "state", "gone")
    await store.command("HSET", store.keys.feed("throttled"), "state", "throttled")
    moved = await pull_forward(store, tuple(names), floor_ms=300_000)
    due = {name: float(await store.command("ZSCORE", store.keys.due, name)) - now for name in names}

    assert moved == 2
    assert due["recent"] == 240_000
    assert 0 <= due["rested"] < 5_000
    assert {due[name] for name in ("leased", "gone", "throttled")} == {1_800_000}


@pytest.mark.parametrize(("title", "moves"), [("Shelling in Idlib", 1), ("A cat on a roof", 0)])
async def test_only_relevant_news_moves_siblings(
    title: str, moves: int, server: Hostile, http: Http, store: Store
) -> None:
    server.on("/breaking", conditional(rss(item(1, title=title, pubDate=dated(utc_now()))).encode()))
    server.on("/sibling", conditional(many(range(3)).encode()))
    sources = tuple(source(name, focus="syria", url=server.url(f"/{name}")) for name in ("breaking", "sibling"))
    poller = Poller(store, http, Inline(), sources, SETTINGS, relevant=lambda text: "Idlib" in text)
    await poller.schedule()
    now = await store.now_ms()
    await store.command("ZADD", store.keys.due, now, "breaking", now + 10**7, "sibling")
    await poller.tick()
    await asyncio.gather(*poller._tasks)
    due = float(await store.command("ZSCORE", store.keys.due, "sibling")) - now

    assert (due < 60_000) == bool(moves)
    await poller.drain()
