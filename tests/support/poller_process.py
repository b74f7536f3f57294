"""A poller alone in a process, to be killed by tests: `python -m tests.support.poller_process URL PREFIX FEED-URL …`.

The sources are named `s0`, `s1`, … in the order of their addresses. Polls until it is killed.
"""

import asyncio
import sys

from config.settings import HttpSettings, PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from tests.support.feeds import Inline
from workers.doors.http.client import Http
from workers.doors.redis.client import connect

LEASE_MS = 1500
SETTINGS = Settings(polling=PollingSettings(host_gap=0.0, timeout=5.0, min_interval=0.2, max_interval=0.2))


async def main(url: str, prefix: str, feeds: list[str]) -> None:
    sources = tuple(Source(id=f"s{number}", name=feed, url=feed) for number, feed in enumerate(feeds))
    async with connect(url, prefix=prefix) as store, Http(HttpSettings(allow=("127.0.0.0/8",)), version="test") as http:
        poller = Poller(store, http, Inline(), sources, SETTINGS, lease_ms=LEASE_MS)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await poller.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
