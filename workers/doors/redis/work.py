"""The work stream: handed out, put off, buried, counted. Knows nothing of what the work is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from redis.exceptions import ResponseError

from workers.doors.keys import WORKERS_GROUP
from workers.doors.redis.link import Client, Link, milliseconds
from workers.doors.redis.payload import WorkEntry, flat, packed, unpacked
from workers.doors.redis.replies import StreamEntry, stream_entries
from workers.doors.redis.scripts import fields
from workers.doors.redis.trouble import lacks_group, translated
from workers.model.errors import Permanent

ABANDONED_MS = 120_000
"""Idle longer than any work may take: whoever has it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """`reason` is a stable code, `detail` a sentence, `at` when, RFC 3339."""

    reason: str
    detail: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """`oldest_ms`: age of the oldest entry that is not settled. `unread` and `pending` split `length`.

    All of one moment. `due_in_ms`: until the first of the delayed ones comes back, None when there is none.
    """

    length: int
    unread: int
    pending: int
    delayed: int
    dead: int
    oldest_ms: int
    due_in_ms: int | None


async def ensure_group(link: Link) -> None:
    """The group reads from the beginning, so that what was added before the first worker is not lost."""
    with translated(link.where):
        try:
            await link.client.execute_command("XGROUP", "CREATE", link.keys.entries, WORKERS_GROUP, "0", "MKSTREAM")
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


async def _asked(link: Link, client: Client, *parts: Any, **options: Any) -> Any:
    """A group command; creates the group when the data was flushed."""
    for _ in range(2):
        with translated(link.where):
            try:
                return await client.execute_command(*parts, **options)
            except ResponseError as error:
                if not lacks_group(error):
                    raise
        await ensure_group(link)
    return []


async def read_own(
    link: Link, consumer: str, *, after: str = "0", count: int = 16
) -> tuple[str | None, tuple[WorkEntry, ...]]:
    """What this consumer was handed before and has not settled, and where to go on (None: no more)."""
    command = ("XREADGROUP", "GROUP", WORKERS_GROUP, consumer, "COUNT", count, "STREAMS", link.keys.entries, after)
    rows = stream_entries(await _asked(link, link.client, *command))
    if not rows:
        return None, ()
    return rows[-1][0], await _accepted(link, rows, await _deliveries(link, rows))


async def read_new(link: Link, consumer: str, *, count: int = 16, block_ms: int = 2000) -> tuple[WorkEntry, ...]:
    """What nobody was handed yet; waits up to `block_ms` for it."""
    group = ("XREADGROUP", "GROUP", WORKERS_GROUP, consumer)
    command = (*group, "COUNT", count, "BLOCK", block_ms, "STREAMS", link.keys.entries, ">")
    rows = stream_entries(await _asked(link, link.blocking, *command))
    return await _accepted(link, rows, {})


async def read_abandoned(
    link: Link, consumer: str, *, cursor: str = "0-0", count: int = 16, idle_ms: int = ABANDONED_MS
) -> tuple[str, tuple[WorkEntry, ...]]:
    """Takes over what others were handed long ago. Returns the cursor for the next call and the entries."""
    command = ("XAUTOCLAIM", link.keys.entries, WORKERS_GROUP, consumer, idle_ms, cursor, "COUNT", count)
    reply = await _asked(link, link.client, *command)
    if not reply:
        return "0-0", ()
    rows = stream_entries(reply[1])
    return str(reply[0]), await _accepted(link, rows, await _deliveries(link, rows))


async def _deliveries(link: Link, rows: Sequence[StreamEntry]) -> Mapping[str, int]:
    if not rows:
        return {}
    command = ("XPENDING", link.keys.entries, WORKERS_GROUP, rows[0][0], rows[-1][0], 1000)
    pending = await _asked(link, link.client, *command, parse_detail=True)
    return {str(row["message_id"]): int(row["times_delivered"]) for row in pending}


async def _accepted(link: Link, rows: Sequence[StreamEntry], deliveries: Mapping[str, int]) -> tuple[WorkEntry, ...]:
    """Readable entries; one that is no work entry becomes a dead letter, one that was deleted is forgotten."""
    accepted = []
    for work_id, values in rows:
        if not values:
            await link.command("XACK", link.keys.entries, WORKERS_GROUP, work_id)
            continue
        try:
            accepted.append(unpacked(work_id, values, deliveries=deliveries.get(work_id, 1)))
        except Permanent as error:
            await _bury(link, work_id, "-", {**values, "reason": error.reason, "detail": str(error)[:500]})
    return tuple(accepted)


