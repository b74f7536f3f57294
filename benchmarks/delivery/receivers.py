"""Receivers of webhooks in a process of their own: some answer at once, some never. Prints what came, as JSON.

    python -m benchmarks.delivery.receivers HEALTHY HANGING

The first line names the ports, healthy ones first. On SIGTERM it prints what came to them: [item id, second].
"""

import asyncio
import json
import signal
import sys
import time
from functools import partial

ARRIVALS: list[tuple[str, float]] = []


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(head.split("content-length: ")[1].split("\r")[0])
            body = await reader.readexactly(length)
            if not answers:
                await reader.read()
                return
            ARRIVALS.append((json.loads(body)["data"]["items"][0]["id"], time.monotonic()))
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
        return
    finally:
        writer.close()


async def main(healthy: int, hanging: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    servers = [
        await asyncio.start_server(partial(serve, answers=number < healthy), "127.0.0.1", 0)
        for number in range(healthy + hanging)
    ]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await stop.wait()
    print(json.dumps(ARRIVALS), flush=True)
    for server in servers:
        server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
