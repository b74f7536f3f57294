"""What Marsad keeps in Redis, as one object. Each method is explained where it is implemented."""

from collections.abc import Iterable, Sequence
from typing import Self

from config.sources import Source
from workers.doors.keys import Keys
from workers.doors.redis import commits, polls, records, suitability, trimming, work
from workers.doors.redis.commits import Committed, EntryCommit
from workers.doors.redis.link import Client, Lifetimes, Link
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.polls import Claim, PollCommit, PollCommitted
from workers.doors.redis.records import Owner, Standing, Window
from workers.doors.redis.trimming import Memory, Trimmed
from workers.doors.redis.work import Backlog, Failure


class Store(Link):
    """Made by `workers.doors.redis.client.connect`. Methods raise OutOfReach, RefusesWrites or Unsuitable."""

    def __init__(
        self, client: Client, blocking: Client, *, where: str, keys: Keys, lifetimes: Lifetimes, block_ms: int
    ) -> None:
        super().__init__(client, blocking, where=where, keys=keys, lifetimes=lifetimes)
        self.block_ms = block_ms

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def check(self, *, patience: float = 0.0) -> None:
        await suitability.check(self, patience=patience)

    # --- polling

    async def schedule_sources(self, sources: Iterable[Source], *, spread_ms: int = 60_000) -> tuple[int, int]:
        return await polls.schedule_sources(self, sources, spread_ms=spread_ms)

    async def claim_due(self, limit: int, lease_ms: int, *, gap_ms: int = 2000) -> tuple[Claim, ...]:
        return await polls.claim_due(self, limit, lease_ms, gap_ms=gap_ms)

    async def next_due_ms(self) -> int | None:
        return await polls.next_due_ms(self)

    async def make_due(self, source_ids: Sequence[str]) -> int:
        return await polls.make_due(self, source_ids)

    async def poll_commit(self, commit: PollCommit) -> PollCommitted:
        return await polls.poll_commit(self, commit)

    async def host_slot(self, host: str, gap_ms: int, *, ticket: str, longest_ms: int = polls.LONGEST_MS) -> int:
        return await polls.host_slot(self, host, gap_ms, ticket=ticket, longest_ms=longest_ms)

    async def cool_host(self, host: str, until_ms: int) -> None:
        await polls.cool_host(self, host, until_ms)

    async def feed_record(self, source_id: str) -> dict[str, str]:
        return await polls.feed_record(self, source_id)

    # --- what is remembered

    async def known(self, aliases: Iterable[str]) -> frozenset[str]:
        return await records.known(self, aliases)

    async def owners(self, aliases: Iterable[str]) -> dict[str, Owner]:
        return await records.owners(self, aliases)

    async def entry_record(self, entry_id: str) -> dict[str, str]:
        return await records.entry_record(self, entry_id)

    async def item_record(self, item_id: str) -> dict[str, str]:
        return await records.item_record(self, item_id)

    async def standing(self, item_id: str, *, after: str) -> Standing:
        return await records.standing(self, item_id, after=after)

    async def story_record(self, story_id: str) -> dict[str, str]:
        return await records.story_record(self, story_id)

    async def stream_entry(self, stream_id: str) -> dict[str, str] | None:
        return await records.stream_entry(self, stream_id)

    async def dropped_text(self, entry_id: str) -> str | None:
        return await records.dropped_text(self, entry_id)

    async def dropped_entries(self, *, reason: str, since: str) -> tuple[str, ...]:
        return await records.dropped_entries(self, reason=reason, since=since)

    async def entries_at(self, *, page: str) -> tuple[str, ...]:
        return await records.entries_at(self, page=page)

    async def stories_revision(self) -> int:
        return await records.stories_revision(self)

    async def fingerprint_owners(self, fingerprints: Iterable[str]) -> dict[str, str]:
        return await records.fingerprint_owners(self, fingerprints)

    async def window(self, *, after: str = "-") -> Window:
        return await records.window(self, after=after)

    # --- work

    async def entry_commit(self, commit: EntryCommit) -> Committed:
        return await commits.entry_commit(self, commit)

    async def delay(self, entry: WorkEntry, delay_ms: int) -> bool:
        return await work.delay(self, entry, delay_ms)

    async def retry(self, entry: WorkEntry, delay_ms: int, failure: Failure) -> bool:
        return await work.retry(self, entry, delay_ms, failure)

    async def bury(self, entry: WorkEntry, failure: Failure) -> str | None:
        return await work.bury(self, entry, failure)

    async def move_due(self, *, limit: int = 200) -> tuple[int, int | None]:
        return await work.move_due(self, limit=limit)

    async def plan_recheck(self, entry: WorkEntry, delay_ms: int) -> None:
        await work.plan_recheck(self, entry, delay_ms)

    async def backlog(self) -> Backlog:
        return await work.backlog(self)

    # --- keeping house

    async def trim(self) -> Trimmed:
        """And forgets the names of workers that are gone for a day."""
        trimmed = await trimming.trim(self)
        await work.forget_consumers(self)
        return trimmed

    async def memory(self) -> Memory:
        return await trimming.memory(self)
