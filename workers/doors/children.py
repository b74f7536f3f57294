"""CPU work in child processes that can be killed: a deadline, a memory limit, no network. Knows nothing of the jobs."""

import asyncio
import os
import pickle
import signal
import socket
import struct
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from workers.doors.zygote import OUT_OF_MEMORY, frame, framed
from workers.doors.zygote_client import Child, ZygoteClient
from workers.model.errors import Permanent

A = TypeVar("A")
R = TypeVar("R")

DEFAULT_MEMORY = 1024**3
"""Bytes of address space that a job may take above what the preloaded modules have."""
_END_SECONDS = 30.0
"""How long a busy machine may take to tell how a child ended; its end itself is known already."""
_LENGTH = struct.Struct("!Q")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def _exchange(child: Child, request: object) -> tuple[str, Any]:
    """Send a job and read its answer. Raises EOFError or OSError when the child is gone."""
    loop, channel = asyncio.get_running_loop(), child.channel
    await loop.sock_sendall(channel, framed(request, child.arena))
    (size,) = _LENGTH.unpack(await _read(channel, _LENGTH.size))
    answer: tuple[str, Any] = pickle.loads(await _read(channel, size))  # noqa: S301 - written by our own child
    return answer


async def _read(channel: socket.socket, size: int) -> bytes:
    loop = asyncio.get_running_loop()
    received = bytearray(size)
    view = memoryview(received)
    while view:
        count = await loop.sock_recv_into(channel, view)
        if not count:
            raise EOFError
        view = view[count:]
    return bytes(received)


class Children:
    """A fixed number of child processes, forked from one that has imported `preload` and called `setup(argument)`.

    Jobs wait while all children are busy. A child that dies, or had `recycle` jobs, is replaced by the next job.
    """

    def __init__(
        self,
        processes: int,
        preload: tuple[str, ...] = (),
        setup: Callable[[A], None] | None = None,
        setup_argument: A | None = None,
        *,
        memory: int = DEFAULT_MEMORY,
        recycle: int = 2000,
    ) -> None:
        self.processes = processes or cores()
        self._template = (preload, setup, setup_argument)
        self._memory = memory
        self._recycle = recycle
        self._zygote: ZygoteClient | None = None
        self._restart = asyncio.Lock()
        self._idle: asyncio.Queue[Child | None] = asyncio.Queue()
        self._alive: set[Child] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        self._zygote = await ZygoteClient.start(*self._template)
        for _ in range(self.processes):
            self._idle.put_nowait(None)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes at work or waiting for it."""
        return tuple(sorted(child.pid for child in self._alive))

    async def close(self) -> None:
        """Kill all children. Jobs that run or wait raise Permanent with reason `closed`."""
        self._closed = True
        while not self._idle.empty():
            idle = self._idle.get_nowait()
            if idle is not None:
                self._bury(idle)
        self._idle.put_nowait(None)  # busy ones die with the zygote, which ends their exchange
        if self._zygote is not None:
            await self._zygote.stop()

    async def run(self, function: Callable[[A], R], argument: A, *, deadline: float) -> R:
        """`function(argument)` in a child, for at most `deadline` seconds from its start there.

        The function is found by name (module level), argument and result are pickled. Raises Permanent with reason
        `deadline`, `memory`, `crashed`, `failed` (the function raised; the message says what) or `closed`.
        """
        request = (function, argument, deadline)
        slot = await self._idle.get()
        child: Child | None = None
        try:
            child = await self._child_for(slot)
            outcome, value = await self._ask(child, request, deadline)
        finally:
            self._idle.put_nowait(child if child in self._alive else None)
        if outcome == "done":
            result: R = value
            return result
        name = f"{function.__module__}.{function.__qualname__}"
        raise Permanent(f"{name} {_EXPLAINED[outcome].format(deadline=deadline, value=value)}", reason=outcome)

    async def _child_for(self, slot: Child | None) -> Child:
        self._refuse_if_closed()
        if slot is not None and slot in self._alive and slot.jobs < self._recycle and not slot.gone:
            return slot
        if slot is not None:
            self._bury(slot)
        try:
            child = await self._born()
        except (OSError, TimeoutError) as error:
            raise Permanent(f"no child process could be made: {error}", reason="crashed") from error
        self._alive.add(child)
        return child

    async def _born(self) -> Child:
        """A new child that knows its limit. Once more where the zygote died before anybody could know."""
        for attempt in (1, 2):
            zygote = await self._living_zygote()
            try:
                return await zygote.fork(frame(self._memory))
            except OSError:
                if attempt == 2 or not zygote.gone:
                    raise
        raise AssertionError

    async def _living_zygote(self) -> ZygoteClient:
        async with self._restart:
            if self._zygote is None:
                raise RuntimeError("Children is an async context manager: use `async with`")
            if self._zygote.gone:
                await self._zygote.stop()
                self._zygote = await ZygoteClient.start(*self._template)
            return self._zygote

    async def _ask(self, child: Child, request: object, deadline: float) -> tuple[str, Any]:
        child.jobs += 1
        try:
            async with asyncio.timeout(deadline):
                outcome, value = await _exchange(child, request)
        except TimeoutError:
            self._bury(child)
            return "deadline", None
        except (EOFError, OSError):
            return await self._post_mortem(child)
        except BaseException:
            self._bury(child)  # cancelled: what it computes is nobody's any more
            raise
        if outcome == "memory":
            self._bury(child)
        return outcome, value

    async def _post_mortem(self, child: Child) -> tuple[str, Any]:
        self._bury(child)
        self._refuse_if_closed()
        try:
            async with asyncio.timeout(_END_SECONDS):
                status = await asyncio.shield(child.end)
        except TimeoutError:
            return "crashed", "for an unknown reason"
        if status == -signal.SIGXCPU:
            return "deadline", None
        if status == OUT_OF_MEMORY:
            return "memory", None
        return "crashed", f"with {signal.Signals(-status).name if status < 0 else f'exit code {status}'}"

    def _bury(self, child: Child) -> None:
        self._alive.discard(child)
        child.close()
        if self._zygote is not None:
            self._zygote.kill(child)

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise Permanent("the child processes are closed", reason="closed")


_EXPLAINED = {
    "deadline": "did not end within {deadline:g} s and was killed",
    "memory": "needed more memory than a child may have",
    "crashed": "ended its process {value}",
    "failed": "raised {value}",
}
