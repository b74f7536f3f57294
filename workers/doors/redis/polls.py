"""Due sources: scheduled, claimed, committed; hosts paced. Knows nothing of HTTP or feeds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from config.sources import Source
from workers.doors.keys import digest
from workers.doors.redis.link import Link, milliseconds
from workers.doors.redis.payload import entry_json
from workers.doors.redis.replies import pairs
from workers.doors.redis.scripts import Argument, fields
from workers.model.entry import Entry

FREE_PAGES = 2
FREE_PAGES_MS = 60_000
LONGEST_MS = 86_400_000
TITLE_KEPT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A source leased to this poller. `record` is the feed hash as it was; `token` must come back with the commit."""

    source_id: str
    token: str
    record: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCommit:
    """What one poll found. An empty value in `record` deletes that field.

    Of `entries`, those whose id is in `baseline` are remembered and not published; those with a known alias are
    skipped, unless `revision` is higher than the stored one. `refresh`: aliases still in the document, whose memory
    is renewed. `cool_until_ms`: nobody asks the host before. `ops_events`: fields of `<prefix>:ops` without `time`.
    """

    source_id: str
    token: str
    next_due_ms: int
    host: str
    entries: tuple[Entry, ...] = ()
    record: Mapping[str, str] = field(default_factory=dict)
    ops_events: tuple[Mapping[str, str], ...] = ()
    baseline: frozenset[str] = frozenset()
    refresh: tuple[str, ...] = ()
    cool_until_ms: int = 0
    free_pages: int = FREE_PAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCommitted:
    """`accepted` is False when the lease was taken over: nothing was written. `new`: ids now on the work stream."""

    accepted: bool
    new: tuple[str, ...] = ()


def host_of(url: str) -> str:
    """host:port in lower case, as `keys.hosts` names it."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    return f"{(parts.hostname or '').lower()}:{port or (80 if parts.scheme == 'http' else 443)}"


async def schedule_sources(link: Link, sources: Iterable[Source], *, spread_ms: int = 60_000) -> tuple[int, int]:
    """Makes exactly these sources due in turn; new ones first within `spread_ms`. Returns how many came and went."""
    wanted = {source.id: source for source in sources if source.enabled}
    scheduled: Sequence[str] = await link.command("ZRANGE", link.keys.due, 0, -1)
    vanished = [source_id for source_id in scheduled if source_id not in wanted]
    arguments: list[Argument] = [len(wanted)]
    for source in wanted.values():
        jitter = int(digest(source.id), 16) % spread_ms if spread_ms > 0 else 0
        arguments += (source.id, source.url, host_of(source.url), jitter)
    arguments += (len(vanished), *vanished)
    keys = [link.keys.due, *(link.keys.feed(source_id) for source_id in (*wanted, *vanished))]
    added, removed = await link.run("schedule_sources", keys, arguments)
    return int(added), int(removed)


async def claim_due(link: Link, limit: int, lease_ms: int, *, gap_ms: int = 2000) -> tuple[Claim, ...]:
    """Up to `limit` sources that are due by the server's clock, each leased for `lease_ms`."""
    candidates: Sequence[str] = await link.command("ZRANGE", link.keys.due, 0, limit * 4 + 15)
    if not candidates or limit <= 0:
        return ()
    keys = link.keys
    rows = await link.run(
        "claim_due",
        [keys.due, keys.hosts, keys.token, *(keys.feed(source_id) for source_id in candidates)],
        [limit, lease_ms, gap_ms, len(candidates), *candidates],
    )
    return tuple(Claim(source_id=row[0], token=row[1], record=pairs(row[2])) for row in rows)


async def next_due_ms(link: Link) -> int | None:
    """Milliseconds until the next source is due (0: now), None without sources."""
    rows = await link.command("ZRANGE", link.keys.due, 0, 0)
    if not rows:
        return None
    score = await link.command("ZSCORE", link.keys.due, rows[0])
    return max(0, int(float(score)) - await link.now_ms()) if score is not None else 0


async def make_due(link: Link, source_ids: Sequence[str]) -> int:
    """Pulls sources forward to now; those in somebody's hand are asked again after it."""
    now = await link.now_ms()
    return sum([int(await link.command("ZADD", link.keys.due, "XX", "CH", "LT", now, name)) for name in source_ids])


async def poll_commit(link: Link, commit: PollCommit) -> PollCommitted:
    keys = link.keys
    names = [keys.feed(commit.source_id), keys.due, keys.entries, keys.ops, keys.hosts, keys.free_pages(commit.host)]
    arguments: list[Argument] = [commit.source_id, commit.token, commit.next_due_ms, commit.host]
    arguments += (commit.cool_until_ms, commit.free_pages, FREE_PAGES_MS, milliseconds(link.lifetimes.memory))
    arguments += fields(commit.record)
    arguments.append(len(commit.ops_events))
    for event in commit.ops_events:
        arguments += fields(event)
    arguments.append(len(commit.entries))
    for entry in commit.entries:
        names += (keys.entry(entry.id), *(keys.url(alias) for alias in entry.aliases))
        baseline = entry.id in commit.baseline
        arguments += (entry.id, entry.revision, int(baseline), "" if baseline else entry_json(entry))
        arguments += (*fields(record_of(entry)), len(entry.aliases))
    names += (keys.url(alias) for alias in commit.refresh)
    arguments.append(len(commit.refresh))
    reply = await link.run("poll_commit", names, arguments)
    return PollCommitted(accepted=int(reply[0]) == 1, new=tuple(reply[1:]))


def record_of(entry: Entry) -> dict[str, str]:
    """What the entry's record says from the start."""
    known = {
        "source": entry.source_id,
        "url": entry.url,
        "title": entry.title[:TITLE_KEPT] if entry.title else None,
        "published": entry.published.isoformat() if entry.published else None,
        "first_seen": entry.first_seen.isoformat(),
    }
    return {name: value for name, value in known.items() if value}


async def host_slot(link: Link, host: str, gap_ms: int, *, ticket: str, longest_ms: int = LONGEST_MS) -> int:
    """Milliseconds until `host` may be asked for a page (come back with the same ticket); 0: now, the slot is taken.

    No slot is kept for a wait of more than `longest_ms`.
    """
    keys = link.keys
    names = [keys.hosts, keys.free_pages(host), keys.reservation(host, ticket)]
    return int(await link.run("host_slot", names, [host, gap_ms, longest_ms]))


async def cool_host(link: Link, host: str, until_ms: int) -> None:
    """Nobody asks the host before `until_ms` (server time)."""
    await link.command("ZADD", link.keys.hosts, "GT", until_ms, host)


async def feed_record(link: Link, source_id: str) -> dict[str, str]:
    return pairs(await link.command("HGETALL", link.keys.feed(source_id)))
