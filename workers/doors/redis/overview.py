"""What an operator wants to see at a glance: heartbeats, queues, groups, feed records. Writes only heartbeats."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from workers.doors.redis.alert_records import total_waiting
from workers.doors.redis.link import Link
from workers.doors.redis.replies import StreamEntry, pairs, stream_entries

FORGOTTEN_MS = 86_400_000
"""A role that has not beaten for a day is forgotten, not reported as dead for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """`instance` names one role of one process; `age_ms` by the server's clock."""

    instance: str
    role: str
    host: str
    pid: int
    age_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupState:
    name: str
    lag: int | None
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`last_item_ms` and `last_poll_ms` are epoch milliseconds, None when there is none."""

    server: str
    now_ms: int
    items: int
    last_item_ms: int | None
    deliveries_due: int
    groups: tuple[GroupState, ...]
    beats: tuple[Beat, ...]


async def beat(link: Link, *, role: str, host: str, pid: int) -> None:
    """A sign of life, stamped by the server's clock."""
    told = {"role": role, "host": host, "pid": pid, "at": await link.now_ms()}
    await link.command("HSET", link.keys.roles, f"{host}:{pid}:{role}", json.dumps(told))


async def goodbye(link: Link, *, role: str, host: str, pid: int) -> None:
    """A role that stopped on purpose is not missed."""
    await link.command("HDEL", link.keys.roles, f"{host}:{pid}:{role}")


async def beats(link: Link) -> tuple[Beat, ...]:
    now = await link.now_ms()
    found = []
    for instance, text in pairs(await link.command("HGETALL", link.keys.roles)).items():
        told = json.loads(text)
        age = max(0, now - int(told["at"]))
        if age > FORGOTTEN_MS:
            await link.command("HDEL", link.keys.roles, instance)
            continue
        found.append(Beat(instance=instance, role=told["role"], host=told["host"], pid=int(told["pid"]), age_ms=age))
    return tuple(sorted(found, key=lambda one: (one.role, one.instance)))


async def overview(link: Link) -> Overview:
    keys = link.keys
    last = await newest(link, keys.items, count=1)
    return Overview(
        server=await _server(link),
        now_ms=await link.now_ms(),
        items=int(await link.command("XLEN", keys.items)),
        last_item_ms=int(last[0][0].partition("-")[0]) if last else None,
        deliveries_due=await total_waiting(link),
        groups=await _groups(link, keys.items),
        beats=await beats(link),
    )


async def newest(link: Link, stream: str, *, count: int) -> tuple[StreamEntry, ...]:
    """The newest entries of a stream, newest first."""
    return stream_entries(await link.command("XREVRANGE", stream, "+", "-", "COUNT", count))


async def after(
    link: Link, stream: str, last_id: str, *, count: int = 100, block_ms: int = 0
) -> tuple[StreamEntry, ...]:
    """Entries after `last_id`, oldest first; waits up to `block_ms` for one when there is none."""
    parts: list[Any] = ["XREAD", "COUNT", count, *(["BLOCK", block_ms] if block_ms else []), "STREAMS", stream, last_id]
    with link.translated():
        client: Any = link.blocking if block_ms else link.client
        return stream_entries(await client.execute_command(*parts))


async def feed_fields(link: Link, source_ids: Iterable[str], names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Chosen fields of the polling records, by source id."""
    found = {}
    for source_id in source_ids:
        values = await link.command("HMGET", link.keys.feed(source_id), *names)
        found[source_id] = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return found


async def _groups(link: Link, stream: str) -> tuple[GroupState, ...]:
    rows: Sequence[Any] = ()
    with suppress(ResponseError), link.translated():
        client: Any = link.client
        rows = await client.execute_command("XINFO", "GROUPS", stream)
    told = [row if isinstance(row, dict) else dict(zip(row[::2], row[1::2], strict=True)) for row in rows]
    return tuple(
        GroupState(
            name=str(row["name"]),
            lag=None if row.get("lag") is None else int(row["lag"]),
            pending=int(row["pending"]),
        )
        for row in told
    )


async def _server(link: Link) -> str:
    with link.translated():
        info: Any = await link.client.info("server")
    if info and all(isinstance(value, dict) for value in info.values()):
        info = next(iter(info.values()))
    if info.get("server_name") == "valkey":
        return f"Valkey {info.get('valkey_version', '?')}"
    return f"Redis {info.get('redis_version', '?')}"
