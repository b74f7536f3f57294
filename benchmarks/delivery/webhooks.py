"""Webhook deliveries with 50 endpoints, of which 10 hang, and whether the healthy ones notice.

    python -m benchmarks.delivery.webhooks [--seconds 20] [--burst 40]

Items are published straight to the stream of a throw-away server (fsync everysec); one alerter in this process
delivers them to receivers in another. First a steady trickle (two items a second, each to all endpoints), with all
endpoints healthy and with ten that take the request and never answer: milliseconds from the stream to the receiver.
Then a burst: deliveries a second, and the CPU of the alerter's process for each.
"""

import argparse
import asyncio
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import AlertSettings, HttpSettings, LogSettings, Settings
from monitor.logs import configure
from tests.conftest import valkey_binary
from tests.support.delivery import an_alert, publish
from tests.support.items import a_story, an_item
from workers.alerter import Alerter
from workers.doors.http.client import Http
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store

ENDPOINTS = 50


@dataclass(slots=True)
class Bench:
    """`items` made so far, with the second in which each was published."""

    store: Store
    published: dict[str, float]

    async def publish(self) -> None:
        number = f"{secrets.token_hex(4)}"
        self.published[f"itm_{number}"] = time.monotonic()
        await publish(self.store, an_item(id=f"itm_{number}", story=a_story(id=f"sty_{number}"), text="x" * 4000))

    async def announced(self) -> bool:
        groups = await self.store.command("XINFO", "GROUPS", self.store.keys.items)
        return bool(groups and int(groups[0]["lag"] or 0) == 0 and int(groups[0]["pending"]) == 0)

    async def delivered(self, healthy: int) -> bool:
        """Whether the queues of the healthy endpoints are empty."""
        queues = [self.store.keys.queue(f"desk-{number}") for number in range(healthy)]
        return sum([int(await self.store.command("ZCARD", queue)) for queue in queues]) == 0

    def delays(self, arrivals: list[tuple[str, float]]) -> list[float]:
        return sorted((at - self.published[item]) * 1000 for item, at in arrivals)


@asynccontextmanager
async def receivers(hanging: int) -> AsyncIterator[tuple[list[int], list[tuple[str, float]]]]:
    """Ports, and what arrived (filled when they have stopped)."""
    command = [sys.executable, "-m", "benchmarks.delivery.receivers", str(ENDPOINTS - hanging), str(hanging)]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, limit=1 << 26)
    arrivals: list[tuple[str, float]] = []
    try:
        yield json.loads(await _output(process).readline()), arrivals
    finally:
        process.terminate()
        arrivals += json.loads(await _output(process).readline())
        await process.wait()


def _output(process: asyncio.subprocess.Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise RuntimeError("the receivers have no output")
    return process.stdout


def alerts(ports: list[int]) -> tuple[AlertSettings, ...]:
    return tuple(
        an_alert(f"http://127.0.0.1:{port}/", name=f"desk-{number}", max_per_hour=10**6)
        for number, port in enumerate(ports)
    )


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    while not await condition():  # noqa: ASYNC110 - what is waited for happens in another process
        await asyncio.sleep(0.02)


async def run(url: str, *, hanging: int, seconds: float, burst: int) -> tuple[list[float], float]:
    """Delays of a trickle, or with `burst` of that many items at once, and the seconds that it took."""
    async with (
        connect(url, prefix=f"b{secrets.token_hex(4)}") as store,
        Http(HttpSettings(), version="0") as http,
        receivers(hanging) as (ports, arrivals),
    ):
        bench, stop = Bench(store, {}), asyncio.Event()
        running = asyncio.create_task(Alerter(store, http, Settings(alert=alerts(ports))).run(stop))
        started = time.monotonic()
        for _ in range(burst or int(seconds * 2)):
            await bench.publish()
            await asyncio.sleep(0 if burst else 0.5)
        await until(bench.announced)
        await until(lambda: bench.delivered(ENDPOINTS - hanging))
        took = time.monotonic() - started
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return bench.delays(arrivals), took


@contextmanager
def throw_away_server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="mrs-") as folder:
        command = [valkey_binary(), "--port", "0", "--unixsocket", f"{folder}/s", "--dir", folder, "--save", "",
                   "--appendonly", "yes", "--appendfsync", "everysec", "--logfile", f"{folder}/log"]  # fmt: skip
        server = subprocess.Popen([str(part) for part in command])
        while not Path(folder, "s").exists():
            time.sleep(0.01)
        try:
            yield f"unix://{folder}/s"
        finally:
            server.terminate()
            server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--burst", type=int, default=40)
    told = parser.parse_args()
    configure(LogSettings(format="json", level="error"))
    with throw_away_server() as url:
        for hanging in (0, 10):
            delays, _ = asyncio.run(run(url, hanging=hanging, seconds=told.seconds, burst=0))
            p50, p99 = statistics.median(delays), delays[int(len(delays) * 0.99)]
            print(f"trickle, {hanging:>2} of 50 hang: {len(delays)} deliveries, p50 {p50:.1f} ms, p99 {p99:.1f} ms")
        for hanging in (0, 10):
            before = time.process_time()
            delays, took = asyncio.run(run(url, hanging=hanging, seconds=0, burst=told.burst))
            count, cpu = len(delays), (time.process_time() - before) * 1000
            figures = f"{count} deliveries, {count / took:.0f} a second, {cpu / count:.2f} ms of CPU each"
            print(f"burst,   {hanging:>2} of 50 hang: {figures}")


if __name__ == "__main__":
    main()
