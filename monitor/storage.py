"""Which Redis server holds the data, and a checked connection to it. Knows nothing of roles or commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from workers.doors.redis.client import connect
from workers.doors.redis.link import Lifetimes
from workers.doors.redis.store import Store
from workers.doors.server.embedded import EmbeddedServer, attach
from workers.model.errors import OutOfReach

LOADING_PATIENCE = 300.0
"""Seconds that a server may take to load its data before we give up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the streams are. `embedded` is None when `redis.url` names a server of the operator's."""

    url: str
    embedded: EmbeddedServer | None
    port: int | None


def lifetimes(settings: Settings) -> Lifetimes:
    """How long things stay in Redis: what points at an item outlives it by a day."""
    retention = settings.publish.retention
    return Lifetimes(
        retention=retention,
        memory=max(retention, 30 * 86400.0) + 86400.0,
        item=retention + 15 * 86400.0,
        story=retention + 86400.0,
        dropped_text=settings.publish.keep_dropped,
    )


@asynccontextmanager
async def server_for(settings: Settings, *, own: bool) -> AsyncIterator[Server]:
    """The operator's server, or the embedded one: owned by a full run, attached to by a single role."""
    url = settings.redis.url.get_secret_value()
    if url:
        yield Server(url=url, embedded=None, port=None)
        return
    data_dir = Path(settings.data_dir)
    if own:
        async with EmbeddedServer(data_dir, settings.redis, settings.redis.prefix) as embedded:
            yield Server(url=embedded.url, embedded=embedded, port=embedded.port)
        return
    found = attach(data_dir)
    if found is None:
        remedy = "start `marsad run` there first, or set redis.url for roles on several machines"
        raise OutOfReach(f"no embedded server runs on {data_dir}; {remedy}")
    yield Server(url=found, embedded=None, port=None)


@asynccontextmanager
async def store_for(settings: Settings, server: Server) -> AsyncIterator[Store]:
    """A checked connection. Raises OutOfReach, Unsuitable or NewerData."""
    async with connect(server.url, prefix=settings.redis.prefix, lifetimes=lifetimes(settings)) as store:
        await store.check(patience=LOADING_PATIENCE if server.embedded else 0.0)
        yield store
