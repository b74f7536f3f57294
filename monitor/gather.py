"""Gathers the state of the watch from Redis and the disk. Shows nothing, changes nothing."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from config.settings import Settings
from config.sources import Source
from monitor.status import DisabledAlert, Group, RoleBeat, Status, living
from workers.doors.redis.alert_records import troubled
from workers.doors.redis.overview import feed_fields, newest, overview
from workers.doors.redis.store import Store
from workers.doors.server.embedded import EmbeddedServer
from workers.model.errors import OutOfReach
from workers.model.item import Item
from workers.model.schema import item_from_json

POLLED_KINDS = frozenset({"feed"})


async def status_of(
    store: Store, settings: Settings, sources: tuple[Source, ...], *, port: int | None = None
) -> Status:
    """Raises OutOfReach when Redis does not answer."""
    seen, backlog, memory = await overview(store), await store.backlog(), await store.memory()
    records = await feed_fields(store, [source.id for source in sources if source.enabled], ("state", "last_attempt"))
    polls = [int(float(fields["last_attempt"])) for fields in records.values() if fields.get("last_attempt")]
    trouble = await troubled(store, [alert.name for alert in settings.alert])
    return Status(
        time=moment(seen.now_ms),
        server=seen.server,
        port=port,
        roles=living(
            tuple(
                RoleBeat(role=beat.role, instance=beat.instance, host=beat.host, pid=beat.pid, age=beat.age_ms / 1000)
                for beat in seen.beats
            )
        ),
        sources=sources_by_state(sources, records),
        entries_waiting=backlog.unread,
        entries_in_work=backlog.pending,
        entries_delayed=backlog.delayed,
        oldest_entry_age=backlog.oldest_ms / 1000 if backlog.length else None,
        items=seen.items,
        last_item=moment(seen.last_item_ms) if seen.last_item_ms else None,
        last_poll=moment(max(polls)) if polls else None,
        groups=tuple(Group(name=group.name, lag=group.lag, pending=group.pending) for group in seen.groups),
        deliveries_due=seen.deliveries_due,
        dead=backlog.dead,
        memory_used=memory.used,
        memory_limit=memory.limit,
        disk_free=disk_free(settings),
        deliveries_dead=trouble.dead,
        alerts_disabled=tuple(DisabledAlert(name=name, reason=reason) for name, reason in trouble.disabled),
    )


@contextmanager
def with_its_trouble(server: EmbeddedServer | None) -> Iterator[None]:
    """Where the embedded server knows why Redis does not answer (a full disk), OutOfReach says that instead."""
    try:
        yield
    except OutOfReach as error:
        if server is None or not server.trouble:
            raise
        raise OutOfReach(server.trouble) from error


def moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def sources_by_state(sources: tuple[Source, ...], records: dict[str, dict[str, str]]) -> dict[str, int]:
    """How many sources are in each state; `waiting` has never been polled, `not_polled` has a kind that is not yet."""
    counts: Counter[str] = Counter()
    for source in sources:
        if not source.enabled:
            counts["disabled"] += 1
        elif source.kind not in POLLED_KINDS:
            counts["not_polled"] += 1
        else:
            counts[records.get(source.id, {}).get("state") or "waiting"] += 1
    return dict(counts)


def disk_free(settings: Settings) -> int | None:
    """Bytes free where the embedded server writes; None with a server of the operator's."""
    folder = Path(settings.data_dir)
    if settings.redis.url.get_secret_value() or not folder.is_dir():
        return None
    return shutil.disk_usage(folder).free


async def latest_items(store: Store, count: int) -> tuple[Item, ...]:
    """The newest items, newest first; an item with several versions appears once, unless it is gone."""
    found: dict[str, Item] = {}
    for _, fields in await newest(store, store.keys.items, count=count * 2):
        if fields["type"].startswith("marsad.item.") and fields["subject"] not in found:
            found[fields["subject"]] = item_from_json(fields["data"])
    return tuple(item for item in list(found.values())[:count] if item.text is not None and item.relevance)
