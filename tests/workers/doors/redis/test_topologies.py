"""Every kind of address that the documentation promises, on real servers."""

import asyncio
import shutil
import ssl
from pathlib import Path

import pytest

from tests.support.consuming import publishing, running, settled, until
from tests.support.entries import an_entry, poll
from tests.support.invariants import assert_all_is_well
from tests.support.proxy import losing_proxy
from tests.support.topologies import cluster, sentinels
from tests.support.valkey import Valkey, a_port, connected, valkey
from workers.doors.redis import work
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.server.binary import version
from workers.model.errors import OutOfReach

CERTIFICATE = Path(__file__).parents[3] / "support" / "localhost.pem"
SOME = [f"ent_{number:06}" for number in range(30)]


async def works(store: Store) -> None:
    """The whole way of 30 entries, and every script but the rare ones."""
    await store.check(patience=10)
    await store.schedule_sources([], spread_ms=0)
    await poll(store, *(an_entry(number) for number in range(30)))
    assert await store.known(["guid-1", "guid-x"]) == {"guid-1"}
    async with running(store, publishing(store)):
        await until(lambda: settled(store))
    await assert_all_is_well(store, SOME)
    assert (await store.trim()).items == 0
    assert (await store.memory()).used > 0
    assert await work.forget_consumers(store) == 0
    assert await store.host_slot("h:443", 10, ticket="t") == 0


@pytest.mark.parametrize("where", ["unix://{socket}", "redis://127.0.0.1:{port}", "redis://127.0.0.1:{port}/3"])
async def test_one_server(tmp_path: Path, where: str) -> None:
    server = Valkey(tmp_path, port=a_port())
    await server.start()
    async with connect(where.format(socket=server.socket, port=server.port), block_ms=50) as store:
        await works(store)
    server.kill()


async def test_a_cluster_with_a_hash_tag(tmp_path: Path) -> None:
    async with cluster(tmp_path) as url, connect(url, prefix="{marsad}", block_ms=50) as store:
        await works(store)


async def test_a_primary_under_sentinels(tmp_path: Path) -> None:
    async with sentinels(tmp_path) as watched, connect(watched.url, block_ms=50) as store:
        await works(store)


async def test_a_failover_is_followed_and_what_was_replicated_is_published_once(tmp_path: Path) -> None:
    async with sentinels(tmp_path) as watched, connect(watched.url, block_ms=50, retries=1) as store:
        await poll(store, *(an_entry(number) for number in range(30)))
        assert await store.command("WAIT", 1, 5000) == 1
        watched.primary.kill()
        async with running(store, publishing(store)):
            await until(lambda: settled_somewhere(store))

        await assert_all_is_well(store, SOME)
        async with connected(watched.replica) as promoted:
            assert (await promoted.client.info("replication"))["role"] == "master"


async def test_tls_with_an_authority_of_ones_own(tmp_path: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    async with valkey(tmp_path) as server, losing_proxy(server.socket, lambda _: False, tls=tls) as (url, _):
        local = url.replace("127.0.0.1", "localhost")
        async with connect(f"{local}?ssl_ca_certs={CERTIFICATE}", block_ms=50) as store:
            await works(store)
        async with connect(local, retries=0) as suspicious:
            with pytest.raises(OutOfReach, match="certificate verify failed"):
                await suspicious.command("PING")


async def settled_somewhere(store: Store) -> bool:
    try:
        return await settled(store)
    except OutOfReach:
        await asyncio.sleep(0.05)
        return False


async def test_data_of_the_embedded_server_loads_in_redis_7(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = shutil.which("redis-server")
    if other is None or version(Path(other)) < (7, 0):
        pytest.skip("no redis-server 7.0 on PATH")
    async with valkey(tmp_path, aof_use_rdb_preamble="no") as server, connected(server) as store:
        await poll(store, *(an_entry(number) for number in range(30)))
        await work.read_new(store, "here:worker:0", count=5, block_ms=1)
        await store.command("BGREWRITEAOF")
    monkeypatch.setenv("MARSAD_REDIS_SERVER", other)
    async with valkey(tmp_path, aof_use_rdb_preamble="no") as server, connected(server) as store:
        assert (await store.backlog()).pending == 5
        await works(store)