async def delay(link: Link, work: WorkEntry, delay_ms: int) -> bool:
    """Back to the work stream after `delay_ms`, without counting as a failure. False: somebody else settled it."""
    return await _put_off(link, replace(work, waited_ms=work.waited_ms + delay_ms), delay_ms, {})


async def retry(link: Link, work: WorkEntry, delay_ms: int, failure: Failure) -> bool:
    """Back to the work stream after `delay_ms`, with the failure counted and told."""
    worn = _marked(work, failure, tries=work.tries + 1)
    return await _put_off(
        link, worn, delay_ms, {"tries": str(worn.tries), "last_error": f"{worn.reason}: {worn.detail}"}
    )


def _marked(work: WorkEntry, failure: Failure, *, tries: int) -> WorkEntry:
    first = work.first_failed or failure.at
    return replace(work, tries=tries, first_failed=first, reason=failure.reason, detail=failure.detail[:500])


async def _put_off(link: Link, work: WorkEntry, delay_ms: int, told: Mapping[str, str]) -> bool:
    keys = link.keys
    done = await link.run(
        "retry",
        [keys.entries, keys.retry, keys.retry_payload, keys.entry(work.entry.id)],
        [WORKERS_GROUP, work.work_id, work.member, max(0, delay_ms), flat(work), *fields(told),
         milliseconds(link.lifetimes.memory)],
    )  # fmt: skip
    return int(done) == 1


async def move_due(link: Link, *, limit: int = 200) -> tuple[int, int | None]:
    """Moves entries whose delay is over to the work stream. Returns how many, and milliseconds to the next.

    Pages that are to be looked at again come along, but are not counted: nobody waits for them.
    """
    keys = link.keys
    moved, following = await link.run("move_due", [keys.entries, keys.retry, keys.retry_payload], [limit])
    await link.run("move_due", [keys.entries, keys.recheck, keys.recheck_payload], [limit])
    return int(moved), None if int(following) < 0 else int(following)


async def plan_recheck(link: Link, work: WorkEntry, delay_ms: int) -> None:
    """Lets a published entry come back to the work stream; a plan that it had is replaced."""
    keys = [link.keys.recheck, link.keys.recheck_payload]
    await link.run("plan_recheck", keys, [work.entry.id, max(0, delay_ms), flat(work)])


async def bury(link: Link, work: WorkEntry, failure: Failure) -> str | None:
    """Makes a dead letter of it. Returns the letter's id, None when somebody else settled the entry."""
    return await _bury(link, work.work_id, work.entry.id, packed(_marked(work, failure, tries=work.tries)))


async def _bury(link: Link, work_id: str, entry_id: str, letter: Mapping[str, str]) -> str | None:
    told = {**letter, "entry_id": entry_id}
    found = await link.run(
        "bury",
        [link.keys.entries, link.keys.dead, link.keys.entry(entry_id)],
        [WORKERS_GROUP, work_id, told["reason"], told["detail"], milliseconds(link.lifetimes.memory), *fields(told)],
    )
    return str(found) or None


async def started(link: Link, work: WorkEntry) -> int:
    """Counts a start of an entry that was in the hands of a worker that died. Returns how often it was started so."""
    starts = int(await link.command("HINCRBY", link.keys.entry(work.entry.id), "starts", 1))
    await link.command("PEXPIRE", link.keys.entry(work.entry.id), milliseconds(link.lifetimes.memory))
    return starts


async def forget_consumers(link: Link, *, idle_ms: int = 86_400_000, keep: Collection[str] = ()) -> int:
    """Removes consumers that hold nothing and did nothing for a day."""
    try:
        rows = await link.command("XINFO", "CONSUMERS", link.keys.entries, WORKERS_GROUP)
    except ResponseError as error:
        if lacks_group(error):  # nobody has worked here yet, and making a group may need memory that is not there
            return 0
        raise
    gone = 0
    for row in rows:
        consumer = row if isinstance(row, dict) else dict(zip(row[::2], row[1::2], strict=True))
        if consumer["name"] not in keep and int(consumer["pending"]) == 0 and int(consumer["idle"]) > idle_ms:
            gone += await link.run("forget", [link.keys.entries], [WORKERS_GROUP, consumer["name"]])
    return gone


async def backlog(link: Link) -> Backlog:
    keys = link.keys
    told = await link.run("backlog", [keys.entries, keys.retry, keys.dead], [WORKERS_GROUP])
    length, pending, delayed, dead, oldest, following = map(int, told)
    return Backlog(
        length=length,
        unread=max(0, length - pending),
        pending=pending,
        delayed=delayed,
        dead=dead,
        oldest_ms=oldest,
        due_in_ms=following if following >= 0 else None,
    )
