"""The daemon in real processes, killed in the middle: every relevant entry on the stream exactly once."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.support.daemon import Home, alive, home, numbers_of, sites, titles, until

pytestmark = pytest.mark.slow

FEEDS = ("a", "b", "c", "d")
EACH = 50


async def count(here: Home) -> int:
    async with here.stream() as client:
        return int(await client.xlen("marsad:items"))


async def settled(here: Home) -> bool:
    """Nothing waits, nothing is in work, nothing is delayed."""
    async with here.stream() as client:
        waiting = int(await client.xlen("marsad:entries")) + int(await client.zcard("marsad:retry"))
        return waiting == 0 and int(await client.xlen("marsad:items")) > 0


async def test_a_worker_killed_in_the_middle_of_200_entries_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with sites() as news, home(tmp_path) as here:
        for number, feed in enumerate(FEEDS):
            news.publish(feed, range(number * EACH, (number + 1) * EACH))
        here.configure(news.sources())
        owner = await here.start()
        await here.started()
        workers = [await here.start("--role", "worker"), await here.start("--role", "worker")]

        async def some() -> bool:
            return await count(here) >= 20

        await until(some, here.log)
        workers[0].send_signal(signal.SIGKILL)
        workers.append(await here.start("--role", "worker"))

        async def all_done() -> bool:
            return await count(here) >= len(FEEDS) * EACH and await settled(here)

        await until(all_done, here.log)
        async with here.stream() as client:
            found = await titles(client)
        owner.send_signal(signal.SIGTERM)
        assert await owner.wait() == 0

    assert numbers_of(found) == list(range(len(FEEDS) * EACH))


async def test_the_server_killed_under_load_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with sites() as news, home(tmp_path) as here:
        for number, feed in enumerate(FEEDS):
            news.publish(feed, range(number * EACH, (number + 1) * EACH))
        here.configure(news.sources())
        await here.start()
        for threshold in (5, 40, 90):

            async def enough(least: int = threshold) -> bool:
                return await count(here) >= least

            await until(enough, here.log)
            await until(lambda: server_pid(here) > 0, here.log)  # 0 is whole of our own group, to a kill
            os.kill(server_pid(here), signal.SIGKILL)

        async def all_done() -> bool:
            return await count(here) >= len(FEEDS) * EACH and await settled(here)

        await until(all_done, here.log)
        async with here.stream() as client:
            found = await titles(client)

    assert numbers_of(found) == list(range(len(FEEDS) * EACH))


async def test_a_killed_daemon_leaves_no_orphan_and_a_restart_has_all_the_data(tmp_path: Path) -> None:
    async with sites() as news, home(tmp_path) as here:
        news.publish("a", range(5))
        here.configure(news.sources())
        first = await here.start()

        async def five() -> bool:
            return await count(here) == 5

        await until(five, here.log)
        server = server_pid(here)
        first.send_signal(signal.SIGKILL)
        await until(lambda: not alive(server), lambda: f"server {server} outlived its daemon")

        news.publish("a", range(5, 8))
        await here.start()

        async def eight() -> bool:
            return await count(here) == 8

        await until(eight, lambda: here.log(1))
        async with here.stream() as client:
            found = await titles(client)

    assert numbers_of(found) == list(range(8))


def server_pid(here: Home) -> int:
    told = json.loads((here.data / "redis" / "lock").read_text())
    return int(told["server_pid"])
