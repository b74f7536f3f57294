"""A worker in a process of its own, to be killed: publishes every entry after a short work. Run by the fault tests."""

import asyncio
import signal
import sys

from tests.support.entries import NOON, an_item
from workers.consumer import Consumer
from workers.doors.redis.client import connect
from workers.doors.redis.payload import WorkEntry


async def main(url: str, name: str, abandoned_ms: int, work_seconds: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    async with connect(url, block_ms=100) as store:

        async def process(work: WorkEntry) -> object:
            await asyncio.sleep(work_seconds)
            return await store.entry_commit(an_item(work.work_id, work.entry))

        consumer = Consumer(store, process, name=name, now=lambda: NOON, abandoned_ms=abandoned_ms, concurrency=4)
        await consumer.run(stop)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
