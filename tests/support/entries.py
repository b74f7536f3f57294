"""Invented entries, commits and events for tests of the store."""

from datetime import UTC, datetime

from workers.doors.redis.commits import EntryCommit, NewItem
from workers.doors.redis.polls import PollCommit
from workers.doors.redis.store import Store
from workers.model.entry import Entry

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def an_entry(number: int = 1, **changes: object) -> Entry:
    known: dict[str, object] = {
        "id": f"ent_{number:06}",
        "source_id": "harbour-times",
        "feed_url": "https://harbour.example/feed",
        "url": f"https://harbour.example/news/{number}",
        "first_seen": NOON,
        "title": f"Ferry number {number} arrives",
        "aliases": (f"guid-{number}", f"link-{number}"),
    }
    return Entry(**{**known, **changes})  # type: ignore[arg-type]


def an_event(subject: str, version: int = 1, kind: str = "marsad.item.new") -> dict[str, str]:
    return {
        "specversion": "1.0",
        "id": f"{subject}.{version}",
        "type": kind,
        "source": "/sources/harbour-times",
        "subject": subject,
        "data": "{}",
    }


async def poll(store: Store, *entries: Entry, source_id: str = "harbour-times", **changes: object) -> tuple[str, ...]:
    """Commits entries as a poller that holds the lease. Returns the new ids."""
    token = str(await store.command("INCR", store.keys.token))
    await store.command("HSET", store.keys.feed(source_id), "lease", token)
    known: dict[str, object] = {
        "source_id": source_id,
        "token": token,
        "entries": entries,
        "next_due_ms": await store.now_ms() + 300_000,
        "host": "harbour.example:443",
    }
    committed = await store.poll_commit(PollCommit(**{**known, **changes}))  # type: ignore[arg-type]
    assert committed.accepted
    return committed.new


def an_item(work_id: str | None, entry: Entry, **changes: object) -> EntryCommit:
    """Publishes the entry as item `itm_<its number>`."""
    item_id = str(changes.pop("item_id", entry.id.replace("ent_", "itm_")))
    aliases = changes.pop("aliases", ())
    version = int(str(changes.get("expected_version", 0))) + 1
    known: dict[str, object] = {"item_id": item_id, "fields": an_event(item_id, version)}
    item = NewItem(**{**known, **changes})  # type: ignore[arg-type]
    return EntryCommit(work_id=work_id, entry=entry, outcome=item, aliases=aliases)  # type: ignore[arg-type]
