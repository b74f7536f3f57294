"""The embedded server with its default settings, and a disk that fills up or forgets."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.settings import RedisSettings
from tests.support.consuming import publishing, running, settled, until
from tests.support.entries import an_entry, poll
from tests.support.invariants import assert_all_is_well
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.server import embedded
from workers.doors.server.embedded import EmbeddedServer
from workers.model.errors import OutOfReach

SOME = [f"ent_{number:06}" for number in range(60)]


@contextmanager
def files_of_at_most(limit: int, *processes: int) -> Iterator[None]:
    """For these processes and the children that we start meanwhile: stands for a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for pid in (0, *processes):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def size_of_the_log(directory: Path) -> int:
    (increment,) = directory.rglob("*.incr.aof")
    return increment.stat().st_size


async def is_well(server: EmbeddedServer) -> bool:
    return server.trouble == ""


async def done(store: Store) -> bool:
    try:
        return await settled(store)
    except OutOfReach:
        return False


async def test_a_full_disk_is_waited_for_however_long_and_nothing_accepted_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "DISK_PAUSE", 0.01)
    async with (
        EmbeddedServer(tmp_path, RedisSettings(port=0), "marsad") as server,
        connect(server.url, retries=0) as store,
    ):
        await poll(store, *(an_entry(number) for number in range(60)))
        told = set()
        with files_of_at_most(size_of_the_log(tmp_path) + 1000, server._process.pid):
            while server.restarts < embedded.CRASHES + 2:
                try:
                    await poll(store, an_entry(1000, content="x" * 20_000))
                except OutOfReach:
                    for _ in range(20):  # long enough for the server to be seen ready before it is asked again
                        told.add(server.trouble)
                        await asyncio.sleep(0.01)
        server._process.kill()

        async with running(store, publishing(store)):
            await until(lambda: done(store))
        await assert_all_is_well(store, SOME)
        assert f"the disk of {tmp_path / 'redis'} is full; free space there, the rest goes on by itself" in told
        await until(lambda: is_well(server))
