"""What child processes cost and gain: memory over many articles, and two of them beside two bare ones.

python -m benchmarks.extraction.children FILE... [--articles 5000]

FILE is labelled pages (`marsad eval extraction`). Memory is that of the one child, after 500 articles and at the end.
The gain is wall time with one worker to wall time with two, for Marsad's reading and for bare trafilatura.
"""

import argparse
import asyncio
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import trafilatura

from benchmarks.extraction.site import pages
from workers.article.reading import prepare, read_page
from workers.doors.children import Children
from workers.model.article import Article, Page

NOW = datetime.now(UTC)


def setup(_: None) -> None:
    prepare()


def read(body: bytes) -> int:
    article = read_page(Page(url="https://site.example/1", body=body, fetched=NOW), None, now=NOW)
    return len(article.text) if isinstance(article, Article) else 0


def resident(_: None) -> int:
    fields = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()
    return int(fields[0]) * 1024


def bare(body: bytes) -> int:
    return len(trafilatura.extract(body.decode("utf-8", "replace"), fast=True, include_comments=False) or "")


async def memory(files: list[Path], articles: int) -> tuple[int, int]:
    early = 0
    async with Children(1, ("workers.article.reading",), setup, None, recycle=articles + 10) as children:
        for number, body in enumerate(islice(pages(files, one_in=3, copies=articles), articles)):
            await children.run(read, body, deadline=60)
            if number + 1 == 500:
                early = await children.run(resident, None, deadline=60)
        return early, await children.run(resident, None, deadline=60)


async def marsad_wall(bodies: list[bytes], processes: int) -> float:
    async with Children(processes, ("workers.article.reading",), setup, None) as children:
        await asyncio.gather(*(children.run(read, bodies[0], deadline=60) for _ in range(processes)))
        started = time.perf_counter()
        await asyncio.gather(*(children.run(read, body, deadline=60) for body in bodies))
        return time.perf_counter() - started


def bare_wall(bodies: list[bytes], processes: int) -> float:
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(bare, bodies[:processes]))
        started = time.perf_counter()
        list(pool.map(bare, bodies, chunksize=4))
        return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=5000)
    chosen = parser.parse_args()
    bodies = list(pages(chosen.files, one_in=1, copies=2))
    gains = []
    for _ in range(3):
        ours = [asyncio.run(marsad_wall(bodies, processes)) for processes in (1, 2)]
        theirs = [bare_wall(bodies, processes) for processes in (1, 2)]
        gains.append((ours[0] / ours[1], theirs[0] / theirs[1]))
        mine, bare_gain = gains[-1]
        print(f"two children gain {mine:.2f}, two bare processes {bare_gain:.2f}: {mine / bare_gain:.2f}")
    early, late = asyncio.run(memory(chosen.files, chosen.articles))
    grown, mib = late / early - 1, 1024**2
    print(f"child: {early / mib:.0f} MiB after 500 articles, {late / mib:.0f} after {chosen.articles}: {grown:+.1%}")


if __name__ == "__main__":
    from benchmarks.extraction import children  # by its name, under which the children find its functions

    children.main()
