"""A news site on loopback that announces one article at a time. Knows nothing of who reads it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate
from typing import Self

_TOWNS = ("Saraqib", "Binnish", "Ariha", "Kafranbel", "Sarmin", "Taftanaz", "Maarat Misrin", "Khan Shaykhun")


def page(number: int) -> str:
    """An invented report, different each time so that none is a copy of another."""
    town = _TOWNS[number % len(_TOWNS)]
    paragraphs = "".join(
        f"<p>Residents of {town} in Syria's Idlib province said on day {number} that shell {number * 7 + line} fell "
        f"near the bakery of street {number * 13 + line}, and that volunteers took {line + 2} people to a clinic.</p>"
        for line in range(8)
    )
    title = f"Shelling near {town} in Idlib, report {number}"
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


class Press:
    """`publish` puts an article into the feed; `asked` waits until the feed that announces it was handed out."""

    def __init__(self) -> None:
        self.root = ""
        self._newest = -1
        self._asked = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        press = cls()
        server = await asyncio.start_server(press._answer, "127.0.0.1", 0)
        press.root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield press
        finally:
            server.close()
            for writer in press._open:
                writer.close()
            await asyncio.gather(*(writer.wait_closed() for writer in press._open), return_exceptions=True)

    def url_of(self, number: int) -> str:
        return f"{self.root}/{number}"

    def publish(self, number: int) -> None:
        self._newest = number
        self._asked.clear()

    async def asked(self) -> None:
        await self._asked.wait()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                body, kind = self._body(path)
                status = "200 OK" if body else "404 Not Found"
                writer.write(
                    f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
                )
                await writer.drain()
                if path == "/feed.xml":
                    self._asked.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    def _body(self, path: str) -> tuple[bytes, str]:
        if path == "/feed.xml":
            return self._feed().encode(), "application/rss+xml"
        if path[1:].isdigit():
            return page(int(path[1:])).encode(), "text/html; charset=utf-8"
        return b"", "text/plain"

    def _feed(self) -> str:
        first = max(0, self._newest - 19)
        items = "".join(
            f"<item><title>Report {number}</title><link>{self.url_of(number)}</link><guid>{number}</guid>"
            f"<pubDate>{formatdate()}</pubDate></item>"
            for number in range(self._newest, first - 1, -1)
        )
        return f'<rss version="2.0"><channel><title>Press</title><link>{self.root}</link>{items}</channel></rss>'
