"""A server that cannot hold our promises is refused with the remedy, newer data too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import RedisSettings
from workers.doors.redis import suitability
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.server.embedded import EmbeddedServer
from workers.model.errors import NewerData, OutOfReach, Unsuitable


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Store]:
    """A server of this test alone, whose settings it may change."""
    async with EmbeddedServer(tmp_path, RedisSettings(port=0), "marsad") as server, connect(server.url) as store:
        yield store


async def test_a_persistent_server_that_does_not_evict_is_suitable(own: Store) -> None:
    await own.check()
    await own.check()

    assert await own.command("HGET", own.keys.meta, "data_version") == str(suitability.DATA_VERSION)


async def test_an_evicting_server_is_refused(own: Store) -> None:
    await own.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")

    with pytest.raises(Unsuitable, match=r'allkeys-lru.*"maxmemory-policy noeviction"'):
        await own.check()


async def test_a_server_without_persistence_is_refused(own: Store) -> None:
    await own.command("CONFIG", "SET", "appendonly", "no")

    with pytest.raises(Unsuitable, match=r'"appendonly yes"'):
        await own.check()


async def test_snapshots_are_better_than_nothing(own: Store) -> None:
    await own.command("CONFIG", "SET", "appendonly", "no", "save", "60 1")

    await own.check()


async def test_an_old_server_is_refused(own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suitability, "OLDEST", (99, 0))

    with pytest.raises(Unsuitable, match=r"is version 7\.\d+\.\d+; Marsad needs 7\.0 or newer"):
        await own.check()


async def test_data_of_a_newer_marsad_is_refused(own: Store) -> None:
    await own.command("HSET", own.keys.meta, "data_version", suitability.DATA_VERSION + 1)

    with pytest.raises(NewerData, match="newer"):
        await own.check()


async def test_patience_waits_for_a_server_that_starts(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, RedisSettings(port=0), "marsad")
    async with server:
        url = server.url
    async with connect(url, retries=0) as store:
        with pytest.raises(OutOfReach):
            await store.check()
        async with EmbeddedServer(tmp_path, RedisSettings(port=0), "marsad"):
            await store.check(patience=10)
