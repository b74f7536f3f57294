"""A store for commands that read: attached to the running server, or one started for the command's own duration."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from config.settings import Settings
from monitor.storage import lifetimes
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.server.embedded import attach, open_for_reading
from workers.doors.server.place import Place
from workers.model.errors import OutOfReach

LOOKS = 100
LOOK_SECONDS = 0.05


@asynccontextmanager
async def reading_store(settings: Settings, *, may_start: bool = True) -> AsyncIterator[Store]:
    """Raises OutOfReach, naming what was tried, when there is neither a server nor data."""
    url = settings.redis.url.get_secret_value()
    prefix = settings.redis.prefix
    if url:
        async with connect(url, prefix=prefix, lifetimes=lifetimes(settings), retries=1) as store:
            await store.check()
            yield store
        return
    data_dir = Path(settings.data_dir)
    async with (
        open_for_reading(data_dir, settings.redis, prefix) if may_start else attached(data_dir) as own,
        connect(own, prefix=prefix, lifetimes=lifetimes(settings)) as store,
    ):
        await store.check()
        try:
            yield store
        except OutOfReach as error:
            if may_start or not await has_ended(data_dir):
                raise
            raise OutOfReach(f"the Marsad that ran on {data_dir} has ended; start `marsad run` again") from error


async def has_ended(data_dir: Path, *, looks: int = LOOKS) -> bool:
    """Whether nobody runs on the directory any more.

    Looks for a while: of a killed process with several threads the first may be gone, and the server told so, while
    the last still gives back its memory, and the lock only after that.
    """
    for _ in range(looks):
        if attach(data_dir) is None:
            return True
        await asyncio.sleep(LOOK_SECONDS)
    return False


@asynccontextmanager
async def attached(data_dir: Path) -> AsyncIterator[str]:
    """The server that runs on this directory. Starts nothing."""
    url = attach(data_dir)
    if url is None:
        raise OutOfReach(f"no Marsad runs on {data_dir}; start `marsad run`, or name the right directory with data_dir")
    yield url


def port_of(settings: Settings) -> int | None:
    """The TCP port of the embedded server while one runs."""
    if settings.redis.url.get_secret_value():
        return None
    owner = Place(Path(settings.data_dir).absolute()).owner()
    return owner.port or None if owner else None
