"""Articles a CPU second, end to end: fetched from loopback, read, graded, published; beside bare trafilatura fast.

python -m benchmarks.extraction.throughput FILE... [--one-in 10] [--processes 1]

FILE is labelled pages (`marsad eval extraction`); every Nth page is made relevant. Host gap 0, `fsync = "everysec"`.
CPU is that of Marsad and its children, after the first sixty pages; the server's is told apart, the site's not counted.
The bare figure is of the same pages read from a file, by a process of its own before and after. Also told: how late
the event loop was, and the memory of all its processes.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.extraction import bare
from benchmarks.extraction.site import FEED, WARM_UP, pages, shares
from config.settings import HttpSettings, PollingSettings, RedisSettings, Settings, WorkersSettings
from monitor.assembly import Parts, assembled
from monitor.daemon import Crew, crew
from monitor.logs import configure
from monitor.storage import server_for, store_for

LOOK, PATIENCE = 0.02, 0.25
"""Seconds between looks at the event loop, and at the queue: what looks costs counts as Marsad's."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    articles: int
    published: int
    wall: float
    parent: float
    children: float
    server: float
    late: list[float]
    memory: list[int]


def settings_for(folder: Path, root: str, feeds: int, processes: int) -> Settings:
    sources = folder / "sources.toml"
    sources.write_text(
        "".join(
            f'[[source]]\nid = "site-{number}"\nname = "Site"\nkind = "feed"\nurl = "{root}/{number}.xml"\n'
            for number in range(feeds)
        )
    )
    return Settings(
        data_dir=str(folder / "data"),
        sources=(str(sources),),
        redis=RedisSettings(port=0, fsync="everysec"),
        http=HttpSettings(allow=("127.0.0.0/8",)),
        polling=PollingSettings(host_gap=0.0),
        workers=WorkersSettings(processes=processes),
    )


def family(site: int) -> dict[int, tuple[str, float, int]]:
    """This process and its descendants but the site: name, CPU seconds with ended children's, resident bytes."""
    seen: dict[int, tuple[int, str, float, int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition(" (")[2].rpartition(") ")
        except OSError:
            continue
        fields = rest.split()
        own = int(stat.parent.name) == os.getpid()  # whose ended children were none of Marsad's
        cpu = sum(map(int, fields[11 : 13 if own else 15])) / TICKS
        seen[int(stat.parent.name)] = (int(fields[1]), name, cpu, int(fields[21]) * os.sysconf("SC_PAGE_SIZE"))
    mine = {os.getpid()}
    while more := {pid for pid, (parent, *_) in seen.items() if parent in mine} - mine:
        mine |= more
    return {pid: seen[pid][1:] for pid in mine - {site} if pid in seen}


def spent(site: int) -> tuple[float, float, float]:
    """CPU seconds so far of this process, of its children, and of its server."""
    used = family(site)
    own = used.pop(os.getpid())[1]
    server = sum(cpu for name, cpu, _ in used.values() if "valkey" in name)
    return own, sum(cpu for _, cpu, _ in used.values()) - server, server


def resident(site: int) -> int:
    """Bytes of Marsad and its children; what they share counts in each."""
    return sum(size for name, _, size in family(site).values() if "valkey" not in name)


async def lateness(late: list[float], stop: asyncio.Event) -> None:
    while not stop.is_set():
        due = time.perf_counter() + LOOK
        await asyncio.sleep(LOOK)
        late.append(time.perf_counter() - due)


async def drained(parts: Parts) -> None:
    while True:
        backlog = await parts.store.backlog()
        if not backlog.length and not backlog.delayed:
            return
        await asyncio.sleep(PATIENCE)


async def work_off(parts: Parts, shares: list[range], site: int) -> Outcome:
    stop, late = asyncio.Event(), list[float]()
    async with crew(parts, frozenset()) as made, asyncio.TaskGroup() as group:
        await made.poller.schedule()
        worker = group.create_task(made.consumer.run(stop))
        await polled(made, parts, 0)
        measuring = group.create_task(lateness(late, stop))
        before, started, published = spent(site), time.perf_counter(), await parts.store.client.xlen(items(parts))
        memory: list[int] = []
        for number in range(1, len(shares)):
            await polled(made, parts, number)
            memory.append(resident(site))
        wall, after = time.perf_counter() - started, spent(site)
        published = await parts.store.client.xlen(items(parts)) - published
        stop.set()
        await asyncio.wait([worker, measuring])
    return Outcome(
        articles=shares[-1].stop - shares[0].stop,
        published=published,
        wall=wall,
        parent=after[0] - before[0],
        children=after[1] - before[1],
        server=after[2] - before[2],
        late=late,
        memory=memory,
    )


def items(parts: Parts) -> str:
    return parts.store.keys.items


async def polled(made: Crew, parts: Parts, feed: int) -> None:
    """All that this feed announces is settled."""
    await parts.store.make_due([f"site-{feed}"])
    await made.poller.tick()
    await made.poller.drain()
    await drained(parts)


async def run(root: str, count: int, processes: int, site: int) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="marsad-bench-") as folder:
        settings = settings_for(Path(folder), root, len(shares(count)), processes)
        configure(settings.log.model_copy(update={"level": "error"}))
        async with (
            server_for(settings, own=True) as server,
            store_for(settings, server) as store,
            assembled(settings, store) as parts,
        ):
            return await work_off(parts, shares(count), site)


def measured(arguments: list[str], processes: int) -> Outcome:
    site = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.extraction.site", *arguments], stdout=subprocess.PIPE, text=True
    )
    try:
        root, count = (site.stdout.readline() if site.stdout else "").split()
        return asyncio.run(run(root, int(count), processes, site.pid))
    finally:
        site.kill()
        site.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--one-in", type=int, default=1)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    arguments = [*map(str, chosen.files), "--one-in", str(chosen.one_in), "--copies", str(chosen.copies)]
    with tempfile.TemporaryDirectory(prefix="marsad-bench-") as folder:
        kept = Path(folder) / "pages"
        bare.keep(pages(chosen.files, one_in=chosen.one_in, copies=chosen.copies), kept)
        plain = bare.seconds(kept, warm_up=WARM_UP)
        outcome = measured(arguments, chosen.processes)
        plain = (plain + bare.seconds(kept, warm_up=WARM_UP)) / 2
    late = sorted(outcome.late)
    print(
        f"{outcome.articles} articles, {outcome.published} published, {chosen.processes} children, {outcome.wall:.1f} s"
    )
    own = outcome.parent + outcome.children
    print(
        f"Marsad {own:.2f} CPU s (parent {outcome.parent:.2f}, children {outcome.children:.2f}; server "
        f"{outcome.server:.2f}), bare trafilatura {plain:.2f} CPU s"
    )
    print(f"articles a CPU second {outcome.articles / own:.1f}, to bare {plain / own:.2f}")
    print(f"event loop late: p50 {1000 * late[len(late) // 2]:.1f} ms, p99 {1000 * late[int(len(late) * 0.99)]:.1f} ms")
    first, last = outcome.memory[0] / 1024**2, outcome.memory[-1] / 1024**2
    print(f"resident memory after {WARM_UP + FEED} articles {first:.0f} MiB, at the end {last:.0f} MiB")


if __name__ == "__main__":
    main()
