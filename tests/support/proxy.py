"""A TCP proxy in front of a Redis server that loses answers: the server has done it, the client never hears."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path


class LosingProxy:
    """Asks `loses(request)` for each chunk of requests; where it says so, the connection breaks before the answer."""

    def __init__(self, socket: Path, loses: Callable[[bytes], bool]) -> None:
        self._socket = socket
        self._loses = loses
        self.lost = 0
        self._connections: set[asyncio.Task[None]] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._carry(reader, writer))
        self._connections.add(task)
        await asyncio.wait([task])

    async def close(self) -> None:
        """After the client has closed its side: every connection ends by itself."""
        await asyncio.gather(*self._connections)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server_reader, server_writer = await asyncio.open_unix_connection(str(self._socket))
        except OSError:  # the server is down: so are we, to the client
            writer.transport.abort()
            return
        losing = asyncio.Event()

        async def requests() -> None:
            while data := await reader.read(1 << 16):
                if self._loses(data):
                    losing.set()
                server_writer.write(data)
                await server_writer.drain()

        async def answers() -> None:
            while data := await server_reader.read(1 << 16):
                if losing.is_set():
                    self.lost += 1
                    return
                writer.write(data)
                await writer.drain()

        tasks = [asyncio.create_task(requests()), asyncio.create_task(answers())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for end in (writer, server_writer):
                end.transport.abort()
                with suppress(ConnectionError):
                    await end.wait_closed()


@asynccontextmanager
async def losing_proxy(
    socket: Path, loses: Callable[[bytes], bool], *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, LosingProxy]]:
    """Its redis:// (or rediss://) address, and the proxy."""
    proxy = LosingProxy(socket, loses)
    server = await asyncio.start_server(proxy.handle, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield f"redis{'s' if tls else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}", proxy
        await proxy.close()


def every(count: int, *words: bytes) -> Callable[[bytes], bool]:
    """True for each `count`-th request that has one of the words in it."""
    seen = 0

    def loses(data: bytes) -> bool:
        nonlocal seen
        if not any(word in data for word in words):
            return False
        seen += 1
        return seen % count == 0

    return loses
