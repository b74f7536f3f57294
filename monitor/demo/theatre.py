"""The demo itself: sites, daemon and receiver together, told event by event. Knows nothing of how events are shown."""

import asyncio
import json
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from config.settings import AlertSettings, HttpSettings, RedisSettings, Settings, WorkersSettings
from config.sources import load_sources
from monitor.assembly import assembled
from monitor.daemon import Watch, run_roles
from monitor.demo.corpus import Outlet
from monitor.demo.sites import Village, serve
from monitor.life import lives_of
from monitor.once import run_once
from monitor.storage import Server, server_for, store_for
from workers.delivery.sign import verified
from workers.doors.clock import utc_now
from workers.doors.redis.overview import after
from workers.doors.redis.store import Store

Show = Callable[[dict[str, Any]], None]
SCHEMA = "marsad.demo/1"


def settings_for(folder: Path, village: Village, secret: str) -> Settings:
    """The shipped settings, on the demo's sites, data in `folder`, one alert to the demo's receiver."""
    sources = folder / "sources.toml"
    sources.write_text(sources_toml(village), encoding="utf-8")
    alert = AlertSettings(
        name="demo",
        url=SecretStr(village.webhook_url),
        secret=(SecretStr(secret),),
        topics=("syria",),
        min_grade="passing",
        per_story="every",
        max_per_hour=100_000,
        allow_private=True,
    )
    return Settings(
        data_dir=str(folder / "data"),
        sources=(str(sources),),
        redis=RedisSettings(port=0),
        http=HttpSettings(allow=("127.0.0.0/8",)),
        workers=WorkersSettings(processes=2),
        alert=(alert,),
    )


def sources_toml(village: Village) -> str:
    tables = []
    for site in village.sites:
        outlet = site.outlet
        lines = [
            "[[source]]",
            f"id = {json.dumps(outlet.id)}",
            f"name = {json.dumps(outlet.name)}",
            'kind = "feed"',
            f"url = {json.dumps(site.feed_url)}",
            f"homepage = {json.dumps(site.root + '/')}",
        ]
        if outlet.family:
            lines.append(f"family = {json.dumps(outlet.family)}")
        tables.append("\n".join(lines))
    return "\n\n".join(tables) + "\n"


@dataclass(slots=True)
class Theatre:
    """`show` gets each event as the contract's JSON object, in the order in which things happen."""

    show: Show
    secret: str
    seen: set[str]

    async def received(self, headers: Mapping[str, str], body: bytes) -> None:
        """The webhook receiver: verifies as a user's own would. A retry of the same id is shown once."""
        identity = headers.get("webhook-id", "")
        if identity in self.seen:
            return
        self.seen.add(identity)
        good = verified(headers, body, self.secret, now=utc_now())
        self.show(
            {"schema": SCHEMA, "kind": "webhook", "id": identity, "verified": good, "data": json.loads(body)["data"]}
        )

    async def watch(self, store: Store, stop: asyncio.Event) -> None:
        """Show items as they come, and those that came last before `stop`."""
        last = "0-0"
        while True:
            ending = stop.is_set()
            for entry_id, fields in await after(store, store.keys.items, last, block_ms=0 if ending else 200):
                last = entry_id
                if fields["type"].startswith("marsad.item."):
                    data = json.loads(fields["data"])
                    self.show({"schema": SCHEMA, "kind": "item", "entry_id": entry_id, "data": data})
            if ending:
                return

    async def tell_dropped(self, store: Store, village: Village, settings: Settings) -> None:
        """What was not published, and why, for every article of every site."""
        sources = load_sources(settings)
        for site in village.sites:
            for article in site.outlet.articles:
                url = site.url_of(article.path)
                for life in await lives_of(store, url, sources):
                    if life.state in {"dropped", "dead"}:
                        told = {
                            "reason": life.reason or life.state,
                            "detail": life.stages[-1].told,
                            "file": article.file,
                        }
                        self.show({"schema": SCHEMA, "kind": "dropped", "url": url, **told})


@asynccontextmanager
async def stage(
    outlets: tuple[Outlet, ...], folder: Path, show: Show
) -> AsyncIterator[tuple[Theatre, Village, Settings]]:
    """Sites and receiver are up; the settings for a daemon on them are made."""
    secret = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    theatre = Theatre(show=show, secret=secret, seen=set())
    async with serve(outlets, theatre.received, now=utc_now()) as village:
        yield theatre, village, settings_for(folder, village, secret)


async def play_once(outlets: tuple[Outlet, ...], folder: Path, show: Show) -> int:
    """One round until drained. Returns how many sources failed."""
    async with (
        stage(outlets, folder, show) as (theatre, village, settings),
        server_for(settings, own=True) as server,
        store_for(settings, server) as store,
        assembled(settings, store) as parts,
    ):
        done = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(theatre.watch(store, done))
            result = await run_once(parts, asyncio.Event())
            done.set()
        await theatre.tell_dropped(store, village, settings)
        return result.failed


async def play(
    outlets: tuple[Outlet, ...], folder: Path, show: Show, stop: asyncio.Event, ready: Callable[[Server], None]
) -> None:
    """Until stopped: the daemon as it runs for real."""
    async with (
        stage(outlets, folder, show) as (theatre, village, settings),
        server_for(settings, own=True) as server,
        store_for(settings, server) as store,
        assembled(settings, store) as parts,
    ):
        await store.schedule_sources(parts.sources, spread_ms=0)
        async with asyncio.TaskGroup() as group:
            group.create_task(theatre.watch(store, stop))
            watch = Watch(parts=parts, server=server, roles=frozenset({"poller", "worker", "alerter"}))
            await run_roles(watch, stop, ready=lambda: ready(server))
        await theatre.tell_dropped(store, village, settings)
