"""Which sources to ask sooner when one has just broken relevant news, and how. Knows nothing of topics."""

from collections.abc import Iterable
from typing import Any, Protocol

from config.sources import Source
from monitor.poll.ports import Relevant
from workers.doors.keys import Keys
from workers.model.entry import Entry

MOST = 40
PULL_FORWARD = """
-- Sources asked sooner, but none before its own floor, and none that is in somebody's hand.
-- KEYS due; feed record of each source.  Returns how many moved.
local due, floor_ms, now, moved = take_key(), take_number(), now_ms(), 0
for _ = 1, take_number() do
  local feed, source = take_key(), take()
  local values = redis.call('HMGET', feed, 'lease', 'last_attempt', 'state')
  if not values[1] and values[3] ~= 'gone' and values[3] ~= 'disabled' and values[3] ~= 'throttled' then
    local earliest = math.max(now, tonumber(values[2] or '0') + floor_ms)
    moved = moved + redis.call('ZADD', due, 'XX', 'CH', 'LT', earliest, source)
  end
end
return moved
"""


class Scripted(Protocol):
    """The part of the store that runs a script of ours."""

    keys: Keys

    async def run_text(self, text: str, keys: list[str], arguments: list[Any]) -> Any: ...


def concerns(relevant: Relevant, entries: Iterable[Entry]) -> bool:
    """Whether one of them is fresh and could concern a topic."""
    fresh = (entry for entry in entries if not entry.late)
    return any(relevant(f"{entry.title or ''}\n{entry.summary or ''}") for entry in fresh)


def siblings(source: Source, sources: Iterable[Source]) -> tuple[str, ...]:
    """Sources on the same country first, then those that write about Syria, then those of its region.

    The hosts' own pace still applies: this moves due times, it does not send requests.
    """
    ranked = sorted(
        (_distance(source, other), other.id)
        for other in sources
        if other.enabled and other.kind == "feed" and other.id != source.id and _distance(source, other) < 3
    )
    return tuple(name for _, name in ranked[:MOST])


async def pull_forward(store: Scripted, source_ids: tuple[str, ...], *, floor_ms: int) -> int:
    if not source_ids:
        return 0
    keys = [store.keys.due, *(store.keys.feed(name) for name in source_ids)]
    return int(await store.run_text(PULL_FORWARD, keys, [floor_ms, len(source_ids), *source_ids]))


def _distance(source: Source, other: Source) -> int:
    if other.focus == "syria" and (source.focus == "syria" or source.country == other.country):
        return 0
    if other.focus == "syria":
        return 1
    return 2 if other.focus == "region" and source.country == other.country and other.country else 3
