"""Two pollers, a thousand sources: no source polled twice at once, and a killed poller's leases taken over.

    python -m benchmarks.polling.pair [--sources 1000] [--seconds 20]

Both run as processes of their own (leases 3 s, every source due each 5 s, host_gap 0). The feed server answers after
20 ms and notes requests for a path that is still being answered, or that came less than half an interval after the
last: a double poll. Then one poller is killed with SIGKILL; the longest pause of any source tells when its leases
were taken over.
"""

import argparse
import asyncio
import signal
import sys
import time
from collections import defaultdict
from itertools import pairwise

from benchmarks.polling.setting import quiet, redis_url
from config.settings import HttpSettings, PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from tests.support.feeds import Inline
from workers.doors.http.client import Http
from workers.doors.redis.client import connect

INTERVAL = 5.0
LEASE_MS = 3000
BODY = b'<rss version="2.0"><channel><title>t</title><item><guid>1</guid><title>One</title></item></channel></rss>'
ANSWER = b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n%s' % (len(BODY), BODY)


class Site:
    def __init__(self) -> None:
        self.times: dict[bytes, list[float]] = defaultdict(list)
        self.running: set[bytes] = set()
        self.doubles = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]
                await self.answer(path, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answer(self, path: bytes, writer: asyncio.StreamWriter) -> None:
        now = time.monotonic()
        soon = bool(self.times[path]) and now - self.times[path][-1] < INTERVAL / 2
        self.doubles += path in self.running or soon
        self.times[path].append(now)
        self.running.add(path)
        await asyncio.sleep(0.02)
        self.running.discard(path)
        writer.write(ANSWER)
        await writer.drain()


def sources_on(port: int, count: int) -> tuple[Source, ...]:
    return tuple(Source(id=f"s{n}", name="s", url=f"http://127.0.0.{n % 200 + 1}:{port}/{n}") for n in range(count))


async def poll(url: str, port: int, count: int) -> None:
    polling = PollingSettings(host_gap=0.0, min_interval=INTERVAL, max_interval=INTERVAL, claim_cap=INTERVAL)
    settings = Settings(polling=polling, http=HttpSettings(allow=("127.0.0.0/8",)))
    async with connect(url, prefix="bench") as store, Http(settings.http, version="bench") as http:
        poller = Poller(store, http, Inline(), sources_on(port, count), settings, lease_ms=LEASE_MS)
        await poller.run(asyncio.Event())


async def main(count: int, seconds: float) -> None:
    site = Site()
    server = await asyncio.start_server(site.serve, "0.0.0.0", 0)  # noqa: S104 - loopback hosts only
    port = server.sockets[0].getsockname()[1]
    async with redis_url() as url, connect(url, prefix="bench") as store:
        await store.schedule_sources(sources_on(port, count), spread_ms=int(INTERVAL * 1000))
        command = [sys.executable, "-m", "benchmarks.polling.pair", "--poll", url, "--port", str(port)]
        pair = [await asyncio.create_subprocess_exec(*command, "--sources", str(count)) for _ in range(2)]
        await asyncio.sleep(seconds)
        both = sum(len(times) for times in site.times.values())
        print(f"two pollers, {seconds:.0f} s: {both} polls of {len(site.times)} sources, {site.doubles} double polls")
        killed_at = time.monotonic()
        pair[0].send_signal(signal.SIGKILL)
        await asyncio.sleep(seconds)
        pauses = [max(b - a for a, b in pairwise(times)) for times in site.times.values()]
        taken_over = killed_at + LEASE_MS / 1000 + INTERVAL
        after = [sum(when > taken_over for when in times) for times in site.times.values()]
        print(
            f"one killed: longest pause {max(pauses):.1f} s (interval {INTERVAL:.0f} s, lease {LEASE_MS // 1000} s), "
            f"{sum(polled > 0 for polled in after)} of {len(after)} sources go on, {site.doubles} double polls"
        )
        pair[1].terminate()
        for process in pair:
            await process.wait()
    server.close()


if __name__ == "__main__":
    quiet()
    parser = argparse.ArgumentParser()
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--poll", default="")
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.poll:
        asyncio.run(poll(arguments.poll, arguments.port, arguments.sources))
    else:
        asyncio.run(main(arguments.sources, arguments.seconds))
