"""Work stream → public stream: entries a second of one worker, and bytes in Redis of what it leaves behind.

    python -m benchmarks.delivery.throughput [--entries 3000] [--rounds 3]

Fetching, extracting and grading are replaced by a constant item of 4 kB. The baseline is a bare redis-py loop that does
the same reads and writes: XREADGROUP, then one pipeline an entry with the commands of the entry commit, without its
checks. Rounds alternate; the figures are medians. CPU is of the worker's process.
"""

import argparse
import asyncio
import secrets
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import redis.asyncio

from config.settings import LogSettings
from monitor.logs import configure as configure_logs
from tests.support.entries import NOON, an_entry, an_event, an_item, poll
from tests.support.valkey import Valkey, connected, valkey
from workers.consumer import Consumer
from workers.doors.keys import WORKERS_GROUP
from workers.doors.redis.client import connect
from workers.doors.redis.commits import EntryCommit
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.model.outcome import Dropped, DropReason

DATA = "x" * 4000
BATCH = 100


@dataclass(frozen=True, slots=True)
class Figure:
    per_second: float
    cpu_us: float


async def filled(store: Store, entries: int) -> None:
    for first in range(0, entries, BATCH):
        await poll(store, *(an_entry(number, content="y" * 1500) for number in range(first, first + BATCH)))


async def timed(entries: int, work: Callable[[], Awaitable[None]]) -> Figure:
    wall, cpu = time.perf_counter(), time.process_time()
    await work()
    return Figure(per_second=entries / (time.perf_counter() - wall), cpu_us=1e6 * (time.process_time() - cpu) / entries)


def commit_of(work: WorkEntry) -> EntryCommit:
    item_id = work.entry.id.replace("ent_", "itm_")
    return an_item(
        work.work_id, work.entry, fields={**an_event(item_id), "data": DATA}, aliases=("canonical-" + item_id,)
    )


async def ours(store: Store, entries: int) -> Figure:
    stop, done = asyncio.Event(), 0

    async def process(work: WorkEntry) -> object:
        nonlocal done
        committed = await store.entry_commit(commit_of(work))
        done += 1
        if done == entries:
            stop.set()
        return committed

    consumer = Consumer(store, process, name="bench:worker:0", now=lambda: NOON)
    return await timed(entries, lambda: consumer.run(stop))


async def bare(store: Store, url: str, entries: int) -> Figure:
    client: Any = cast("Any", redis.asyncio.Redis).from_url(url, decode_responses=True)
    keys = store.keys
    await client.xgroup_create(keys.entries, WORKERS_GROUP, "0", mkstream=True)

    async def settle(work_id: str) -> None:
        name = secrets.token_hex(8)
        pipe = client.pipeline(transaction=False)
        pipe.xack(keys.entries, WORKERS_GROUP, work_id)
        pipe.xdel(keys.entries, work_id)
        pipe.xadd(keys.items, {**an_event(name), "data": DATA, "time": NOON.isoformat()})
        pipe.hset(keys.item(name), mapping={"version": "1", "stream_id": work_id, "entry": name})
        pipe.pexpire(keys.item(name), 10**9)
        pipe.hset(keys.entry(name), mapping={"state": "published", "item": name, "version": "1", "stream_id": work_id})
        pipe.pexpire(keys.entry(name), 10**9)
        for alias in ("a", "b", "c"):
            pipe.set(keys.url(name + alias), name, px=10**9)
        await pipe.execute()

    async def work() -> None:
        done = 0
        while done < entries:
            for _, rows in await client.xreadgroup(WORKERS_GROUP, "bare", {keys.entries: ">"}, count=16):
                await asyncio.gather(*(settle(work_id) for work_id, _ in rows))
                done += len(rows)

    figure = await timed(entries, work)
    await client.aclose()
    return figure


async def one_round(server: Valkey, entries: int) -> tuple[Figure, Figure]:
    figures: list[Figure] = []
    for is_ours in (True, False):
        async with connect(server.url, prefix=f"b{secrets.token_hex(4)}") as store:
            await filled(store, entries)
            figures.append(await (ours(store, entries) if is_ours else bare(store, server.url, entries)))
            await store.command("FLUSHALL")
    return figures[0], figures[1]


async def throughput(fsync: str, entries: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="mrs-") as folder:
        async with valkey(Path(folder), appendfsync=fsync) as server:
            pairs = [await one_round(server, entries) for _ in range(rounds)]
    mine = statistics.median(pair[0].per_second for pair in pairs)
    cpu = statistics.median(pair[0].cpu_us for pair in pairs)
    theirs = statistics.median(pair[1].per_second for pair in pairs)
    ratio = statistics.median(pair[0].cpu_us / pair[1].cpu_us for pair in pairs)
    print(
        f"fsync {fsync}: {mine:.0f} entries/s, {cpu:.0f} us of CPU an entry; "
        f"bare redis-py loop {theirs:.0f} entries/s; CPU ratio {ratio:.2f}"
    )


async def memory(entries: int = 2000) -> None:
    """Bytes by INFO memory, before and after, over so many entries."""
    with tempfile.TemporaryDirectory(prefix="mrs-") as folder:
        async with valkey(Path(folder)) as server, connected(server) as store:
            for what, drop in (("published item of 4 kB", False), ("remembered, dropped entry without text", True)):
                before = (await store.memory()).used
                for first in range(0, entries, BATCH):
                    await settled_batch(store, first + (entries if drop else 0), drop=drop)
                print(f"{what}: {((await store.memory()).used - before) / entries:.0f} bytes in Redis")


async def settled_batch(store: Store, first: int, *, drop: bool) -> None:
    dropped = Dropped(reason=DropReason.IRRELEVANT, detail="below what reaches the stream: idlib none, syria none")
    for number in range(first, first + BATCH):
        entry = an_entry(number)
        await poll(store, entry)
        commit = replace(commit_of(WorkEntry(work_id="", entry=entry)), work_id=None)
        await store.entry_commit(replace(commit, outcome=dropped) if drop else commit)
    await store.command("DEL", store.keys.entries)


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--entries", type=int, default=3000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    configure_logs(LogSettings(level="error"))
    for fsync in ("everysec", "always"):
        await throughput(fsync, chosen.entries, chosen.rounds)
    await memory()


if __name__ == "__main__":
    asyncio.run(main())
