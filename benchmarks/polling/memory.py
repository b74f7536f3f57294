"""What Redis keeps of a source and of each entry it remembers, in bytes, and for how long.

    python -m benchmarks.polling.memory

One source of fifty entries, polled twice by the real poller; MEMORY USAGE of every key it left.
"""

import asyncio
from collections import defaultdict

from benchmarks.polling.setting import feed_servers, quiet, redis_store
from config.settings import HttpSettings, PollingSettings, Settings
from config.sources import Source
from monitor.poll.poller import Poller
from tests.support.feeds import Inline
from workers.doors.http.client import Http

ENTRIES = 50


async def main() -> None:
    settings = Settings(polling=PollingSettings(host_gap=0.0), http=HttpSettings(allow=("127.0.0.0/8",)))
    async with feed_servers(items=ENTRIES) as port, redis_store() as store:
        source = Source(id="outlet", name="Outlet", url=f"http://127.0.0.1:{port}/304/1")
        async with Http(settings.http, version="bench") as http:
            poller = Poller(store, http, Inline(), (source,), settings)
            await poller.poll_all_once()
            await poller.poll_all_once()
        used: dict[str, list[int]] = defaultdict(list)
        lifetimes: dict[str, int] = {}
        for key in await store.command("KEYS", "bench:*"):
            family = key.removeprefix("bench:").split(":")[0]
            used[family].append(int(await store.command("MEMORY", "USAGE", key, "SAMPLES", 0)))
            lifetimes[family] = int(await store.command("TTL", key))
        window = int(await store.command("HSTRLEN", store.keys.feed("outlet"), "window"))
    for family, sizes in sorted(used.items()):
        days = lifetimes[family] / 86400
        expiry = "with the source" if lifetimes[family] < 0 else f"{days:.0f} days after the last sighting"
        print(f"{family}: {len(sizes)} keys, {sum(sizes) / len(sizes):.0f} bytes each, kept {expiry}")
    entry = (sum(used["entry"]) + sum(used["url"])) / ENTRIES
    print(
        f"a remembered entry: {entry:.0f} bytes (record and aliases), and {window / ENTRIES:.0f} while in the document"
    )
    print(f"a source without its entries: {sum(used['feed']) - window:.0f} bytes")


if __name__ == "__main__":
    quiet()
    asyncio.run(main())
