"""The public stream as the alerter reads it: its own pending entries first, then new ones, then those of the dead."""

from typing import Any

from redis.exceptions import ResponseError

from workers.doors.keys import ALERTS_GROUP
from workers.doors.redis.link import Client, Link
from workers.doors.redis.replies import StreamEntry, stream_entries
from workers.doors.redis.trouble import lacks_group, translated

ABANDONED_MS = 60_000
"""An entry takes milliseconds to announce: idle for longer than this, its reader is gone."""


async def ensure_group(link: Link) -> None:
    """From the beginning of the stream: what was published before the first alerter ran counts too."""
    with translated(link.where):
        try:
            await link.client.execute_command("XGROUP", "CREATE", link.keys.items, ALERTS_GROUP, "0", "MKSTREAM")
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


async def read_own(link: Link, consumer: str, *, after: str = "0", count: int = 32) -> tuple[StreamEntry, ...]:
    """What this consumer was handed before and has not settled."""
    command = ("XREADGROUP", "GROUP", ALERTS_GROUP, consumer, "COUNT", count, "STREAMS", link.keys.items, after)
    return stream_entries(await _asked(link, link.client, *command))


async def read_new(link: Link, consumer: str, *, block_ms: int | None, count: int = 32) -> tuple[StreamEntry, ...]:
    """What nobody was handed yet. Waits up to `block_ms` for it, not at all when that is None."""
    wait = () if block_ms is None else ("BLOCK", block_ms)
    command = ("XREADGROUP", "GROUP", ALERTS_GROUP, consumer, "COUNT", count, *wait, "STREAMS", link.keys.items, ">")
    client = link.client if block_ms is None else link.blocking
    return stream_entries(await _asked(link, client, *command))


async def read_abandoned(link: Link, consumer: str, *, idle_ms: int = ABANDONED_MS) -> tuple[StreamEntry, ...]:
    """Takes over what others were handed long ago."""
    command = ("XAUTOCLAIM", link.keys.items, ALERTS_GROUP, consumer, idle_ms, "0-0", "COUNT", 32)
    reply = await _asked(link, link.client, *command)
    return stream_entries(reply[1]) if reply else ()


async def settle(link: Link, entry_id: str) -> None:
    await link.command("XACK", link.keys.items, ALERTS_GROUP, entry_id)


async def _asked(link: Link, client: Client, *parts: Any) -> Any:
    """A group command; creates the group when the data was flushed."""
    for _ in range(2):
        with translated(link.where):
            try:
                return await client.execute_command(*parts)
            except ResponseError as error:
                if not lacks_group(error):
                    raise
        await ensure_group(link)
    return []
