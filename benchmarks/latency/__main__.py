"""Poll → stream: how long one new article takes on loopback, with the embedded server and its defaults.

    python -m benchmarks.latency [--articles 200]

A site publishes one article at a time; the clock starts when the feed that announces it has been handed to the poller,
and stops when the entry is read from the public stream. Prints p50 and p99 in milliseconds, and as a ratio to a bare
fetch and trafilatura extraction of the same page in the same run.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import httpx
import trafilatura

from benchmarks.latency.press import Press
from config.settings import HttpSettings, PollingSettings, RedisSettings, Settings
from config.sources import Source
from monitor.assembly import Parts, assembled
from monitor.daemon import crew
from monitor.logs import configure
from monitor.storage import server_for, store_for
from workers.doors.redis.overview import after
from workers.doors.redis.replies import StreamEntry


def settings_for(folder: Path, press: Press) -> Settings:
    sources = folder / "sources.toml"
    sources.write_text(f'[[source]]\nid = "press"\nname = "Press"\nkind = "feed"\nurl = "{press.root}/feed.xml"\n')
    return Settings(
        data_dir=str(folder / "data"),
        sources=(str(sources),),
        redis=RedisSettings(port=0),
        http=HttpSettings(allow=("127.0.0.0/8",)),
        polling=PollingSettings(host_gap=0.0, min_interval=1.0, max_interval=1.0),
    )


async def measure(parts: Parts, press: Press, articles: int) -> list[float]:
    """Seconds from the announcement to the stream, one article after the other."""
    stop = asyncio.Event()
    delays: list[float] = []
    async with crew(parts, frozenset()) as made, asyncio.TaskGroup() as group:
        await made.poller.schedule()
        group.create_task(made.consumer.run(stop))
        last = "0-0"
        for number in range(articles + 1):
            press.publish(number)
            await parts.store.make_due(["press"])
            await made.poller.tick()
            await press.asked()
            started = time.perf_counter()
            rows: tuple[StreamEntry, ...] = ()
            while not rows:
                rows = await after(parts.store, parts.store.keys.items, last, block_ms=2000)
            last = rows[-1][0]
            if number:  # the first one warms children and connections
                delays.append(time.perf_counter() - started)
            await made.poller.drain()
        stop.set()
    return delays


async def baseline(press: Press, articles: int) -> list[float]:
    """A bare httpx fetch and a bare extraction of the same pages: the work that cannot be saved."""
    delays = []
    async with httpx.AsyncClient() as client:
        for number in range(articles):
            started = time.perf_counter()
            page = await client.get(press.url_of(number))
            trafilatura.extract(page.text, fast=True, include_comments=False)
            delays.append(time.perf_counter() - started)
    return delays


def told(name: str, delays: list[float], bare: float) -> None:
    ordered = sorted(delays)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    p50 = statistics.median(ordered)
    print(f"{name:<22} p50 {p50 * 1000:6.1f} ms  p99 {p99 * 1000:6.1f} ms  p50 / bare p50 {p50 / bare:4.1f}")


async def main(articles: int) -> None:
    Source.model_validate({"id": "press", "name": "Press", "url": "http://127.0.0.1/"})
    with tempfile.TemporaryDirectory(prefix="marsad-bench-") as folder:
        async with Press.open() as press:
            settings = settings_for(Path(folder), press)
            configure(settings.log.model_copy(update={"level": "error"}))
            async with (
                server_for(settings, own=True) as server,
                store_for(settings, server) as store,
                assembled(settings, store) as parts,
            ):
                delays = await measure(parts, press, articles)
            bare = await baseline(press, articles)
    told("bare fetch + extract", bare, statistics.median(bare))
    told("announced → stream", delays, statistics.median(bare))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    asyncio.run(main(parser.parse_args().articles))
