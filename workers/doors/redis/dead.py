"""Dead letters: listed, shown, tried again, dropped. Knows nothing of why they died beyond what they say."""

from dataclasses import dataclass

from workers.doors.redis.link import Link, milliseconds
from workers.doors.redis.payload import VERSION, WorkEntry, unpacked
from workers.doors.redis.replies import StreamEntry, stream_entries
from workers.doors.redis.scripts import fields
from workers.model.errors import NewerData, Permanent


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """`work` is None when the payload itself cannot be read."""

    id: str
    entry_id: str
    reason: str
    detail: str
    first_failed: str
    last_failed: str
    tries: int
    payload: dict[str, str]
    work: WorkEntry | None


async def letters(link: Link, *, after: str = "-", count: int = 100) -> tuple[DeadLetter, ...]:
    """Oldest first, a page of them."""
    start = after if after == "-" else f"({after}"
    rows = stream_entries(await link.command("XRANGE", link.keys.dead, start, "+", "COUNT", count))
    return tuple(_letter(row) for row in rows)


async def letter(link: Link, letter_id: str) -> DeadLetter | None:
    rows = stream_entries(await link.command("XRANGE", link.keys.dead, letter_id, letter_id))
    return _letter(rows[0]) if rows else None


async def retry_letter(link: Link, letter_id: str) -> bool:
    """Back to the work stream, with its failures forgotten. False: no such letter, or nothing readable in it."""
    found = await letter(link, letter_id)
    if found is None or found.work is None:
        return False
    return await _exhume(link, found, again=True)


async def drop_letter(link: Link, letter_id: str) -> bool:
    found = await letter(link, letter_id)
    return found is not None and await _exhume(link, found, again=False)


async def _exhume(link: Link, found: DeadLetter, *, again: bool) -> bool:
    fresh = {"v": VERSION, "entry": found.payload.get("entry", ""), "tries": "0"}
    done = await link.run(
        "exhume",
        [link.keys.dead, link.keys.entries, link.keys.entry(found.entry_id)],
        [found.id, int(again), milliseconds(link.lifetimes.memory), *fields(fresh)],
    )
    return int(done) == 1


def _letter(row: StreamEntry) -> DeadLetter:
    letter_id, values = row
    try:
        work: WorkEntry | None = unpacked(letter_id, values)
    except (Permanent, NewerData):
        work = None
    return DeadLetter(
        id=letter_id,
        entry_id=values.get("entry_id", ""),
        reason=values.get("reason", ""),
        detail=values.get("detail", ""),
        first_failed=values.get("first_failed", values.get("last_failed", "")),
        last_failed=values.get("last_failed", ""),
        tries=int(values.get("tries", "0") or "0"),
        payload=values,
        work=work,
    )
