"""Connections as httpcore wants them, straight on asyncio's streams. Knows nothing of HTTP, names or policies.

httpcore's own go through anyio: a page cost a third of a millisecond more of the event loop that way (measured by
`benchmarks.extraction.throughput`), and came in smaller pieces.
"""

import asyncio
import select
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpcore

_LIMIT = 128 * 1024
"""Bytes that may wait unread; twice as many stop the sender."""

Failure = type[httpcore.TimeoutException | httpcore.NetworkError]


@asynccontextmanager
async def _within(seconds: float | None, late: Failure, broken: Failure) -> AsyncIterator[None]:
    """`seconds` for what is done inside, and httpcore's names for what goes wrong there."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:  # TLS errors too
        raise broken(str(error)) from error


class Sockets(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to literal addresses. Parameter names here and below are httpcore's."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - see above
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        async with _within(timeout, httpcore.ConnectTimeout, httpcore.ConnectError):
            own = (local_address, 0) if local_address else None
            reader, writer = await asyncio.open_connection(host, port, local_addr=own, limit=_LIMIT)
            for option in socket_options or ():
                writer.get_extra_info("socket").setsockopt(*option)
        return Stream(reader, writer)


class Stream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - see above
        async with _within(timeout, httpcore.ReadTimeout, httpcore.ReadError):
            return await self._reader.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - see above
        async with _within(timeout, httpcore.WriteTimeout, httpcore.WriteError):
            self._writer.write(buffer)
            await self._writer.drain()

    async def aclose(self) -> None:
        """At once: who waited for a TLS farewell could be held up by the other side."""
        self._writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - see above
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with _within(timeout, httpcore.ConnectTimeout, httpcore.ConnectError):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except BaseException:
            self._writer.transport.abort()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        """`is_readable` is asked of idle connections, where it means that the server hung up."""
        if info == "is_readable":
            return self._reader.at_eof() or self._writer.is_closing() or self._has_news()
        return self._writer.get_extra_info({"client_addr": "sockname", "server_addr": "peername"}.get(info, info))

    def _has_news(self) -> bool:
        """What the event loop has not come to see yet."""
        number = self._writer.get_extra_info("socket").fileno()
        if number < 0:
            return True
        poll = select.poll()
        poll.register(number, select.POLLIN)
        return bool(poll.poll(0))
