"""What is remembered of entries, items and stories, read back. Writes nothing."""

import re
import zlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workers.doors.redis.link import Link
from workers.doors.redis.replies import StreamEntry, pairs, stream_entries
from workers.model.links import same_page

SCANNED = 1000
"""Keys a step of a scan."""
PAGE = 500
"""Lines of the story window in one answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whom an alias belongs to. `item_id` is set once the entry was published."""

    entry_id: str
    item_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The story window at one revision. `last_id` continues the read; `entries` are (item id, data), oldest first."""

    revision: int
    last_id: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a version of an item is decided on. `previous`: the public entry before it, None without one or trimmed."""

    record: dict[str, str]
    previous: dict[str, str] | None
    window: Window


async def owners(link: Link, aliases: Iterable[str]) -> dict[str, Owner]:
    """Aliases that are known, with their owners."""
    wanted = list(dict.fromkeys(aliases))
    if not wanted:
        return {}
    values: Sequence[str | None] = await link.command("MGET", *(link.keys.url(alias) for alias in wanted))
    found = {}
    for alias, value in zip(wanted, values, strict=True):
        if value is not None:
            entry_id, _, item_id = value.partition(" ")
            found[alias] = Owner(entry_id=entry_id, item_id=item_id or None)
    return found


async def known(link: Link, aliases: Iterable[str]) -> frozenset[str]:
    return frozenset(await owners(link, aliases))


async def entry_record(link: Link, entry_id: str) -> dict[str, str]:
    """Empty when nothing is remembered."""
    return pairs(await link.command("HGETALL", link.keys.entry(entry_id)))


async def item_record(link: Link, item_id: str) -> dict[str, str]:
    """version, stream_id, entry, story and what else the commit kept; empty when unknown."""
    return pairs(await link.command("HGETALL", link.keys.item(item_id)))


async def story_record(link: Link, story_id: str) -> dict[str, str]:
    return pairs(await link.command("HGETALL", link.keys.story(story_id)))


async def stream_entry(link: Link, stream_id: str) -> dict[str, str] | None:
    """The public entry as it stands on the stream, None when it was trimmed."""
    rows = stream_entries(await link.command("XRANGE", link.keys.items, stream_id, stream_id))
    return rows[0][1] if rows else None


async def dropped_text(link: Link, entry_id: str) -> str | None:
    """What was kept of a dropped entry, None when its time is over."""
    packed = await link.raw("GET", link.keys.text(entry_id))
    return zlib.decompress(packed).decode() if packed else None


async def dropped_entries(link: Link, *, reason: str, since: str) -> tuple[str, ...]:
    """Ids of entries dropped for this reason since then (RFC 3339 as the server writes it), the oldest drop first.

    Looks at every entry that is remembered: seconds where a million are.
    """
    found = {
        entry_id: settled
        async for entry_id, (state, why, settled) in _remembered(link, "state", "reason", "settled")
        if (state, why) == ("dropped", reason) and settled and settled >= since
    }
    return tuple(sorted(found, key=lambda entry_id: (found[entry_id], entry_id)))


async def entries_at(link: Link, *, page: str) -> tuple[str, ...]:
    """Ids of all entries, of any source, whose link or page is this one (as `same_page` has it), the first seen first.

    Looks at every entry that is remembered, as `dropped_entries` does.
    """
    found = {
        entry_id: since or ""
        async for entry_id, (url, final_url, since) in _remembered(link, "url", "final_url", "first_seen")
        if any(page == same_page(link) for link in (url, final_url) if link)
    }
    return tuple(sorted(found, key=lambda entry_id: (found[entry_id], entry_id)))


async def _remembered(link: Link, *fields: str) -> AsyncIterator[tuple[str, tuple[str | None, ...]]]:
    """Every entry's id with these fields of its record."""
    pattern = re.sub(r"([\\\[\]*?])", r"\\\1", link.keys.entry("")) + "*"
    start = len(link.keys.entry(""))
    with link.translated():
        client: Any = link.client
        names: list[str] = []
        async for name in client.scan_iter(match=pattern, count=SCANNED):
            names.append(name)
            if len(names) == SCANNED:
                for one, values in zip(names, await _fields(client, names, fields), strict=True):
                    yield one[start:], values
                names.clear()
        for one, values in zip(names, await _fields(client, names, fields), strict=True):
            yield one[start:], values


async def _fields(client: Any, names: Sequence[str], fields: Sequence[str]) -> list[tuple[str | None, ...]]:
    async with client.pipeline(transaction=False) as pipe:
        for name in names:
            pipe.hmget(name, *fields)
        return [tuple(row) for row in await pipe.execute()] if names else []


async def stories_revision(link: Link) -> int:
    """Grows with everything that is said of a story."""
    return int(await link.command("GET", link.keys.stories_revision) or "0")


async def fingerprint_owners(link: Link, fingerprints: Iterable[str]) -> dict[str, str]:
    """Fingerprints that are known, with the first item that has them."""
    wanted = list(dict.fromkeys(fingerprints))
    if not wanted:
        return {}
    values = await link.command("MGET", *(link.keys.fingerprint(value) for value in wanted))
    return {name: value for name, value in zip(wanted, values, strict=True) if value is not None}


async def standing(link: Link, item_id: str, *, after: str) -> Standing:
    """The item, and what came to the story window after a line: in one step, since every item needs all of it."""
    keys = link.keys
    names = [keys.item(item_id), keys.items, keys.stories_revision, keys.stories_window]
    record, previous, revision, lines = await link.run("item_standing", names, [_beyond(after), PAGE])
    rows = stream_entries(lines)
    news = _window(int(revision), rows, after=after)
    if len(rows) == PAGE:
        news = await window(link, after=after)
    return Standing(record=pairs(record), previous=pairs(previous) or None, window=news)


async def window(link: Link, *, after: str = "-") -> Window:
    """The story window, or what came after `last_id` of an earlier read.

    The revision is read first: it may be too old, never too new, so that a decision on a stale window is refused.
    """
    revision = await link.command("GET", link.keys.stories_revision)
    start = _beyond(after)
    rows: list[StreamEntry] = []
    while page := stream_entries(await link.command("XRANGE", link.keys.stories_window, start, "+", "COUNT", PAGE)):
        rows += page
        start = _beyond(page[-1][0])
    return _window(int(revision or "0"), rows, after=after)


def _window(revision: int, rows: Sequence[StreamEntry], *, after: str) -> Window:
    entries = tuple((values["item"], values["data"]) for _, values in rows)
    return Window(revision=revision, last_id=rows[-1][0] if rows else after, entries=entries)


def _beyond(after: str) -> str:
    return after if after == "-" else f"({after}"


async def read_stream(link: Link, stream: str, *, after: str = "-", count: int = 100) -> tuple[StreamEntry, ...]:
    """Entries of a public stream after an id, oldest first."""
    return stream_entries(await link.command("XRANGE", stream, _beyond(after), "+", "COUNT", count))
