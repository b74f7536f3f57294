"""Sources that were put off for longer than the configuration now allows, and asking them sooner. Knows no topics."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from config.settings import PollingSettings
from config.sources import Source
from monitor.poll.burst import Scripted
from monitor.poll.interval import Limits, interval
from monitor.poll.record import FeedRecord, read_record

PULL_IN = """
-- Sources whose next poll moves to an earlier time, but none that is in somebody's hand: its commit says when.
-- KEYS due; feed record of each source.  Returns how many moved.
local due, moved = take_key(), 0
for _ = 1, take_number() do
  local feed, source, at = take_key(), take(), take_number()
  if redis.call('HEXISTS', feed, 'lease') == 0 and redis.call('ZADD', due, 'XX', 'CH', 'LT', at, source) == 1 then
    redis.call('HSET', feed, 'next_due', at)
    moved = moved + 1
  end
end
return moved
"""


class Planned(Scripted, Protocol):
    """The part of the store that knows the plan."""

    async def feed_record(self, source_id: str) -> dict[str, str]: ...


def sooner(record: FeedRecord, limits: Limits, *, spread: float) -> int | None:
    """When to ask, in milliseconds since 1970, if that is earlier than was planned. None: it stays as planned.

    Only of sources that answered: failures and `Retry-After` have waits of their own, which no setting shortens.
    """
    if not record.last_success or record.failures or record.throttles or record.last_attempt != record.last_success:
        return None
    asked = record.last_attempt
    longest = asked + int(interval(record, limits, now_ms=asked, spread=1.0) * 1000)
    if longest >= record.next_due:
        return None
    return asked + int(interval(record, limits, now_ms=asked, spread=spread) * 1000)


async def pull_in(
    store: Planned, sources: Iterable[Source], polling: PollingSettings, *, chance: Callable[[], float]
) -> int:
    """After a start or a reload. What is overdue by then is asked at the hosts' pace."""
    found: dict[str, int] = {}
    for source in sources:
        record = read_record(await store.feed_record(source.id))
        at = sooner(record, Limits.of(source, polling), spread=chance()) if record.url == source.url else None
        if at is not None:
            found[source.id] = at
    if not found:
        return 0
    keys = [store.keys.due, *(store.keys.feed(name) for name in found)]
    arguments: list[Any] = [len(found)]
    for name, at in found.items():
        arguments += (name, at)
    return int(await store.run_text(PULL_IN, keys, arguments))
