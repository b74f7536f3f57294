"""The poller against a real Valkey, a real HTTP server and real child processes."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from config.settings import PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from tests.support.feeds import Inline, conditional, dated, item, many, rss
from tests.support.hostile import Hostile, answer
from workers.doors.children import Children
from workers.doors.clock import utc_now
from workers.doors.http.client import Http
from workers.doors.redis.store import Store

SETTINGS = Settings(polling=PollingSettings(host_gap=0.0, timeout=5.0))


def source(server: Hostile, name: str = "outlet", path: str = "/feed") -> Source:
    return Source(id=name, name=name, url=server.url(path), focus="syria")


async def queued(store: Store) -> list[dict[str, object]]:
    rows = await store.command("XRANGE", store.keys.entries, "-", "+")
    values = [dict(zip(row[1][::2], row[1][1::2], strict=True)) if isinstance(row[1], list) else row[1] for row in rows]
    return [json.loads(value["entry"]) for value in values]


async def test_a_fresh_entry_of_a_first_poll_reaches_the_work_stream_and_older_ones_are_only_remembered(
    server: Hostile, http: Http, store: Store
) -> None:
    fresh, old = dated(utc_now()), dated(utc_now() - timedelta(days=400))
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


async def test_a_lower_maximum_asks_those_sooner_who_were_put_off_for_longer(
    server: Hostile, http: Http, store: Store
) -> None:
    for path in ("/feed", "/ill"):
        server.on(path, conditional(many(range(3)).encode()))
    sources = (source(server), source(server, "ill", "/ill"))
    await Poller(store, http, Inline(), sources, SETTINGS).poll_all_once()
    server.on("/ill", answer(503, headers={"Retry-After": "3000"}))
    await Poller(store, http, Inline(), sources, SETTINGS).poll_all_once()
    before = {name: await due(store, name) for name in ("outlet", "ill")}
    polling = SETTINGS.polling.model_copy(update={"min_interval": 60.0, "max_interval": 120.0})
    await Poller(store, http, Inline(), sources, Settings(polling=polling)).schedule()

    assert await due(store, "outlet") <= await store.now_ms() + 132_000 < before["outlet"]
    assert (await store.feed_record("outlet"))["next_due"] == str(await due(store, "outlet"))
    assert await due(store, "ill") == before["ill"], "a server that asked for a pause gets it"


async def due(store: Store, name: str) -> int:
    return int(float(await store.command("ZSCORE", store.keys.due, name)))


async def test_one_broken_source_does_not_stop_the_others(server: Hostile, http: Http, store: Store) -> None:
    server.on("/feed", conditional(many(range(3), pubDate=dated(utc_now())).encode()))
    server.on("/broken", answer(500))
    sources = (source(server), source(server, "broken", "/broken"))
    results = await Poller(store, http, Inline(), sources, SETTINGS).poll_all_once()

    assert {(result.source_id, result.outcome, result.reason) for result in results} == {
        ("outlet", "new", ""),
        ("broken", "failed", "http_500"),
    }


async def test_changes_of_state_are_events_on_the_public_ops_stream(server: Hostile, http: Http, store: Store) -> None:
    server.on("/feed", answer(403, headers={"cf-mitigated": "challenge"}))
    await Poller(store, http, Inline(), (source(server),), SETTINGS).poll_all_once()
    rows = await store.command("XRANGE", store.keys.ops, "-", "+")
    fields = dict(zip(rows[0][1][::2], rows[0][1][1::2], strict=True)) if isinstance(rows[0][1], list) else rows[0][1]

    assert len(rows) == 1
    assert (fields["type"], fields["subject"], fields["specversion"]) == ("marsad.source.state", "outlet", "1.0")
    assert fields["time"].endswith("Z")
    assert json.loads(fields["data"])["state"] == "blocked"


async def test_while_a_source_is_blocked_its_fallback_is_polled_and_no_longer(
    server: Hostile, http: Http, store: Store
) -> None:
    server.on("/feed", answer(403, headers={"cf-mitigated": "challenge"}), conditional(many(range(3)).encode()))
    server.on("/mirror", conditional(many(range(3)).encode()))
    primary = source(server).model_copy(update={"fallback": "mirror"})
    mirror = source(server, "mirror", "/mirror").model_copy(update={"enabled": False})
    poller = Poller(store, http, Inline(), (primary, mirror), SETTINGS)
    await poller.poll_all_once()
    assert await store.command("ZSCORE", store.keys.due, "mirror") is not None
    await store.make_due(["mirror"])
    await poller.tick()
    await asyncio.gather(*poller._tasks)
    assert len(server.asked("/mirror")) == 1
    await poller.poll_all_once()

    assert await store.command("ZSCORE", store.keys.due, "mirror") is None


async def test_a_bug_met_by_one_feed_is_that_feeds_failure(server: Hostile, http: Http, store: Store) -> None:
    server.on("/feed", conditional(many(range(3)).encode()))
    server.on("/other", conditional(many(range(3)).encode()))

    class Broken(Inline):
        async def run(self, function: Any, argument: Any, *, deadline: float) -> Any:
            if argument.url.endswith("/feed"):
                raise ZeroDivisionError("a bug")
            return function(argument)

    sources = (source(server), source(server, "other", "/other"))
    results = await Poller(store, http, Broken(), sources, SETTINGS).poll_all_once()

    assert {result.source_id: result.reason for result in results} == {"outlet": "internal", "other": ""}
