"""One poller, ten thousand sources on three thousand hosts: loop lag, memory, and whether anybody waits too long.

    python -m benchmarks.polling.crowd [--sources 10000] [--hosts 3000] [--seconds 100]

Ten minutes of due times are put into `--seconds`, and the hosts' gap is shortened by the same factor: a harder run
than the real ten minutes. One host has 200 of the sources. After a first poll of all (not measured), every source is
due once at a time of its own. Of the answers most are 304, a tenth unchanged bodies, a tenth bodies with one new entry.
A source is overdue by more than its host forces if it was claimed later than a queue of its host's sources, served at
the gap, would have claimed it.
"""

import argparse
import asyncio
import random
import time
from collections import defaultdict
from statistics import quantiles
from typing import Any

from benchmarks.polling.setting import cpu_seconds, feed_servers, quiet, redis_store, resident_mib
from config.settings import HttpSettings, PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from workers.doors.children import Children
from workers.doors.http.client import Http
from workers.doors.redis.polls import Claim, host_of
from workers.doors.redis.store import Store

SIMULATED = 600.0
REAL_GAP = 2.0
CROWD = 200


class Watched:
    """The store, noting when each source was claimed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.claimed: dict[str, int] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def claim_due(self, limit: int, lease_ms: int, *, gap_ms: int = 2000) -> tuple[Claim, ...]:
        claims = await self._store.claim_due(limit, lease_ms, gap_ms=gap_ms)
        now = await self._store.now_ms()
        self.claimed |= {claim.source_id: now for claim in claims}
        return claims


def sources_on(port: int, count: int, hosts: int) -> tuple[Source, ...]:
    kinds = ["304"] * 8 + ["200", "new"]

    def host(number: int) -> str:
        place = 0 if number < CROWD else 1 + number % (hosts - 1)
        return f"127.{place // 62500}.{place // 250 % 250}.{place % 250 + 1}"

    return tuple(Source(id=f"s{n}", name="s", url=f"http://{host(n)}:{port}/{kinds[n % 10]}/{n}") for n in range(count))


async def everybody_once(poller: Poller, told: list[str], count: int) -> None:
    while len(told) < count:
        await poller.tick()
        await asyncio.sleep(0.2)
    await poller.drain()


async def due_times(store: Store, sources: tuple[Source, ...], seconds: float) -> dict[str, int]:
    chance = random.Random(1)
    start = await store.now_ms() + 2000
    due = {source.id: start + int(chance.random() * seconds * 1000) for source in sources}
    await store.command("DEL", store.keys.hosts)
    await store.command("ZADD", store.keys.due, *(part for name, when in due.items() for part in (when, name)))
    return due


async def lag_of(stop: asyncio.Event, lags: list[float]) -> None:
    while not stop.is_set():
        before = time.monotonic()
        await asyncio.sleep(0.01)
        lags.append(time.monotonic() - before - 0.01)


def excess(sources: tuple[Source, ...], due: dict[str, int], claimed: dict[str, int], gap_ms: float) -> list[float]:
    """Milliseconds that each source was claimed after its host could have been asked for it."""
    by_host: dict[str, list[int]] = defaultdict(list)
    starts: dict[str, list[int]] = defaultdict(list)
    for source in sources:
        by_host[host_of(source.url)].append(due[source.id])
        starts[host_of(source.url)].append(claimed[source.id])
    found = []
    for host, times in by_host.items():
        ready = 0.0
        for when, start in zip(sorted(times), sorted(starts[host]), strict=True):
            ready = max(ready, float(when))
            found.append(start - ready)
            ready += gap_ms
    return found


async def main(count: int, hosts: int, seconds: float) -> None:
    gap = REAL_GAP * seconds / SIMULATED
    settings = Settings(polling=PollingSettings(host_gap=gap), http=HttpSettings(allow=("127.0.0.0/8",)))
    async with feed_servers(items=10) as port, redis_store() as store:
        watched, told = Watched(store), list[str]()
        sources = sources_on(port, count, hosts)
        async with Http(settings.http, version="bench") as http, Children(2, ("monitor.poll.parse",)) as children:
            poller = Poller(watched, http, children, sources, settings, told=lambda result: told.append(result.outcome))
            await store.schedule_sources(sources, spread_ms=1000)
            await everybody_once(poller, told, count)
            memory = await store.command("INFO", "memory")
            due = await due_times(store, sources, seconds)
            told.clear()
            watched.claimed.clear()
            stop, lags = asyncio.Event(), list[float]()
            sampler = asyncio.create_task(lag_of(stop, lags))
            used = cpu_seconds()
            running = asyncio.create_task(poller.run(stop))
            while len(watched.claimed) < count:  # noqa: ASYNC110 - the claims are counted by the store's stand-in
                await asyncio.sleep(0.5)
            await asyncio.sleep(2)
            used = cpu_seconds() - used
            stop.set()
            await asyncio.gather(running, sampler)
    report(lags, excess(sources, due, watched.claimed, gap * 1000), told, used, count, memory)


def report(lags: list[float], late: list[float], told: list[str], used: float, count: int, memory: Any) -> None:
    cut = quantiles([lag * 1000 for lag in lags], n=1000)
    print(
        f"loop lag: p50 {cut[499]:.1f} ms, p99 {cut[989]:.1f} ms, max {max(lags) * 1000:.0f} ms ({len(lags)} samples)"
    )
    print(f"resident memory of the poller: {resident_mib():.0f} MiB")
    over = quantiles(late, n=1000)
    print(f"claimed after the host allowed it: p50 {over[499]:.0f} ms, p99 {over[989]:.0f} ms, max {max(late):.0f} ms")
    outcomes = {name: told.count(name) for name in sorted(set(told))}
    print(f"polls: {outcomes}, {len(told) / used:.0f} a CPU second")
    values = (
        memory if isinstance(memory, dict) else dict(line.split(":") for line in memory.splitlines() if ":" in line)
    )
    print(f"Redis: {int(values['used_memory']) / count:.0f} bytes a source with its ten remembered entries")


if __name__ == "__main__":
    quiet()
    parser = argparse.ArgumentParser()
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=3_000)
    parser.add_argument("--seconds", type=float, default=100.0)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.sources, arguments.hosts, arguments.seconds))
