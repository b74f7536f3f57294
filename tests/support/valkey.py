"""Real servers for fault tests: started with any option, limited, killed, started again on the same data."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.server.binary import find_binary
from workers.doors.server.process import _death_wish, answer

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def a_port() -> int:
    """One that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Valkey:
    """One server on a directory of its own. `options` by name, "_" for "-"."""

    def __init__(self, directory: Path, *, port: int = 0, **options: str | int | Path) -> None:
        self.directory = directory
        self.port = port
        self.socket = directory / "s"
        self.options = {"appendonly": "yes", "appendfsync": "everysec", "save": "", **options}
        self.mode: tuple[str, ...] = ()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def log(self) -> Path:
        return self.directory / "log"

    def command(self) -> list[str]:
        place = {
            "dir": self.directory,
            "unixsocket": self.socket,
            "port": self.port,
            "logfile": self.log,
            "bind": "127.0.0.1",
        }
        options = {
            **place,
            "set-proc-title": "no",
            **{name.replace("_", "-"): value for name, value in self.options.items()},
        }
        flat = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
        return [str(find_binary()), *self.mode, *flat]

    def spawn(self) -> subprocess.Popen[bytes]:
        """A signal that Python ignores stays ignored: a file over its limit is then an error, as on a full disk."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            self.command(),
            stdout=subprocess.DEVNULL,
            restore_signals=False,
            preexec_fn=_death_wish(),  # noqa: PLW1509
        )
        return self.process

    async def start(self, *, loaded: bool = True) -> None:
        self.spawn()
        while not (said := await answer(self.socket)) or (loaded and said != "+PONG"):
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()
            await asyncio.sleep(0.005)

    def kill(self) -> None:
        """As by kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def pause(self) -> None:
        """Returns when all its threads have stopped."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def limit_files(self, limit: int | None) -> None:
        """No file may grow beyond so many bytes: stands for a full disk."""
        assert self.process is not None
        limits = UNLIMITED if limit is None else (limit, resource.RLIM_INFINITY)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, limits)


@asynccontextmanager
async def valkey(directory: Path, *, port: int = 0, **options: str | int | Path) -> AsyncIterator[Valkey]:
    server = Valkey(directory, port=port, **options)
    await server.start()
    try:
        yield server
    finally:
        server.kill()


@asynccontextmanager
async def connected(server: Valkey, *, retries: int = 4) -> AsyncIterator[Store]:
    async with connect(server.url, retries=retries, block_ms=100) as store:
        yield store
