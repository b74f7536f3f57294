"""A real HTTP server on loopback that can misbehave: each path has a behaviour, every request is remembered.

    async with Hostile() as server:
        server.on("/feed.xml", answer(body=b"…", headers={"ETag": '"1"'}))
        server.on("/gone", answer(404), redirect("/feed.xml"))     # one after the other; the last one stays
        await http.get(server.url("/feed.xml"), …)
        assert server.asked("/feed.xml")[0].headers["if-none-match"] == '"1"'

Writes raw bytes on purpose: no HTTP library would send what these tests need.
"""

import asyncio
import contextlib
import socket
import ssl
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it arrived. Header names in lower case; of repeated ones the last."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    peer_port: int
    """Two requests over one connection have the same."""
    hangup: Callable[[], Awaitable[object]]
    """Returns when the client has gone away."""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


Behaviour = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
"""Writes an answer. The connection stays open for another request unless the behaviour closes the writer."""


def answer(
    status: int = 200, *, body: bytes = b"", headers: Mapping[str, str] | None = None, reason: str = ""
) -> Behaviour:
    """A well-formed answer. Header values are sent as Latin-1, control characters included."""
    fields = {"Content-Length": str(len(body))} if status not in {204, 304} else {}
    fields |= headers or {}
    head = f"HTTP/1.1 {status} {reason or 'Status'}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items()) + "\r\n"
    return raw(head.encode("latin-1") + body, close=fields.get("Connection", "").lower() == "close")


def redirect(
    location: str, status: int = 302, *, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Behaviour:
    return answer(status, headers={"Location": location, **(headers or {})}, body=body)


def raw(data: bytes, *, close: bool = True) -> Behaviour:
    """Exactly these bytes."""

    async def behave(_: Request, out: asyncio.StreamWriter) -> None:
        out.write(data)
        await out.drain()
        if close:
            out.close()

    return behave


def drip(head: bytes, piece: bytes = b"a", *, every: float = 0.05) -> Behaviour:
    """`head`, then `piece` again and again, until the client has enough."""

    async def behave(_: Request, out: asyncio.StreamWriter) -> None:
        out.write(head)
        while not out.is_closing():
            out.write(piece)
            await out.drain()
            await asyncio.sleep(every)

    return behave


def endless(head: bytes, piece: bytes) -> Behaviour:
    """`head`, then `piece` as fast as the client takes it."""
    return drip(head, piece, every=0)


def silence(head: bytes = b"") -> Behaviour:
    """`head`, then nothing, until the client goes away."""

    async def behave(request: Request, out: asyncio.StreamWriter) -> None:
        out.write(head)
        await out.drain()
        await request.hangup()
        out.close()

    return behave


def reset() -> Behaviour:
    """The connection is torn down (RST) without an answer."""

    async def behave(_: Request, out: asyncio.StreamWriter) -> None:
        at_once = struct.pack("ii", 1, 0)
        out.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        out.transport.abort()

    return behave


def gzip_bomb(mebibytes: int) -> bytes:
    """A gzip file of so many MiB of zeros, a thousandth of that in size, made without compressing them all."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = squeeze.compress(b"\0" * MIB) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + block * mebibytes


class Hostile:
    """Serves the behaviours given with `on`; other paths are 404. `server.requests` has all requests in order.

    `server.accepted` counts connections. `greeting` is sent as soon as a client connects, before any request.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, greeting: bytes = b"") -> None:
        self.requests: list[Request] = []
        self.accepted = 0
        self._greeting = greeting
        self._tls = tls
        self._routes: dict[str, list[Behaviour]] = {}
        self._busy: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        assert self._server is not None, "the server is not running"
        return int(self._server.sockets[0].getsockname()[1])

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def on(self, path: str, *behaviours: Behaviour) -> str:
        """Set what `path` does, request after request; the last behaviour stays. Returns the URL."""
        self._routes[path] = list(behaviours)
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls, limit=4 * MIB)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, incoming: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        self.accepted += 1
        out.write(self._greeting)
        try:
            while not out.is_closing():
                request = await _received(incoming, out)
                self.requests.append(request)
                await self._behaviour(request.path)(request, out)
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client, or the test, has gone
        finally:
            self._busy.discard(task)
            out.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                await out.wait_closed()

    def _behaviour(self, path: str) -> Behaviour:
        queue = self._routes.get(path)
        if not queue:
            return answer(404)
        return queue.pop(0) if len(queue) > 1 else queue[0]


async def _received(incoming: asyncio.StreamReader, out: asyncio.StreamWriter) -> Request:
    head = (await incoming.readuntil(b"\r\n\r\n")).decode("latin-1")
    method, target, _ = head.split("\r\n", 1)[0].split(" ", 2)
    fields = (line.partition(":") for line in head.split("\r\n")[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    body = await incoming.readexactly(int(headers.get("content-length", "0")))
    peer_port = int(out.get_extra_info("peername")[1])
    return Request(
        method=method, target=target, headers=headers, body=body, peer_port=peer_port, hangup=lambda: incoming.read(1)
    )
