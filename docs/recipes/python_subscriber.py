"""Subscribe to Marsad's items without missing one. Copy this file; it needs only `pip install redis`.

    python python_subscriber.py --group newsdesk
    python python_subscriber.py --group newsdesk --once          # what is there now, then end

Every subscriber with a `group` of its own gets every item. Several consumers of one group share the items between them.
An item counts as done when `handle` returned. After a crash it comes again: `handle` must bear seeing an item twice
(`fields["id"]` tells). Give each process of a group its own, stable `--consumer`.
"""

import argparse
import json
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

import redis

Fields = dict[str, str]

BLOCK_MS = 2000
ABANDONED_MS = 60_000  # longer than `handle` ever takes: whoever holds an entry for that long is gone
TAKEOVER_EVERY = 30.0


def handle(entry_id: str, fields: Fields) -> None:
    """Yours. Route by the fields, and parse `data` only when you want the item."""
    if fields["type"] == "marsad.item.new" and "idlib:" in fields["topics"]:
        item = json.loads(fields["data"])
        print(entry_id, fields["type"], fields["topics"], item["title"] or item["summary"], item["url"], flush=True)
    else:
        print(entry_id, fields["type"], fields["subject"], flush=True)


class Subscriber:
    def __init__(self, client: redis.Redis, stream: str, group: str, consumer: str, start: str) -> None:
        self.client, self.stream, self.group, self.consumer, self.start = client, stream, group, consumer, start
        self.last_takeover = 0.0

    def run(self, *, once: bool = False) -> None:
        """For ever, or until nothing is left. Redis may restart meanwhile."""
        while True:
            try:
                self.prepare()
                for entry_id, fields in self.entries(once=once):
                    if fields:  # none: the entry was older than the retention before anybody handled it
                        handle(entry_id, fields)
                    self.client.xack(self.stream, self.group, entry_id)
            except (redis.ConnectionError, redis.TimeoutError) as error:
                print(f"Redis does not answer, trying again: {error}", file=sys.stderr)
                time.sleep(1)
            except redis.ResponseError as error:
                if "NOGROUP" not in str(error):
                    raise
                self.start = "0"  # the data was flushed: whatever comes now is new
            else:
                if once:
                    return

    def prepare(self) -> None:
        """Make the group if it isn't there, and say when entries left the stream before this group had read them."""
        try:
            self.client.xgroup_create(self.stream, self.group, id=self.start, mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
        trimmed: Any = self.client.hget(f"{self.stream}:meta", "trimmed_to")
        group = next(one for one in self.client.xinfo_groups(self.stream) if one["name"] == self.group)
        if trimmed and order(trimmed) > order(group["last-delivered-id"]) > (0, 0):
            print(f"a gap: entries up to {trimmed} left the stream unread", file=sys.stderr)
        print(f"{group['lag']} entries to read, {group['pending']} in hand", file=sys.stderr)

    def entries(self, *, once: bool) -> Iterator[tuple[str, Fields]]:
        yield from self.own()
        while True:
            if time.monotonic() - self.last_takeover > TAKEOVER_EVERY:
                self.last_takeover = time.monotonic()
                yield from self.abandoned()
            new = self.read(">", block=None if once else BLOCK_MS)
            if once and not new:
                return
            yield from new

    def own(self) -> Iterator[tuple[str, Fields]]:
        """What this consumer was given before it died."""
        after = "0"
        while entries := self.read(after):
            yield from entries
            after = entries[-1][0]

    def abandoned(self) -> Iterator[tuple[str, Fields]]:
        """What other consumers of the group were given and never finished."""
        cursor = "0-0"
        while True:
            cursor, entries, *_ = self.client.xautoclaim(
                self.stream, self.group, self.consumer, ABANDONED_MS, cursor, count=32
            )
            yield from entries
            if cursor == "0-0":
                return

    def read(self, after: str, block: int | None = None) -> list[tuple[str, Fields]]:
        answer: Any = self.client.xreadgroup(self.group, self.consumer, {self.stream: after}, count=32, block=block)
        streams = answer.items() if isinstance(answer, dict) else answer or []
        return [entry for _, entries in streams for entry in entries]


def order(entry_id: str) -> tuple[int, ...]:
    return tuple(int(part) for part in entry_id.split("-"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Subscribe to Marsad's items.")
    parser.add_argument("--url", default="redis://127.0.0.1:6399")
    parser.add_argument("--stream", default="marsad:items")
    parser.add_argument("--group", required=True, help="your name: every group gets every item")
    parser.add_argument("--consumer", default=socket.gethostname(), help="this process; the name must stay the same")
    parser.add_argument("--start", default="0", help="where a new group starts: 0: all that is kept, $: from now on")
    parser.add_argument("--once", action="store_true", help="end when nothing is left")
    told = parser.parse_args()
    client = redis.Redis.from_url(told.url, decode_responses=True, socket_timeout=BLOCK_MS / 1000 + 5)
    Subscriber(client, told.stream, told.group, told.consumer, told.start).run(once=told.once)


if __name__ == "__main__":
    main()
