"""Redis and its connections fail in every way of the table in docs/guarantees.md: Marsad waits, and goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from tests.support.consuming import publishing, running, settled, until
from tests.support.entries import an_entry, poll
from tests.support.invariants import assert_all_is_well
from tests.support.proxy import every, losing_proxy
from tests.support.valkey import Valkey, connected, valkey
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.model.errors import OutOfReach, RefusesWrites

SOME = [f"ent_{number:06}" for number in range(60)]


async def accepted(store: Store, numbers: range) -> None:
    await poll(store, *(an_entry(number) for number in numbers))


async def refused(store: Store) -> str:
    """The reason for which writes are refused."""
    for number in count(1000):
        try:
            await poll(store, an_entry(number, content="x" * 20_000))
        except RefusesWrites as error:
            return error.reason
    raise AssertionError


async def test_lost_answers_double_and_lose_nothing(tmp_path: Path) -> None:
    async with (
        valkey(tmp_path) as server,
        losing_proxy(server.socket, every(5, b"EVALSHA", b"XREADGROUP")) as (url, proxy),
        connect(url, retries=10, block_ms=50) as shaky,
        connected(server) as store,
    ):
        for number in range(60):
            await poll(shaky, an_entry(number))
        async with running(shaky, publishing(shaky), abandoned_ms=500):
            await until(lambda: settled(store))

        await assert_all_is_well(store, SOME)
        assert proxy.lost > 20


async def test_a_lost_answer_to_a_read_is_read_again_at_once(tmp_path: Path) -> None:
    async with (
        valkey(tmp_path) as server,
        losing_proxy(server.socket, every(2, b"BLOCK")) as (url, _),
        connect(url, block_ms=50) as shaky,
        connected(server) as store,
    ):
        await accepted(store, range(60))
        async with running(shaky, publishing(shaky)):
            await until(lambda: settled(store))

        await assert_all_is_well(store, SOME)


async def test_a_server_killed_under_load_loses_nothing(tmp_path: Path) -> None:
    async with valkey(tmp_path, appendfsync="always") as server, connected(server) as store:
        async with running(store, publishing(store)):
            for batch in range(6):
                await patiently(partial(accepted, store, range(batch * 10, batch * 10 + 10)))
                server.kill()
                await server.start()
            await patiently(lambda: until(lambda: settled(store)))

        await assert_all_is_well(store, SOME)


async def patiently(act: Callable[[], Awaitable[None]]) -> None:
    """Again until Redis answers, as the poll loop does."""
    while True:
        try:
            return await act()
        except OutOfReach:
            await asyncio.sleep(0.01)


SLOW_LOAD = {"key_load_delay": 60, "loading_process_events_interval_bytes": 1024}
FILLER = "for number = 1, 3000 do redis.call('SET', KEYS[1] .. number, 'x') end"


async def restart_slowly(server: Valkey, store: Store) -> None:
    """With so much to load that the server answers LOADING for a while."""
    for number in range(8):
        await store.run_text(FILLER, [f"filler:{number}:"], [])
    server.kill()
    await server.start(loaded=False)


async def test_a_server_that_loads_for_long_is_waited_for(tmp_path: Path) -> None:
    async with valkey(tmp_path, **SLOW_LOAD) as server, connected(server, retries=0) as store:
        await accepted(store, range(60))
        await restart_slowly(server, store)

        with pytest.raises(OutOfReach, match="loading"):
            await store.command("XLEN", store.keys.entries)
        await store.check(patience=60)
        async with running(store, publishing(store)):
            await until(lambda: settled(store))
        await assert_all_is_well(store, SOME)


async def test_a_worker_lives_through_a_long_load(tmp_path: Path) -> None:
    async with valkey(tmp_path, **SLOW_LOAD) as server, connected(server, retries=0) as store:
        await accepted(store, range(60))
        async with running(store, publishing(store)):
            await restart_slowly(server, store)
            await patiently(lambda: until(lambda: settled(store)))

        await assert_all_is_well(store, SOME)


async def test_full_memory_refuses_loses_nothing_and_is_over_when_there_is_room(tmp_path: Path) -> None:
    async with valkey(tmp_path, maxmemory="6mb", maxmemory_policy="noeviction") as server, connected(server) as store:
        await accepted(store, range(60))

        assert await refused(store) == "out_of_memory"
        await store.trim()
        await store.command("CONFIG", "SET", "maxmemory", "200mb")
        async with running(store, publishing(store)):
            await until(lambda: settled(store))
        await assert_all_is_well(store, SOME)


async def test_a_full_disk_refuses_loses_nothing_and_is_over_when_there_is_room(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, connected(server) as store:
        await accepted(store, range(60))
        server.limit_files(sum(path.stat().st_size for path in server.directory.rglob("*.incr.aof")) + 50_000)

        assert await refused(store) == "disk_full"
        server.limit_files(None)
        async with running(store, publishing(store)):
            await patiently(lambda: until(lambda: settled(store)))
        await assert_all_is_well(store, SOME)


async def test_a_primary_that_becomes_a_replica_is_waited_for(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, connected(server) as store:
        await accepted(store, range(60))
        await store.command("REPLICAOF", "127.0.0.1", "1")

        assert await refused(store) == "read_only"
        async with running(store, publishing(store)):
            await store.command("REPLICAOF", "NO", "ONE")
            await until(lambda: settled(store))
        await assert_all_is_well(store, SOME)


async def test_flushed_data_ends_no_worker(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, connected(server) as store, running(store, publishing(store)):
        await accepted(store, range(60))
        await store.command("FLUSHALL")
        await accepted(store, range(60))
        await until(lambda: settled(store))

        await assert_all_is_well(store, SOME)


def tear(directory: Path) -> None:
    """Half a command at the end of the file, as a power cut leaves it."""
    (increment,) = directory.rglob("*.incr.aof")
    increment.write_bytes(increment.read_bytes() + b"*3\r\n$3\r\nSET\r\n$1\r\na")


async def test_a_torn_end_of_the_file_is_cut_and_the_rest_kept(tmp_path: Path) -> None:
    server = Valkey(tmp_path)
    await server.start()
    async with connected(server) as store:
        await accepted(store, range(60))
        server.kill()
        tear(tmp_path)
        await server.start()
        async with running(store, publishing(store)):
            await until(lambda: settled(store))
        await assert_all_is_well(store, SOME)
    server.kill()
