"""Feed servers in a process of their own: as little work as possible, so that the clients are measured.

    python -m benchmarks.polling.servers ITEMS

Prints its port. `/304/…` honours validators, `/200/…` ignores them and always sends the same bytes, `/new/…` sends one
new entry at every request. Listens on every address of 127.0.0.0/8: as many hosts as wanted.
"""

import asyncio
import sys
from email.utils import formatdate
from itertools import count

HEAD = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet</title>'
TAIL = "</channel></rss>"
COUNTER = count(10**6)


def item(number: int) -> str:
    words = f"The council of valley {number} met on Monday, spoke about roads, wells and schools, and went home. " * 4
    return (
        f"<item><title>Report {number} from the valley</title><link>http://outlet.example/news/{number}</link>"
        f"<guid>http://outlet.example/?p={number}</guid><pubDate>{formatdate(1767225600 + number)}</pubDate>"
        f"<description>{words}</description></item>"
    )


def document(items: int) -> bytes:
    return (HEAD + "".join(item(number) for number in range(items)) + TAIL).encode()


def response(status: str, body: bytes, *, etag: str) -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    head = f"HTTP/1.1 {status}\r\nETag: {etag}\r\nContent-Type: application/rss+xml\r\n{length}\r\n"
    return head.encode() + body


class Site:
    def __init__(self, items: int) -> None:
        self.body = document(items)
        self.full = response("200 OK", self.body, etag='"1"')
        self.unchanged = response("304 Not Modified", b"", etag='"1"')

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self.answer(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def answer(self, head: bytes) -> bytes:
        if head.startswith(b"GET /304/") and b"if-none-match" in head.lower():
            return self.unchanged
        if head.startswith(b"GET /new/"):
            number = next(COUNTER)
            body = self.body.replace(b"<item>", item(number).encode() + b"<item>", 1)
            return response("200 OK", body, etag=f'"{number}"')
        return self.full


async def main(items: int) -> None:
    server = await asyncio.start_server(Site(items).serve, "0.0.0.0", 0, limit=2**20)  # noqa: S104 - loopback hosts only
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
