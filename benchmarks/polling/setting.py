"""What the polling benchmarks share: the feed servers' process, a throw-away Redis, CPU clocks. Measures nothing."""

import asyncio
import logging
import os
import resource
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from config.settings import RedisSettings
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.server.embedded import EmbeddedServer


def quiet() -> None:
    """No log lines between the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)


@asynccontextmanager
async def feed_servers(items: int = 50) -> AsyncIterator[int]:
    """The port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.polling.servers", str(items), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None  # noqa: S101 - asked for above
    try:
        yield int(await process.stdout.readline())
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def redis_url(*, prefix: str = "bench") -> AsyncIterator[str]:
    """The embedded server as it ships, but with fsync every second: its address with the password."""
    with tempfile.TemporaryDirectory(prefix="mrs-bench-") as folder:
        settings = RedisSettings(fsync="everysec", port=0)
        async with EmbeddedServer(Path(folder), settings, prefix) as server:
            yield server.url


@asynccontextmanager
async def redis_store(*, prefix: str = "bench") -> AsyncIterator[Store]:
    async with redis_url(prefix=prefix) as url, connect(url, prefix=prefix) as store:
        yield store


def cpu_seconds(children: tuple[int, ...] = ()) -> float:
    """Of this process, and of those child processes that are alive (Linux)."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ticks = os.sysconf("SC_CLK_TCK")
    theirs = 0
    for pid in children:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        theirs += int(fields[11]) + int(fields[12])
    return own.ru_utime + own.ru_stime + theirs / ticks


async def redis_cpu_seconds(store: Store) -> float:
    told = await store.command("INFO", "cpu")
    values = told if isinstance(told, dict) else dict(line.split(":") for line in str(told).splitlines() if ":" in line)
    return float(values["used_cpu_user"]) + float(values["used_cpu_sys"])


def resident_mib() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
