"""The public stream as the alerter reads it: after a position that only the announcing script moves."""

from dataclasses import dataclass

from workers.doors.keys import ALERTS_GROUP
from workers.doors.redis.link import Link
from workers.doors.redis.replies import StreamEntry, stream_entries
from workers.doors.redis.trouble import translated


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """`after`: the last entry that is announced. `lost_to`: entries up to this one were trimmed unread, "" for none."""

    after: str
    lost_to: str


async def position(link: Link) -> Position:
    """At first that of the consumer group which Marsad used before, else the beginning of the stream."""
    keys = link.keys
    names = [keys.alerts_position, keys.items, keys.items_meta]
    after, lost_to = await link.run("alert_position", names, [ALERTS_GROUP])
    return Position(after=after, lost_to=lost_to)


async def read_after(link: Link, after: str, *, block_ms: int | None, count: int = 32) -> tuple[StreamEntry, ...]:
    """Waits up to `block_ms` for the next entries, not at all when that is None."""
    wait = () if block_ms is None else ("BLOCK", block_ms)
    client = link.client if block_ms is None else link.blocking
    with translated(link.where):
        return stream_entries(
            await client.execute_command("XREAD", "COUNT", count, *wait, "STREAMS", link.keys.items, after)
        )
