"""One factory: topology from the address, errors in our words, patience where it helps and none where it does not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from redis import exceptions as redis_errors

from config.problems import ConfigError
from workers.doors.redis.address import parse_address, shown
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.redis.trouble import meaning
from workers.model.errors import MarsadError, OutOfReach, RefusesWrites, Unsuitable

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def a_server(handler: Handler) -> AsyncIterator[int]:
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("url", "topology", "nodes", "service", "db"),
    [
        ("redis://localhost:6379/2", "single", (), "", 0),
        ("redis+sentinel://a,b:26380/mymaster/3", "sentinel", (("a", 26379), ("b", 26380)), "mymaster", 3),
        ("rediss+sentinel://u:p@a/mymaster", "sentinel", (("a", 26379),), "mymaster", 0),
        ("redis+cluster://a:7000,b", "cluster", (("a", 7000), ("b", 6379)), "", 0),
        ("redis+cluster://[::1]:7000", "cluster", (("::1", 7000),), "", 0),
    ],
)
def test_addresses(url: str, topology: str, nodes: tuple[tuple[str, int], ...], service: str, db: int) -> None:
    address = parse_address(url, prefix="{marsad}")

    assert (address.topology, address.nodes, address.service, address.db) == (topology, nodes, service, db)
    assert address.tls == url.startswith("rediss+")


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("http://localhost", "redis://"),
        ("redis+sentinel://a,b", "name/0"),
        ("redis+cluster://a", '"{marsad}"'),
        ("redis+cluster://a:b", "host:port"),
        ("redis://localhost:no", "redis://"),
        ("redis://localhost?socket_timeout=no", "redis://"),
        ("redis+sentinel://a/name/x", "number"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_with_the_remedy(url: str, remedy: str) -> None:
    with pytest.raises(ConfigError, match=remedy):
        connect(url, prefix="{marsad}" if "a:b" in url else "marsad")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://u:secret@h:1/0?x=1", "redis://u@h:1/0"),
        ("redis://:secret@h", "redis://h"),
        ("unix://u:secret@/run/s?password=secret", "unix:///run/s"),
        ("redis+sentinel://u:secret@a,b/n/0", "redis+sentinel://u@a,b/n/0"),
    ],
)
def test_a_password_is_never_shown(url: str, expected: str) -> None:
    assert shown(url) == expected


async def test_no_server_is_out_of_reach_and_named() -> None:
    async with connect("redis://127.0.0.1:1", retries=1) as store:
        with pytest.raises(OutOfReach, match=r"redis://127.0.0.1:1 does not answer"):
            await store.command("PING")


async def test_a_wrong_password_is_told_at_once_and_not_tried_again() -> None:
    asked = 0

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"AUTH")
        writer.write(b"-WRONGPASS invalid username-password pair or user is disabled.\r\n" * 3)
        await writer.drain()
        writer.close()

    async with a_server(refuse) as port, connect(f"redis://u:wrong@127.0.0.1:{port}", retries=5) as store:
        with pytest.raises(Unsuitable, match=r"refuses the user or password"):
            await store.command("PING")

    assert asked == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (redis_errors.ConnectionError("refused"), OutOfReach),
        (redis_errors.TimeoutError("slow"), OutOfReach),
        (redis_errors.BusyLoadingError("LOADING"), OutOfReach),
        (redis_errors.ResponseError("LOADING Valkey is loading the dataset in memory"), OutOfReach),
        (redis_errors.ReadOnlyError("You can't write against a read only replica."), RefusesWrites),
        (redis_errors.ResponseError("Error running script: @user_script: -READONLY You can't"), RefusesWrites),
        (redis_errors.MasterDownError("MASTERDOWN"), RefusesWrites),
        (redis_errors.OutOfMemoryError("command not allowed"), RefusesWrites),
        (redis_errors.ResponseError("OOM command not allowed when used memory > 'maxmemory'"), RefusesWrites),
        (redis_errors.ResponseError("MISCONF Errors writing to the AOF file: No space left on device"), RefusesWrites),
        (redis_errors.ResponseError("CLUSTERDOWN The cluster is down"), RefusesWrites),
        (redis_errors.AuthenticationError("WRONGPASS"), Unsuitable),
        (redis_errors.NoPermissionError("this user has no permissions"), Unsuitable),
        (redis_errors.ResponseError("WRONGTYPE Operation against a key"), Unsuitable),
        (redis_errors.ResponseError("ERR unknown command"), type(None)),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_error_has_its_meaning(error: redis_errors.RedisError, expected: type[MarsadError]) -> None:
    found = meaning(error, "redis://h")

    assert type(found) is expected
    assert found is None or "redis://h" in str(found)


async def test_other_data_under_our_keys_is_told(store: Store) -> None:
    await store.command("HSET", store.keys.name("entry", "x"), "a", "1")
    await store.command("PEXPIRE", store.keys.name("entry", "x"), 60_000)

    with pytest.raises(Unsuitable, match=r"redis\.prefix"):
        await store.command("XLEN", store.keys.name("entry", "x"))


async def test_a_script_survives_the_loss_of_the_script_cache(store: Store) -> None:
    assert await store.run_text("return now_ms()", [], []) > 0
    await store.command("SCRIPT", "FLUSH")

    assert await store.run_text("return now_ms()", [], []) > 0
