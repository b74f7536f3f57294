"""A server as `marsad run` has it, with its users: what a subscriber meets on 127.0.0.1 without a password."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import redis.asyncio

from tests.support.valkey import Valkey, a_port
from workers.doors.server.command import acl
from workers.doors.server.place import OWN_USER

PASSWORD = "correct-horse"


class PublicServer(Valkey):
    """`reader` is what everybody may do, `owner` is Marsad's own user."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    @property
    def owner_url(self) -> str:
        return f"redis://{OWN_USER}:{PASSWORD}@127.0.0.1:{self.port}"

    @asynccontextmanager
    async def owner(self) -> AsyncIterator[Any]:
        async with redis.asyncio.Redis.from_url(self.owner_url, decode_responses=True, protocol=2) as client:
            yield client

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Any]:
        async with redis.asyncio.Redis.from_url(self.url, decode_responses=True, protocol=2) as client:
            yield client


@asynccontextmanager
async def public_server(folder: Path) -> AsyncIterator[PublicServer]:
    users = folder / "users.acl"
    users.write_text(acl("marsad", PASSWORD, (7, 0)), "utf-8")
    server = PublicServer(folder, port=a_port(), aclfile=users, appendfsync="always")
    await server.start()
    try:
        yield server
    finally:
        server.kill()
