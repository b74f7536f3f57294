"""Alerters, their server and its answers fail while receivers misbehave: every alert arrives, under one stable id."""

import asyncio
import random
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from config.settings import HttpSettings, Settings
from tests.support.consuming import until
from tests.support.delivery import an_alert, pending, publish
from tests.support.items import an_item
from tests.support.proxy import every, losing_proxy
from tests.support.public import PublicServer, public_server
from tests.support.topologies import cluster
from tests.support.valkey import Valkey, connected, valkey
from tests.support.webhooks import FakeWebhook
from workers.alerter import Alerter
from workers.doors.http.client import Http
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.model.errors import OutOfReach

pytestmark = pytest.mark.slow

ITEMS = 80
MOODS = [200, 200, 200, 500, 503, 200, 404]


@asynccontextmanager
async def alerters(url: str, hook: FakeWebhook) -> AsyncIterator[list[subprocess.Popen[bytes]]]:
    running = [start(url, hook, name) for name in ("a", "b")]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def start(url: str, hook: FakeWebhook, name: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.support.alerter_process", url, hook.url, name]
    return subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


async def time_passes(store: Store) -> None:
    """What waits for its next attempt is due now, and the leases of what is under way have ended."""
    queue = store.keys.queue("desk")
    now = await store.now_ms()
    for delivery in await store.command("ZRANGEBYSCORE", queue, now + 1, "+inf"):
        await store.command("ZADD", queue, "LT", 0, delivery)


async def done(store: Store) -> bool:
    return await pending(store) == 0 and int(await store.command("ZCARD", store.keys.queue("desk"))) == 0


async def test_every_alert_arrives_under_one_id_whoever_is_killed(tmp_path: Path) -> None:
    dice = random.Random(6)  # noqa: S311 - whom to kill
    async with public_server(tmp_path) as server, FakeWebhook(statuses=MOODS * 60 + [200]) as hook:
        url = server.owner_url
        async with connect(url, retries=20) as store, alerters(url, hook) as running:
            for number in range(ITEMS):
                await publish(store, an_item(id=f"itm_{number}"))
                if number % 8 == 0:
                    await torment(server, url, hook, running, dice=dice)
            while not await settled(store):
                hook.reset = dice.choice((0, 0, 1))
                await asyncio.sleep(0.2)
            assert_nothing_lost(hook)
            assert len(hook.received) > ITEMS


async def torment(
    server: PublicServer, url: str, hook: FakeWebhook, running: list[subprocess.Popen[bytes]], *, dice: random.Random
) -> None:
    await asyncio.sleep(dice.uniform(0.1, 0.4))
    if dice.random() < 0.25:
        server.kill()
        await server.start()
        return
    victim = dice.randrange(2)
    running[victim].send_signal(signal.SIGKILL)
    running[victim].wait()
    running[victim] = start(url, hook, "ab"[victim])


async def settled(store: Store) -> bool:
    try:
        await time_passes(store)
        return await done(store)
    except OutOfReach:
        return False


def assert_nothing_lost(hook: FakeWebhook) -> None:
    told = defaultdict(set)
    for request in hook.received:
        assert request.verified()
        (item,) = request.json["data"]["items"]
        told[item["id"]].add(request.id)

    assert {item: len(ids) for item, ids in told.items()} == {f"itm_{number}": 1 for number in range(ITEMS)}


@asynccontextmanager
async def alerting(store: Store, hook: FakeWebhook) -> AsyncIterator[None]:
    """An alerter in this process."""
    stop = asyncio.Event()
    alert = an_alert(hook.url, per_story="every", max_per_hour=100_000)
    async with Http(HttpSettings(), version="0") as http, asyncio.TaskGroup() as group:
        group.create_task(Alerter(store, http, Settings(alert=(alert,)), deadline=1.0).run(stop))
        yield
        stop.set()


async def all_told(store: Store) -> None:
    await until(lambda: settled(store))


async def publish_all(store: Store) -> None:
    for number in range(ITEMS):
        await publish(store, an_item(id=f"itm_{number}"))


async def test_lost_answers_of_the_server_lose_no_alert(tmp_path: Path) -> None:
    async with (
        valkey(tmp_path) as server,
        losing_proxy(server.socket, every(7, b"EVALSHA", b"XREAD")) as (url, proxy),
        connect(url, retries=10, block_ms=50) as shaky,
        connected(server) as store,
        FakeWebhook() as hook,
        alerting(shaky, hook),
    ):
        await publish_all(store)
        await all_told(store)

    assert_nothing_lost(hook)
    assert proxy.lost > 20


async def refused(server: Valkey) -> bool:
    """Whether the server has refused commands for want of memory."""
    async with connected(server) as store:
        return "errorstat_OOM" in str(await store.command("INFO", "errorstats"))


async def test_a_server_that_takes_no_writes_delays_alerts_and_loses_none(tmp_path: Path) -> None:
    async with (
        valkey(tmp_path, maxmemory_policy="noeviction") as server,
        connected(server) as store,
        FakeWebhook() as hook,
    ):
        await publish_all(store)
        await store.command("CONFIG", "SET", "maxmemory", "1mb")
        async with alerting(store, hook):
            await until(lambda: refused(server))
            await store.command("CONFIG", "SET", "maxmemory", "100mb")
            await all_told(store)

    assert_nothing_lost(hook)


async def test_flushed_data_ends_no_alerter(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, connected(server) as store, FakeWebhook() as hook, alerting(store, hook):
        await publish(store, an_item(id="itm_0"))
        await hook.arrived(1)
        await store.command("FLUSHALL")
        await publish_all(store)
        await all_told(store)

    assert_nothing_lost(hook)


async def test_alerts_work_on_a_cluster(tmp_path: Path) -> None:
    async with (
        cluster(tmp_path) as url,
        connect(url, prefix="{marsad}") as store,
        FakeWebhook(statuses=[500, 200]) as hook,
        alerting(store, hook),
    ):
        await publish_all(store)
        await all_told(store)

    assert_nothing_lost(hook)
