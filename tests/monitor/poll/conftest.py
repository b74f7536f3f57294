"""A poller with real doors, and a hostile source polled beside a good one."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import HttpSettings, PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from monitor.poll.result import PollResult
from tests.support.feeds import EveryLoopback, conditional, dated, many
from tests.support.hostile import Behaviour, Hostile
from workers.doors.children import Children
from workers.doors.clock import utc_now
from workers.doors.http.client import Http
from workers.doors.redis.store import Store

MIB = 1024 * 1024


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with EveryLoopback() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="test") as http:
        yield http


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """How a hostile source fared, and how its neighbour did in the same run. `growth` is of resident memory, in bytes."""

    hostile: PollResult
    neighbour: PollResult
    seconds: float
    growth: int


Poll = Callable[[Behaviour], Awaitable[Beside]]


@pytest.fixture
def exchange_seconds() -> float:
    """How long an exchange may take, the good neighbour's too."""
    return 30.0


@pytest.fixture
async def beside(
    server: Hostile, http: Http, store: Store, exchange_seconds: float, anyio_backend: str
) -> AsyncIterator[Poll]:
    """Polls what a behaviour serves beside a good source, with everything real."""
    settings = Settings(polling=PollingSettings(host_gap=0.0, timeout=exchange_seconds))
    async with Children(2, ("monitor.poll.parse",)) as children:

        async def poll(behaviour: Behaviour) -> Beside:
            server.on("/hostile", behaviour)
            server.on("/good", conditional(many(range(3), pubDate=dated(utc_now())).encode()))
            names = ("hostile", "good")
            sources = tuple(Source(id=name, name=name, url=server.url(f"/{name}"), focus="syria") for name in names)
            poller = Poller(store, http, children, sources, settings)
            _reset_peak()
            before, started = _resident("VmRSS"), time.monotonic()
            results = {result.source_id: result for result in await poller.poll_all_once()}
            return Beside(
                hostile=results["hostile"],
                neighbour=results["good"],
                seconds=time.monotonic() - started,
                growth=_resident("VmHWM") - before,
            )

        yield poll


def _reset_peak() -> None:
    """Linux: the peak of resident memory begins anew."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")


def _resident(name: str) -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024
