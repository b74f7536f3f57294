"""A receiver of webhooks on loopback, with knobs for everything that receivers do wrong."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    headers: dict[str, str]
    body: bytes
    path: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def verified(self, secret: str = SECRET) -> bool:
        """By the reference library."""
        try:
            Webhook(secret).verify(self.body, self.headers)
        except WebhookVerificationError:
            return False
        return True


@dataclass(slots=True, kw_only=True)
class FakeWebhook:
    """Use as `async with FakeWebhook(statuses=[500, 200]) as hook`; the last status is repeated.

    `hang`: takes the request and never answers. `late`: seconds before the answer. `headers`: sent with the answers of
    that status. `reset`: how many requests are read and then cut off without an answer.
    """

    statuses: list[int] = field(default_factory=lambda: [200])
    headers: dict[int, dict[str, str]] = field(default_factory=dict)
    answer: bytes = b""
    late: float = 0.0
    hang: bool = False
    reset: int = 0
    received: list[Received] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/hook"

    @property
    def ids(self) -> list[str]:
        return [request.id for request in self.received]

    async def until(self, condition: Callable[[list[Received]], bool]) -> None:
        async with self._arrived:
            await self._arrived.wait_for(lambda: condition(self.received))

    async def arrived(self, count: int) -> list[Received]:
        """Waits until so many requests have come, answered or not."""
        await self.until(lambda received: len(received) >= count)
        return self.received

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while True:
                await self._exchange(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        async with self._arrived:
            self.received.append(Received(headers=headers, body=body, path=first.split(" ")[1]))
            self._arrived.notify_all()
        if self.reset:
            self.reset -= 1
            writer.transport.abort()
            raise ConnectionResetError
        if self.hang:
            await reader.read()
            raise ConnectionResetError
        if self.late:
            await asyncio.sleep(self.late)
        writer.write(_answer(status, self.headers.get(status, {}).items(), self.answer))
        await writer.drain()


def _answer(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    lines = [
        f"HTTP/1.1 {status} Told",
        f"content-length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
