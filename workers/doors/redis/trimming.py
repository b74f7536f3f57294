"""Removing what is older than its keeping time, by age alone. Knows nothing of memory pressure, on purpose."""

from dataclasses import dataclass

from workers.doors.redis.link import Link, milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    items: int
    ops: int
    dead: int


async def trim(link: Link) -> Trimmed:
    """Exact: nothing younger than `retention` goes, read or not. `<prefix>:items:meta` tells the last id that went."""
    keys, lifetimes = link.keys, link.lifetimes
    names = [keys.items, keys.items_meta, keys.ops, keys.ops_meta, keys.dead, keys.hosts]
    items, ops, dead = await link.run("trim", names, [milliseconds(lifetimes.retention), milliseconds(lifetimes.dead)])
    return Trimmed(items=int(items), ops=int(ops), dead=int(dead))


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes. `limit` is 0 where the server has none."""

    used: int
    limit: int

    @property
    def share(self) -> float:
        return self.used / self.limit if self.limit else 0.0


async def memory(link: Link) -> Memory:
    with link.translated():
        info = await link.client.info("memory")
    if info and all(isinstance(value, dict) for value in info.values()):
        info = next(iter(info.values()))
    return Memory(used=int(info.get("used_memory", 0)), limit=int(info.get("maxmemory", 0)))
