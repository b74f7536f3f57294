"""What must hold after every fault: nothing accepted is lost, nothing is published twice, nothing is left lying."""

from collections import Counter
from dataclasses import dataclass

from workers.doors.redis import dead
from workers.doors.redis.replies import StreamEntry, stream_entries
from workers.doors.redis.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What the store says after the dust has settled."""

    events: tuple[StreamEntry, ...]
    records: dict[str, dict[str, str]]
    letters: frozenset[str]
    waiting: int

    @property
    def doubled(self) -> list[str]:
        """Item versions that are on the stream more than once."""
        counted = Counter(fields["id"] for _, fields in self.events)
        return sorted(name for name, count in counted.items() if count > 1)

    @property
    def ends(self) -> dict[str, str]:
        """How each entry ended; "" when nothing is known of it."""
        return {entry_id: record.get("state", "") for entry_id, record in self.records.items()}


async def ledger(store: Store, entry_ids: list[str]) -> Ledger:
    figures = await store.backlog()
    return Ledger(
        events=stream_entries(await store.command("XRANGE", store.keys.items, "-", "+")),
        records={entry_id: await store.entry_record(entry_id) for entry_id in entry_ids},
        letters=frozenset(letter.entry_id for letter in await dead.letters(store, count=10_000)),
        waiting=figures.length + figures.delayed,
    )


async def assert_all_is_well(store: Store, entry_ids: list[str]) -> Ledger:
    """Every entry that was accepted ended once: on the stream, dropped with a reason, or as a dead letter."""
    found = await ledger(store, entry_ids)
    lost = sorted(name for name, state in found.ends.items() if state not in ("published", "dropped", "dead"))
    on_stream = {(fields["id"], stream_id) for stream_id, fields in found.events}
    pointing_nowhere = [
        record
        for record in found.records.values()
        if record.get("state") == "published"
        and (f"{record['item']}.{record['version']}", record["stream_id"]) not in on_stream
    ]

    assert found.doubled == []
    assert lost == []
    assert pointing_nowhere == []
    assert found.waiting == 0
    assert {name for name, state in found.ends.items() if state == "dead"} == found.letters
    return found
