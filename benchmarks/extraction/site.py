"""A news site on loopback, in a process of its own: real pages, some made relevant, announced by feeds.

python -m benchmarks.extraction.site FILE --one-in N --copies N   # prints its address, serves until killed
"""

import argparse
import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

from workers.article import evaluate

TOWNS = ("Saraqib", "Binnish", "Ariha", "Kafranbel", "Sarmin", "Taftanaz", "Maarat Misrin", "Khan Shaykhun")
WARM_UP = 60
"""Pages before the clock starts: what a process learns once, it learns there."""
FEED = 400
"""Entries of one feed; Marsad takes no more than 500 at once."""
_PARAGRAPH = re.compile(rb"<p(?=[\s>])[^>]*>")


def made(body: bytes, number: int, *, relevant: bool) -> bytes:
    """The page with three more sentences, of Syria or of nothing in particular, so that no two pages are alike."""
    town, where = TOWNS[number % len(TOWNS)], "Syria's Idlib province" if relevant else "the lake district"
    name = town if relevant else "the valley"
    lines = [
        f"Residents of {name} in {where} said on day {number} that {number * 7 + line} families waited near bakery "
        f"{number * 13 + line}, and that volunteers took {line + 2} people to a clinic. ".encode()
        for line in range(3)
    ]
    return _PARAGRAPH.sub(lambda match: match[0] + (lines.pop() if lines else b""), body)


def pages(files: list[Path], *, one_in: int, copies: int) -> Iterator[bytes]:
    found = [row.page.body for path in files for row in evaluate.load(path, now=datetime.now(UTC))]
    for number in range(copies * len(found)):
        yield made(found[number % len(found)], number, relevant=number % one_in == 0)


def shares(count: int) -> list[range]:
    """Which pages each feed announces: the first a few, to warm up on."""
    edges = [0, min(WARM_UP, count), *range(WARM_UP + FEED, count, FEED), count]
    return [range(first, last) for first, last in pairwise(edges) if first < last]


def feed(root: str, numbers: range, *, one_in: int) -> bytes:
    items = "".join(
        f"<item><title>{'Idlib report' if number % one_in == 0 else 'Report'} {number}</title><guid>{number}</guid>"
        f"<link>{root}/{number}</link><pubDate>{formatdate()}</pubDate></item>"
        for number in numbers
    )
    return f'<rss version="2.0"><channel><title>Site</title><link>{root}</link>{items}</channel></rss>'.encode()


async def serve(bodies: list[bytes], *, one_in: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()[1:]
                body, kind = (bodies[int(path)], "text/html; charset=utf-8") if path.isdigit() else (b"", "text/plain")
                if path.endswith(".xml"):
                    body, kind = announced[int(path.removesuffix(".xml"))], "application/rss+xml"
                head_line = "200 OK" if body else "404 Not Found"
                writer.write(
                    f"HTTP/1.1 {head_line}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode()
                )
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    announced = [feed(root, numbers, one_in=one_in) for numbers in shares(len(bodies))]
    print(root, len(bodies), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--one-in", type=int, default=1)
    parser.add_argument("--copies", type=int, default=1)
    chosen = parser.parse_args()
    asyncio.run(serve(list(pages(chosen.files, one_in=chosen.one_in, copies=chosen.copies)), one_in=chosen.one_in))
