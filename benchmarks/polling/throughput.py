"""Polls a CPU second: the whole poller against a bare httpx loop on the same servers, in the same run.

    python -m benchmarks.polling.throughput [--seconds 10] [--rounds 3]

The bare loop is 20 httpx clients with one connection each that send the same conditional request again and again and
read the answer. The poller claims, asks, decides and commits (fsync everysec, host_gap 0). Two kinds of answer: 304,
and 200 with unchanged bytes from a server that ignores validators. Rounds alternate; the median of the ratios counts.
CPU seconds are those of the measured process and its parsing child; Redis runs in its own and is told beside.
"""

import argparse
import asyncio
import time
from statistics import median

import httpx

from benchmarks.polling.setting import cpu_seconds, feed_servers, quiet, redis_cpu_seconds, redis_store
from config.settings import HttpSettings, PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from monitor.poll.request import ACCEPT
from monitor.poll.result import PollResult
from workers.doors.children import Children
from workers.doors.http.client import Http
from workers.doors.redis.store import Store

HOSTS = 20
SETTINGS = Settings(
    polling=PollingSettings(host_gap=0.0, min_interval=0.001, max_interval=0.001, claim_cap=0.001),
    http=HttpSettings(allow=("127.0.0.0/8",)),
)


async def bare(port: int, kind: str, seconds: float) -> float:
    """Exchanges a CPU second of httpx alone; making the clients is not counted."""
    done = 0
    headers = {"Accept": ACCEPT, "If-None-Match": '"1"', "User-Agent": "bench"}
    limits = httpx.Limits(max_connections=1)
    clients = [httpx.AsyncClient(limits=limits, trust_env=False) for _ in range(HOSTS)]
    end = time.monotonic() + seconds

    async def loop(number: int, client: httpx.AsyncClient) -> None:
        nonlocal done
        while time.monotonic() < end:
            response = await client.get(f"http://127.0.0.{number + 1}:{port}/{kind}/{number}", headers=headers)
            assert response.status_code == int(kind)  # noqa: S101 - a benchmark of the wrong thing is worse than none
            done += len(response.content) >= 0

    before = cpu_seconds()
    await asyncio.gather(*(loop(number, client) for number, client in enumerate(clients)))
    used = cpu_seconds() - before
    for client in clients:
        await client.aclose()
    return done / used


async def whole(store: Store, port: int, kind: str, seconds: float) -> tuple[float, float]:
    """Polls a CPU second of the whole poller, and Redis's CPU milliseconds a poll."""
    outcomes: list[str] = []

    def told(result: PollResult) -> None:
        outcomes.append(result.outcome)

    sources = tuple(
        Source(id=f"{kind}-{n}", name="s", url=f"http://127.0.0.{n % HOSTS + 1}:{port}/{kind}/{n}") for n in range(400)
    )
    async with Http(SETTINGS.http, version="bench") as http, Children(1, ("monitor.poll.parse",)) as children:
        poller = Poller(store, http, children, sources, SETTINGS, told=told)
        await store.schedule_sources(sources, spread_ms=1)
        await _first_polls(poller, outcomes, len(sources))
        outcomes.clear()
        stop = asyncio.Event()
        before, redis_before = cpu_seconds(children.pids), await redis_cpu_seconds(store)
        asyncio.get_running_loop().call_later(seconds, stop.set)
        await poller.run(stop)
        used, redis_used = cpu_seconds(children.pids) - before, await redis_cpu_seconds(store) - redis_before
    await store.schedule_sources((), spread_ms=1)
    assert set(outcomes) == {"unchanged"}, set(outcomes)  # noqa: S101
    return len(outcomes) / used, 1000 * redis_used / len(outcomes)


async def _first_polls(poller: Poller, outcomes: list[str], count: int) -> None:
    """Everything read once, so that only unchanged answers are measured."""
    while len(outcomes) < count:
        await poller.tick()
        await asyncio.sleep(0.05)
    await poller.drain()


async def main(seconds: float, rounds: int) -> None:
    async with feed_servers() as port, redis_store() as store:
        for kind in ("304", "200"):
            ratios, rates, bares, redis = [], [], [], []
            for _ in range(rounds):
                plain = await bare(port, kind, seconds)
                rate, redis_ms = await whole(store, port, kind, seconds)
                ratios.append(rate / plain)
                rates.append(rate)
                bares.append(plain)
                redis.append(redis_ms)
            each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
            print(
                f"{kind}: poller {median(rates):.0f}, bare httpx {median(bares):.0f} polls a CPU second, "
                f"ratio {median(ratios):.2f} (of {each}), Redis {median(redis):.2f} ms a poll"
            )


if __name__ == "__main__":
    quiet()
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.seconds, arguments.rounds))
