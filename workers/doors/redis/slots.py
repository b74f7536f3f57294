"""Stable names for workers: `<host>:<role>:<slot>`, each used by one living process. Knows nothing of work."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from workers.doors.redis.link import Link
from workers.model.errors import OutOfReach

HELD_MS = 60_000
RENEWED_SECONDS = 20.0
MOST = 1000

_TAKE = """
local lock, mine, dead, ms = take_key(), take(), take(), take()
local holder = redis.call('GET', lock)
if holder and holder ~= dead and holder ~= mine then return holder end
redis.call('SET', lock, mine, 'PX', ms)
return mine
"""
_LEAVE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@asynccontextmanager
async def slot(link: Link, role: str, *, host: str | None = None) -> AsyncIterator[str]:
    """The first free name on this host, held while the block runs.

    A restarted process finds its old name, and so the work that it had in hand. Where Redis forgot the name meanwhile,
    two processes may share one: they do some work twice and publish it once.
    """
    host = host or socket.gethostname()
    mine = _identity(os.getpid())
    name = await _take(link, f"{host}:{role}", mine)
    renewal = asyncio.create_task(_renew(link, name, mine), name=f"slot {name}")
    try:
        yield name
    finally:
        renewal.cancel()
        with suppress(asyncio.CancelledError):
            await renewal
        with suppress(OutOfReach):
            await link.run_text(_LEAVE, [link.keys.lock(name)], [mine])


async def _take(link: Link, stem: str, mine: str) -> str:
    for number in range(MOST):
        name = f"{stem}:{number}"
        lock = link.keys.lock(name)
        holder = str(await link.run_text(_TAKE, [lock], [mine, "", HELD_MS]))
        if holder != mine and _is_gone(holder):
            holder = str(await link.run_text(_TAKE, [lock], [mine, holder, HELD_MS]))
        if holder == mine:
            return name
    raise OutOfReach(f"All {MOST} names {stem}:… at {link.where} are taken.")


async def _renew(link: Link, name: str, mine: str) -> None:
    while True:
        await asyncio.sleep(RENEWED_SECONDS)
        with suppress(OutOfReach):
            await link.run_text(_TAKE, [link.keys.lock(name)], [mine, "", HELD_MS])


def _identity(pid: int) -> str:
    """A process of this machine, told from a later one with the same number where the system says when it began.

    One that has ended and that its parent has not asked for yet is itself no more.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 -- no path object in the renewal of a name
            state, *told = file.read().rpartition(b")")[2].split()
    except OSError:
        return f"{pid}:"
    return f"{pid}:{'ended' if state in {b'Z', b'X'} else told[18].decode()}"


def _is_gone(holder: str) -> bool:
    """Names carry the host, so the holder is a process of this machine (or of an earlier container of this name)."""
    pid = holder.partition(":")[0]
    if not pid.isdigit() or int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _identity(int(pid)) != holder
