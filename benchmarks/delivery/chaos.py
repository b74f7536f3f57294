"""The whole product under random faults, then the reckoning: what was lost, what was doubled. `make chaos`.

    python -m benchmarks.delivery.chaos [--seconds 120] [--seed N] [--every 1.5]

Invented news sites publish without pause; two pollers, two workers and two alerters run as processes of their own
against one Redis server (fsync always) whose connections lose every 60th answer. Meanwhile one after the other is
killed with -9 and started again, the server among them, or frozen for some seconds. When the time is over everything
must come to rest: every relevant article on the public stream exactly once, every alert received at least once, under
one id. Exit code 1 when not.
"""

import argparse
import asyncio
import contextlib
import random
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.daemon import Home, Sites, home, numbers_of, sites, titles
from tests.support.proxy import every, losing_proxy
from tests.support.valkey import Valkey, a_port, connected, valkey
from tests.support.webhooks import SECRET, FakeWebhook
from workers.doors.redis.store import Store
from workers.model.errors import OutOfReach

ROLES = ("poller", "worker", "alerter")
FEEDS = ("a", "b", "c", "d")
OFF_TOPIC = "fair"
IRRELEVANT = 1_000_000
LOSES_EVERY = 60
REST_SECONDS = 400.0
"""A killed poller's lease and a killed worker's claim run out within two minutes each."""

ALERT = """[[alert]]
name = "desk"
url = "{url}"
secret = "{secret}"
topics = ["idlib"]
min_grade = "passing"
per_story = "every"
max_per_hour = 100000
allow_private = true
late = true
"""


@dataclass(slots=True)
class Scene:
    """Everything that runs, and what was done to it."""

    here: Home
    server: Valkey
    random: random.Random
    crew: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    async def hire(self, name: str) -> None:
        self.crew[name] = await self.here.start("--role", name.partition("-")[0])

    async def fault(self) -> None:
        """One of: a process killed and replaced, the server killed and started again, a process frozen and thawed."""
        name = self.random.choice((*self.crew, "server", "server", "freeze"))
        if name == "server":
            self.server.kill()
            self.done["server killed"] += 1
            await asyncio.sleep(self.random.uniform(0, 1))
            await self.server.start()
        elif name == "freeze":
            frozen = self.random.choice(list(self.crew))
            await self._freeze(self.crew[frozen])
            self.done[f"{frozen.partition('-')[0]} frozen"] += 1
        else:
            await self._kill(self.crew[name])
            self.done[f"{name.partition('-')[0]} killed"] += 1
            await self.hire(name)

    async def _kill(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _freeze(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(self.random.uniform(1, 4))
            process.send_signal(signal.SIGCONT)


async def publish(news: Sites, stop: asyncio.Event) -> int:
    """One relevant article after another, each feed in turn; one feed has only what concerns nobody here."""
    number = 0
    while not stop.is_set():
        news.publish(FEEDS[number % len(FEEDS)], [number])
        if number % 5 == 0:
            news.publish(OFF_TOPIC, [IRRELEVANT + number], relevant=False)
        number += 1
        for listed in news.feeds.values():
            del listed[:-600]  # a feed shows its newest articles only, and a killed poller keeps its lease for minutes
        await asyncio.sleep(0.35)
    return number


async def at_rest(store: Store, expected: int, hook: FakeWebhook) -> None:
    """Everything published and alerted, or the patience over."""
    deadline = time.monotonic() + REST_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OutOfReach):
            figures = await store.backlog()
            items = int(await store.command("XLEN", store.keys.items))
            if items >= expected and figures.length == figures.delayed == 0 and len(alerted(hook)) >= items:
                return
        await asyncio.sleep(0.5)


def alerted(hook: FakeWebhook) -> dict[str, set[str]]:
    """Items that arrived by webhook, with the ids that they came under."""
    found: dict[str, set[str]] = {}
    for received in hook.received:
        for item in received.json["data"]["items"]:
            found.setdefault(item["id"], set()).add(received.id)
    return found


def reckon(scene: Scene, published: int, found: list[int], hook: FakeWebhook) -> int:
    lost = sorted(set(range(published)) - set(found))
    strange = sorted(set(found) - set(range(published)))
    doubled = sorted(number for number, count in Counter(found).items() if count > 1)
    arrivals = alerted(hook)
    several = [item for item, ids in arrivals.items() if len(ids) > 1]
    unverified = sum(not received.verified() for received in hook.received)
    faults = ", ".join(f"{what} {count} times" for what, count in sorted(scene.done.items()))
    print(f"faults: {faults}")
    print(f"relevant articles published by the sites: {published}, on the stream: {len(found)}")
    print(f"lost: {len(lost)} {lost[:20]}, doubled: {len(doubled)} {doubled[:20]}, irrelevant: {len(strange)}")
    print(
        f"alerts: {len(arrivals)} items in {len(hook.received)} deliveries, missing: {len(found) - len(arrivals)}, "
        f"under several ids: {len(several)}, unverified: {unverified}"
    )
    return int(bool(lost or doubled or strange or several or unverified or len(arrivals) < len(found)))


async def perform(seconds: float, pause: float, seed: int) -> int:
    with tempfile.TemporaryDirectory(prefix="mrs-") as folder:
        place = Path(folder)
        async with (
            sites() as news,
            FakeWebhook() as hook,
            valkey(place / "redis", port=a_port(), appendfsync="always") as server,
            losing_proxy(server.socket, every(LOSES_EVERY, b"EVALSHA", b"XREAD")) as (url, proxy),
            home(place) as here,
        ):
            for feed in (*FEEDS, OFF_TOPIC):
                news.publish(feed, [])
            here.configure(news.sources())
            configured = (place / "marsad.toml").read_text().replace("[redis]\n", f'[redis]\nurl = "{url}"\n')
            (place / "marsad.toml").write_text(configured + ALERT.format(url=hook.url, secret=SECRET))
            scene = Scene(here=here, server=server, random=random.Random(seed))
            for name in (f"{role}-{number}" for role in ROLES for number in range(2)):
                await scene.hire(name)
            published = await turmoil(scene, news, seconds=seconds, pause=pause)
            async with connected(server) as store:
                await at_rest(store, published, hook)
            async with connected(server) as store:
                found = numbers_of(await titles(store.client))  # type: ignore[arg-type]
            print(f"seed {seed}, {seconds:.0f} s, answers lost on the way: {proxy.lost}")
            code = reckon(scene, published, found, hook)
            await here.close()
            return code


async def turmoil(scene: Scene, news: Sites, *, seconds: float, pause: float) -> int:
    """Publishes and breaks things for so long. Returns how many articles the sites published."""
    stop = asyncio.Event()
    publishing = asyncio.create_task(publish(news, stop))
    await asyncio.sleep(5)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await scene.fault()
        await asyncio.sleep(scene.random.uniform(0.5, 1.5) * pause)
    stop.set()
    return await publishing


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=120.0)
    options.add_argument("--every", type=float, default=1.5, help="seconds between faults, on average")
    options.add_argument("--seed", type=int, default=None)
    chosen = options.parse_args()
    seed = secrets.randbelow(10**6) if chosen.seed is None else chosen.seed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the processes that we started end with us
    sys.exit(asyncio.run(perform(chosen.seconds, chosen.every, seed)))


if __name__ == "__main__":
    main()
