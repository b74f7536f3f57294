"""The same as python_subscriber.py with asyncio: needs only `pip install redis`.

python python_asyncio.py redis://127.0.0.1:6399 newsdesk
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import redis.asyncio as redis

STREAM = "marsad:items"
CONSUMER = "asyncio-1"
Fields = dict[str, str]


async def handle(entry_id: str, fields: Fields) -> None:
    """Yours. It may be called twice for one entry, after a crash."""
    told = json.loads(fields["data"])
    print(entry_id, fields["type"], fields["topics"], told.get("title"), flush=True)


async def entries(client: redis.Redis, group: str) -> AsyncIterator[tuple[str, Fields]]:
    """Own pending entries first, then those of the dead, then new ones as they come."""
    after = "0"
    while mine := await read(client, group, after):
        for entry in mine:
            yield entry
        after = mine[-1][0]
    while True:
        _, abandoned, *_ = await client.xautoclaim(STREAM, group, CONSUMER, 60_000, "0-0", count=32)
        for entry in abandoned:
            yield entry
        for entry in await read(client, group, ">", block=2000):
            yield entry


async def read(client: redis.Redis, group: str, after: str, block: int | None = None) -> list[tuple[str, Fields]]:
    answer: Any = await client.xreadgroup(group, CONSUMER, {STREAM: after}, count=32, block=block)
    streams = answer.items() if isinstance(answer, dict) else answer or []
    return [entry for _, found in streams for entry in found]


async def subscribe(url: str, group: str) -> None:
    client = redis.Redis.from_url(url, decode_responses=True, socket_timeout=10)
    while True:
        try:
            try:
                await client.xgroup_create(STREAM, group, id="0", mkstream=True)
            except redis.ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise
            async for entry_id, fields in entries(client, group):
                if fields:
                    await handle(entry_id, fields)
                await client.xack(STREAM, group, entry_id)
        except (redis.ConnectionError, redis.TimeoutError) as error:
            print(f"Redis does not answer, trying again: {error}", file=sys.stderr)
            await asyncio.sleep(1)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python python_asyncio.py redis://127.0.0.1:6399 GROUP (your name; each group gets every item)")
    asyncio.run(subscribe(sys.argv[1], sys.argv[2]))
