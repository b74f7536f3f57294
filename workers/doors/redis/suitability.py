"""Whether a Redis server can hold our promises, and whether its data is ours to read. Knows nothing of topology."""

import asyncio
from typing import Any

from redis.exceptions import ResponseError

from workers.doors.redis.link import Link
from workers.model.errors import NewerData, OutOfReach, Unsuitable

DATA_VERSION = 1
OLDEST = (7, 0)


async def check(link: Link, *, patience: float = 0.0) -> None:
    """Raises Unsuitable or NewerData; OutOfReach when it does not answer (or still loads) after `patience` seconds."""
    await _answering(link, patience=patience)
    server = await _info(link, "server")
    version = str(server.get("redis_version", "0"))
    if _parts(version) < OLDEST:
        raise Unsuitable(
            f"Redis at {link.where} is version {version}; Marsad needs 7.0 or newer (or any Valkey). "
            "Update it, or leave redis.url empty to use the embedded server."
        )
    await _check_persistence(link)
    await _check_policy(link)
    await _check_data(link)


async def _answering(link: Link, *, patience: float) -> None:
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        try:
            await link.command("PING")
        except OutOfReach:
            if asyncio.get_running_loop().time() >= deadline:
                raise
            await asyncio.sleep(0.2)
        else:
            return


async def _check_persistence(link: Link) -> None:
    persistence = await _info(link, "persistence")
    if str(persistence.get("aof_enabled")) == "1":
        return
    save = await _setting(link, "save")
    if save is None or save.strip():  # some services hide CONFIG; what they hide we cannot judge
        return
    raise Unsuitable(
        f"Redis at {link.where} keeps its data in memory only, so a restart would lose accepted entries. Set "
        '"appendonly yes" in its configuration (CONFIG SET appendonly yes; CONFIG REWRITE).'
    )


async def _check_policy(link: Link) -> None:
    memory = await _info(link, "memory")
    policy = str(memory.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        raise Unsuitable(
            f"Redis at {link.where} evicts keys when memory runs short (maxmemory-policy {policy}), which loses "
            'entries silently. Set "maxmemory-policy noeviction" in its configuration.'
        )


async def _check_data(link: Link) -> None:
    """The first to come writes the version; nobody reads what a newer Marsad wrote."""
    await link.command("HSETNX", link.keys.meta, "data_version", DATA_VERSION)
    stored = str(await link.command("HGET", link.keys.meta, "data_version"))
    if not stored.isdigit() or int(stored) > DATA_VERSION:
        raise NewerData(
            f"The data under {link.keys.prefix!r} at {link.where} has version {stored}, newer than {DATA_VERSION} that "
            "this Marsad reads. Install the newer Marsad, or set another redis.prefix."
        )


async def _info(link: Link, section: str) -> dict[str, Any]:
    with link.translated():
        info = await link.client.info(section)
    if info and all(isinstance(value, dict) for value in info.values()):
        return dict(next(iter(info.values())))  # a cluster answers by node
    return dict(info)


async def _setting(link: Link, name: str) -> str | None:
    try:
        with link.translated():
            found: Any = await link.client.config_get(name)
    except (Unsuitable, ResponseError):
        return None
    if found and all(isinstance(value, dict) for value in found.values()):
        found = next(iter(found.values()))
    value = found.get(name)
    return None if value is None else str(value)


def _parts(version: str) -> tuple[int, int]:
    major, minor = (*version.split("."), "0")[:2]
    return (int(major) if major.isdigit() else 0), (int(minor) if minor.isdigit() else 0)
