"""Owns the embedded server: one process a data directory, restarted when it dies, shared with who attaches."""

import asyncio
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import IO, Self

import structlog

from config.settings import RedisSettings
from workers.doors.server.binary import find_binary, version
from workers.doors.server.command import acl, command
from workers.doors.server.place import Owner, Place, take, write_private
from workers.doors.server.process import cut_off, ended, free_port, serves, spawn, stop, tail, until_ready
from workers.model.errors import OutOfReach, Permanent

CRASHES = 5
CALM_SECONDS = 600.0
"""A server that lived so long starts with a clean slate."""
LONGEST_LOG = 4 * 1024**2
READER_PATIENCE = 15.0
DISK_FULL = ("Can't recover from AOF write error", "No space left on device")
DISK_PAUSE = 2.0
ROOM = 1024**2

log = structlog.get_logger("marsad.redis")


class EmbeddedServer:
    """`async with EmbeddedServer(data_dir, settings, prefix) as server:` … `server.url`, `server.port`.

    Raises Permanent: reason `already_running` (the message names the owner's pid), `data_dir`, `no_server`,
    `server_crashed`. `trouble` is what the server waits for, "" when it runs. Enter it from the main thread: the server
    is told to stop when the thread that started it ends.
    """

    def __init__(self, data_dir: Path, settings: RedisSettings, prefix: str, *, kind: str = "run") -> None:
        self.place = Place(data_dir.absolute())
        self.settings = settings
        self.prefix = prefix
        self.kind = kind
        self.port = 0
        self.url = ""
        self.restarts = 0
        self.trouble = ""
        self._stack = ExitStack()
        self._tasks: list[asyncio.Task[None]] = []
        self._broken: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Self:
        binary = find_binary()
        self.place.prepare()
        with ExitStack() as stack:
            self._binary = binary
            self._lock = stack.enter_context(await self._own())
            self._server_lock = stack.enter_context(await self._end_orphan())
            self.place.provide_password()
            with self.place.writing():
                self.socket = self.place.socket()
            self.url = self.place.url(str(self.socket))
            self.port = free_port(self.settings.port)
            if self.port != self.settings.port:
                log.warning("redis.port_taken", wanted=self.settings.port, port=self.port)
            await self._start()
            self._stack = stack.pop_all()
        self._broken = asyncio.get_running_loop().create_future()
        self._tasks.append(asyncio.create_task(self._supervise(), name="embedded redis"))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await stop(self._process)
        with suppress(OSError):
            self.socket.unlink()
        if self._broken is not None:
            self._broken.cancel()
        self._stack.close()

    async def broken(self) -> None:
        """Returns never, but raises Permanent when the server died so often that it is given up."""
        if self._broken is not None:
            await asyncio.shield(self._broken)

    async def _own(self) -> IO[str]:
        """The lock; waits a little for a command that only reads."""
        for _ in range(int(READER_PATIENCE / 0.1)):
            handle = take(self.place.lock)
            if handle is not None:
                return handle
            owner = self.place.owner()
            if owner is not None and owner.kind == "run":
                raise Permanent(
                    f"Marsad already runs on {self.place.data_dir} (pid {owner.pid}). Stop it first, set another "
                    "data_dir, or start only some roles with `marsad run --role`, which attach to it.",
                    reason="already_running",
                )
            await asyncio.sleep(0.1)
        raise Permanent(f"{self.place.lock} is held by another process that does not end.", reason="already_running")

    async def _end_orphan(self) -> IO[str]:
        """A server whose owner was killed may still be writing: two on one directory would lose data."""
        told = False
        for _ in range(3000):
            handle = take(self.place.server_lock)
            if handle is not None:
                return handle
            pid = _server_pid(self.place)
            if pid and not told and serves(pid, self.place.directory):
                log.info("redis.orphan", pid=pid)
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGTERM)
                told = True
            await asyncio.sleep(0.01)
        raise Permanent(
            f"An earlier server still holds {self.place.server_lock} and does not end; stop the process by hand.",
            reason="already_running",
        )

    async def _start(self) -> None:
        line = command(self._binary, self.place, self.settings, socket=self.socket, port=self.port)
        with self.place.writing():
            write_private(self.place.acl_file, acl(self.prefix, self.place.password(), version(self._binary)))
            _turn_log(self.place.log)
            self._tell(server_pid=0)
            self._process = spawn(line, server_lock=self._server_lock.fileno())
            self._tell(server_pid=self._process.pid)
        try:
            await until_ready(self._process, self.socket, self.place.log, progress=self._progress)
        except BaseException:
            await stop(self._process)
            raise
        log.info("redis.ready", port=self.port, socket=str(self.socket), pid=self._process.pid)

    def _progress(self, said: str) -> None:
        log.info("redis.loading", server=said, directory=str(self.place.directory))

    def _tell(self, *, server_pid: int) -> None:
        pid, socket = os.getpid(), str(self.socket)
        self.place.tell(Owner(pid=pid, kind=self.kind, socket=socket, port=self.port, server_pid=server_pid))

    async def _supervise(self) -> None:
        """Restarts the server when it dies; gives up after five deaths in a row."""
        loop, crashes = asyncio.get_running_loop(), 0
        while crashes < CRASHES:
            born = loop.time()
            await ended(self._process, self.socket)
            said = tail(self.place.log)
            if self._process.poll() is None:
                log.error("redis.socket_gone", socket=str(self.socket), remedy="leave the data directory alone")
                await stop(self._process)
            elif any(words in said for words in DISK_FULL) or cut_off(self.place.log) or self._is_full():
                await self._room(said)
            else:
                crashes = 1 if loop.time() - born > CALM_SECONDS else crashes + 1
                log.error("redis.died", status=self._process.returncode, crashes=crashes, server_log=said)
                await asyncio.sleep(min(5.0, 0.1 * 2**crashes) if crashes > 1 else 0)
            with suppress(Permanent):
                await self._start()
                self.restarts += 1
                self.trouble = ""
        if self._broken is not None and not self._broken.done():
            self._broken.set_exception(
                Permanent(
                    f"The embedded server died {CRASHES} times. Its log {self.place.log} says: {tail(self.place.log)}",
                    reason="server_crashed",
                )
            )

    def _is_full(self) -> bool:
        return shutil.disk_usage(self.place.directory).free < ROOM

    async def _room(self, said: str) -> None:
        """With fsync always the server ends rather than promise what it cannot write; it starts when there is room."""
        self.trouble = f"the disk of {self.place.directory} is full; free space there, the rest goes on by itself"
        log.error("redis.disk_full", directory=str(self.place.directory), remedy="free space there", server_log=said)
        while True:
            await asyncio.sleep(DISK_PAUSE)
            if not self._is_full():
                return


def _turn_log(path: Path) -> None:
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.replace(path.with_suffix(".log.1"))


def _server_pid(place: Place) -> int:
    try:
        return int(json.loads(place.lock.read_text())["server_pid"])
    except (OSError, ValueError, KeyError):
        return 0


def attach(data_dir: Path) -> str | None:
    """The address of the server that another process runs on this directory, None when none does."""
    place = Place(data_dir.absolute())
    owner = place.owner()
    if owner is None:
        return None
    try:
        return place.url(owner.socket)
    except OSError:
        return None


@asynccontextmanager
async def open_for_reading(
    data_dir: Path, settings: RedisSettings | None = None, prefix: str = "marsad"
) -> AsyncIterator[str]:
    """The address of the running server, or of one started for as long as this takes, where data exists."""
    url = attach(data_dir)
    if url is not None:
        yield url
        return
    if not Place(data_dir).has_data:
        raise OutOfReach(
            f"No Marsad runs on {data_dir} and it holds no data. Start `marsad run`, or name the right directory "
            "with data_dir or --config."
        )
    quiet = (settings or RedisSettings()).model_copy(update={"port": 0})
    async with EmbeddedServer(data_dir, quiet, prefix, kind="reading") as server:
        yield server.url
