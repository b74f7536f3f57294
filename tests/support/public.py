"""A server as `marsad run` has it, with its users: what a subscriber meets on 127.0.0.1 without a password."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis.asyncio
from redis.exceptions import RedisError

from tests.conftest import valkey_binary
from workers.doors.server.command import acl
from workers.doors.server.place import OWN_USER

PASSWORD = "correct-horse"


@dataclass(slots=True)
class PublicServer:
    """`reader` is what everybody may do, `owner` is Marsad's own user. `kill` is kill -9, `start` brings it back."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def owner(self) -> AsyncIterator[Any]:
        async with redis.asyncio.Redis(
            port=self.port, username=OWN_USER, password=PASSWORD, decode_responses=True, protocol=2
        ) as client:
            yield client

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Any]:
        async with redis.asyncio.Redis(port=self.port, decode_responses=True, protocol=2) as client:
            yield client

    async def start(self) -> None:
        command = [str(valkey_binary()), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder),
                   "--aclfile", str(self.folder / "users.acl"), "--appendonly", "yes", "--appendfsync", "always",
                   "--save", "", "--logfile", str(self.folder / "log")]  # fmt: skip
        self.process = subprocess.Popen(command)  # noqa: ASYNC220 - it returns at once
        async with redis.asyncio.Redis(port=self.port) as client:
            for _ in range(2000):
                with suppress(RedisError):
                    await client.ping()
                    return
                await asyncio.sleep(0.005)
        raise AssertionError((self.folder / "log").read_text())

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@asynccontextmanager
async def public_server(folder: Path) -> AsyncIterator[PublicServer]:
    (folder / "users.acl").write_text(acl("marsad", PASSWORD, (7, 0)), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = PublicServer(folder, port)
    await server.start()
    try:
        yield server
    finally:
        server.kill()
