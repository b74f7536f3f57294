"""A cluster of one node, and a primary with its replica under three sentinels: all from the one server program."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from tests.support.consuming import until
from tests.support.valkey import Valkey, a_port, valkey
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.server.binary import find_binary
from workers.doors.server.process import _death_wish
from workers.model.errors import OutOfReach

SENTINEL = """port {port}
bind 127.0.0.1
sentinel monitor news 127.0.0.1 {primary} 2
sentinel down-after-milliseconds news 400
sentinel failover-timeout news 2000
"""


@asynccontextmanager
async def cluster(directory: Path) -> AsyncIterator[str]:
    """Its redis+cluster:// address, once all slots are served."""
    port, bus = a_port(), a_port()
    server = valkey(directory, port=port, cluster_enabled="yes", cluster_port=bus, cluster_node_timeout=2000)
    async with server as alone, connect(alone.url) as node:
        await node.command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)

        async def serves_all() -> bool:
            return "cluster_state:ok" in str(await node.command("CLUSTER", "INFO"))

        await until(serves_all)
        yield f"redis+cluster://127.0.0.1:{port}"


class Sentinels:
    """`primary` is the server that leads at first."""

    def __init__(self, primary: Valkey, replica: Valkey, ports: tuple[int, ...]) -> None:
        self.primary = primary
        self.replica = replica
        self.url = "redis+sentinel://" + ",".join(f"127.0.0.1:{port}" for port in ports) + "/news/0"


@asynccontextmanager
async def sentinels(directory: Path) -> AsyncIterator[Sentinels]:
    ports = (a_port(), a_port(), a_port())
    async with AsyncExitStack() as stack:
        primary = await stack.enter_async_context(valkey(directory / "a", port=a_port()))
        replica = await stack.enter_async_context(
            valkey(directory / "b", port=a_port(), replicaof=f"127.0.0.1 {primary.port}", repl_diskless_sync_delay=0)
        )
        for port in ports:
            watcher = _sentinel(directory / f"{port}.conf", port, primary.port)
            stack.callback(watcher.wait)
            stack.callback(watcher.kill)
        await _until_known(primary, ports)
        yield Sentinels(primary, replica, ports)


def _sentinel(config: Path, port: int, primary: int) -> "subprocess.Popen[bytes]":
    config.write_text(SENTINEL.format(port=port, primary=primary))
    command = [str(find_binary()), str(config), "--sentinel", "--logfile", str(config.with_suffix(".log"))]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=_death_wish())  # noqa: PLW1509


async def _until_known(primary: Valkey, ports: tuple[int, ...]) -> None:
    """The replica has the data, and every sentinel knows the replica and the other two."""
    async with connect(primary.url) as leader:

        async def followed() -> bool:
            return int((await leader.client.info("replication")).get("connected_slaves", 0)) == 1

        await until(followed)
    for port in ports:
        async with connect(f"redis://127.0.0.1:{port}", retries=10) as watcher:
            await until(partial(_knows_all, watcher))


async def _knows_all(watcher: Store) -> bool:
    try:
        state = await watcher.command("SENTINEL", "MASTER", "news")
    except OutOfReach:
        return False
    return int(state["num-slaves"]) == 1 and int(state["num-other-sentinels"]) == 2
