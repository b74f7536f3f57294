"""The parent's side of `zygote`: start it, fork children, learn of their ends. Knows nothing of jobs."""

import asyncio
import contextlib
import itertools
import json
import os
import select
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from mmap import mmap
from typing import Any

from workers.doors.arena import anonymous_file, mapped
from workers.doors.zygote import ORDER_BYTES, frame
from workers.model.errors import Permanent

_START_SECONDS = 60.0
_BUFFER = 1024**2
_INHERITED = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")


@dataclass(slots=True, eq=False)
class Child:
    """One forked process, our end of its socket, its exit code to come (a signal's is negative), and shared memory."""

    pid: int
    channel: socket.socket
    end: asyncio.Future[int]
    arena: mmap | None = None
    jobs: int = 0

    @property
    def gone(self) -> bool:
        return self.end.done() or hung_up(self.channel)

    def close(self) -> None:
        self.channel.close()
        if self.arena is not None:
            self.arena.close()


class ZygoteClient:
    """The preloaded process, and what it says of the children it forked."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._tokens = itertools.count()
        self._births: dict[int, asyncio.Future[tuple[int, asyncio.Future[int]]]] = {}
        self._ends: dict[int, asyncio.Future[int]] = {}
        self._started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._listener = asyncio.create_task(self._listen())

    @classmethod
    async def start(
        cls, preload: tuple[str, ...], setup: Callable[[Any], None] | None, argument: object
    ) -> "ZygoteClient":
        """Ready to fork. Raises Permanent when a module or the setup fails."""
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}  # no secrets
        environment["PYTHONPATH"] = os.pathsep.join(sys.path)
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "workers.doors.zygote",  # -P: not what lies in the current directory
                stdin=theirs.fileno(), stdout=asyncio.subprocess.DEVNULL, env=environment,
                process_group=0,  # Ctrl-C is for us: we end it
            )  # fmt: skip
        zygote = cls(process, ours)
        try:
            orders = frame((list(sys.path), preload)) + frame((setup, argument))
            async with asyncio.timeout(_START_SECONDS):
                await asyncio.get_running_loop().sock_sendall(ours, orders)
                await zygote._started
        except (OSError, TimeoutError) as error:
            await zygote.stop()
            raise Permanent(f"child processes do not start: {error!r}", reason="crashed") from error
        except BaseException:
            await zygote.stop()
            raise
        return zygote

    @property
    def gone(self) -> bool:
        return self._listener.done() or hung_up(self._control)

    async def fork(self, first: bytes) -> Child:
        """A new child that was sent `first`. Raises OSError or TimeoutError when the zygote is gone."""
        token = next(self._tokens) % 2**31
        ours, theirs = socket.socketpair()
        for side in (ours, theirs):
            side.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)  # a page at a time, not in slices
        ours.settimeout(0)
        birth: asyncio.Future[tuple[int, asyncio.Future[int]]] = asyncio.get_running_loop().create_future()
        self._births[token] = birth
        shared = anonymous_file()
        arena = None if shared is None else mapped(os.dup(shared))
        try:
            with theirs:
                files = [theirs.fileno(), *(() if shared is None else (shared,))]
                socket.send_fds(self._control, [b"+" + token.to_bytes(ORDER_BYTES - 1, "big")], files)
            async with asyncio.timeout(_START_SECONDS):
                pid, end = await birth
                await asyncio.get_running_loop().sock_sendall(ours, first)
        except BaseException:
            ours.close()  # a child born after all reads its end there and goes
            raise
        finally:
            del self._births[token]
            if shared is not None:
                os.close(shared)
        return Child(pid, ours, end, arena)

    def kill(self, child: Child) -> None:
        """By the zygote, which alone knows that the pid is still this child's."""
        if not child.end.done():
            with contextlib.suppress(OSError):
                self._control.send(b"-" + child.pid.to_bytes(ORDER_BYTES - 1, "big"))

    async def stop(self) -> None:
        """Kill every child, and wait until the zygote has buried them."""
        self._listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listener
        self._control.close()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _listen(self) -> None:
        try:
            async for message in _lines(self._control):
                self._hear(message)
        finally:
            self._lose_all()

    def _lose_all(self) -> None:
        """Nobody waits in vain for a word of the zygote: neither when it is gone, nor when we stop it."""
        lost = ConnectionResetError("the process that forks children is gone")
        if not self._started.done():
            self._started.set_exception(lost)
            self._started.exception()  # it may be that nobody waits
        for birth in self._births.values():
            if not birth.done():
                birth.set_exception(lost)
        for end in self._ends.values():
            end.set_result(-signal.SIGKILL)

    def _hear(self, message: dict[str, Any]) -> None:
        if "born" in message:
            pid, end = message["born"], asyncio.get_running_loop().create_future()
            self._ends[pid] = end
            birth = self._births.get(message["token"])
            if birth is not None and not birth.done():
                birth.set_result((pid, end))  # its end with it: one that dies at once is told of in the same breath
        elif "dead" in message:
            self._ends.pop(message["dead"]).set_result(message["status"])
        elif not self._started.done():
            if "failed" in message:
                cause = f"child processes do not start: {message['failed']}"
                self._started.set_exception(Permanent(cause, reason="failed"))
            else:
                self._started.set_result(None)


def hung_up(channel: socket.socket) -> bool:
    """Whether the other side has closed: the kernel knows that before anybody has told us."""
    poll = select.poll()
    poll.register(channel, 0)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


async def _lines(channel: socket.socket) -> AsyncIterator[dict[str, Any]]:
    loop = asyncio.get_running_loop()
    buffer = b""
    with contextlib.suppress(OSError):
        while received := await loop.sock_recv(channel, 4096):
            *lines, buffer = (buffer + received).split(b"\n")
            for line in lines:
                yield json.loads(line)
