"""Feeds to poll: documents, a server that knows validators, and a rig that polls one source through simulated time.

    async with Rig.open(rss(item(1), item(2))) as rig:
        await rig.poll()                     # first poll: a baseline
        rig.serve(rss(item(3), item(1)))
        step = await rig.poll(after=900)     # a quarter of an hour later
        assert [entry.guid for entry in rig.announced] == ["guid-3"]

The server, the HTTP client and the parser are the real ones; only time and the store are simulated.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Any, Self, TypeVar
from xml.sax.saxutils import escape

from config.settings import HttpSettings, PollingSettings
from config.sources import Source
from monitor.poll.exchange import poll_source
from monitor.poll.interval import Limits
from monitor.poll.reading import Doors
from monitor.poll.record import FeedRecord, changed_fields, read_record
from monitor.poll.state import Case, Step
from tests.support.hostile import Behaviour, Hostile, Request, answer
from workers.doors.http.client import Http
from workers.model.entry import Entry
from workers.model.errors import Permanent

A = TypeVar("A")
R = TypeVar("R")

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HOUR = 3600.0
DAY = 24 * HOUR


def item(number: int, **parts: str | None) -> str:
    """An `<item>`; keyword arguments replace its elements, None leaves one out."""
    values: dict[str, str | None] = {
        "title": f"Report {number} from the valley",
        "link": f"http://outlet.example/news/{number}",
        "guid": f"guid-{number}",
        "pubDate": None,
        "description": f"The council met on matter {number} and went home in the evening.",
    } | parts
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value is not None)
    return f"<item>{inner}</item>"


def dated(moment: datetime) -> str:
    return format_datetime(moment)


def rss(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    namespaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    )
    return f'{declaration}<rss version="2.0" {namespaces}><channel><title>Outlet</title>{head}{"".join(items)}</channel></rss>'


def many(numbers: Iterable[int], **parts: str | None) -> str:
    return rss(*(item(number, **parts) for number in numbers))


def text(value: str) -> str:
    return escape(value)


def conditional(
    body: bytes,
    *,
    etag: str | None = "auto",
    last_modified: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Behaviour:
    """A well-behaved server: 304 when the request's validators are its own."""
    tag = f'"{sha256(body).hexdigest()[:12]}"' if etag == "auto" else etag
    own = {name: value for name, value in (("ETag", tag), ("Last-Modified", last_modified)) if value}
    fields = {"Content-Type": "application/rss+xml", **own, **(headers or {})}

    async def behave(request: Request, out: asyncio.StreamWriter) -> None:
        asked, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
        same = asked == tag if asked is not None else since is not None and since == last_modified
        await (answer(304, headers=fields) if same else answer(200, body=body, headers=fields))(request, out)

    return behave


class EveryLoopback(Hostile):
    """The same server under every 127.x.y.z address: as many hosts as a test wants."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "0.0.0.0", 0)  # noqa: S104 - loopback addresses only
        return self


def liar(body: bytes) -> Behaviour:
    """A server that answers 304 to every conditional request, whatever has changed."""

    async def behave(request: Request, out: asyncio.StreamWriter) -> None:
        asked = any(name.startswith("if-") for name in request.headers)
        await (answer(304) if asked else answer(200, body=body, headers={"ETag": '"1"'}))(request, out)

    return behave


class Inline:
    """Processes that are none: the function runs at once. `failing` makes every run end for that reason."""

    def __init__(self) -> None:
        self.tasks: list[Any] = []
        self.failing: str | None = None

    async def run(self, function: Callable[[A], R], argument: A, *, deadline: float) -> R:
        self.tasks.append(argument)
        if self.failing:
            raise Permanent("the child was killed", reason=self.failing)
        return function(argument)


@dataclass
class Memory:
    """What the store knows, as far as one poll asks it."""

    aliases: set[str] = field(default_factory=set)

    async def known(self, aliases: Iterable[str]) -> frozenset[str]:
        return frozenset(alias for alias in aliases if alias in self.aliases)

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a single poll must not call {name}")


class Rig:
    """One source polled through simulated time. `announced`: entries that reached the work stream, in order."""

    def __init__(self, server: Hostile, http: Http, source: Source, settings: PollingSettings) -> None:
        self.server = server
        self.source = source
        self.settings = settings
        self.memory = Memory()
        self.children = Inline()
        self.now = NOON
        self.stored: dict[str, str] = {}
        self.announced: list[Entry] = []
        self.events: list[str] = []
        self.spread = 0.5
        self._doors = Doors(http=http, children=self.children, store=self.memory)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, document: str | bytes | Behaviour = "", *, allow: str = "127.0.0.0/8", **source: Any
    ) -> AsyncIterator[Self]:
        settings = PollingSettings(timeout=5.0, host_gap=0.0)
        async with Hostile() as server, Http(HttpSettings(allow=(allow,)), version="test") as http:
            values = {"id": "outlet", "name": "Outlet", "url": server.url("/feed"), "focus": "syria"} | source
            rig = cls(server, http, Source(**values), settings)
            rig.serve(document)
            yield rig

    @property
    def record(self) -> FeedRecord:
        return read_record(self.stored)

    @property
    def limits(self) -> Limits:
        return Limits.of(self.source, self.settings)

    @property
    def asked(self) -> list[Request]:
        return self.server.asked("/feed")

    def serve(self, document: str | bytes | Behaviour, *more: Behaviour, path: str = "/feed") -> None:
        if callable(document):
            self.server.on(path, document, *more)
        else:
            self.server.on(path, conditional(document.encode() if isinstance(document, str) else document))

    async def poll(self, *, after: float = 0.0) -> Step:
        """One poll, `after` seconds later by the simulated clock, committed as the store would."""
        self.now += timedelta(seconds=after)
        case = Case(source=self.source, limits=self.limits, now_ms=int(self.now.timestamp() * 1000), spread=self.spread)
        before = self.record
        step = await poll_source(before, case, self.settings, doors=self._doors)
        for name, value in changed_fields(before, step.record).items():
            if value == "":
                self.stored.pop(name, None)
            else:
                self.stored[name] = value
        for entry in step.entries:
            self._commit(entry, baseline=entry.id in step.baseline)
        self.events += [event.event if event.event != "state" else event.state for event in step.events]
        return step

    def _commit(self, entry: Entry, *, baseline: bool) -> None:
        known = any(alias in self.memory.aliases for alias in entry.aliases)
        if not baseline and (not known or entry.revision > 1):
            self.announced.append(entry)
        self.memory.aliases.update(entry.aliases)

    async def polls(self, count: int, *, every: float) -> list[Step]:
        return [await self.poll(after=every) for _ in range(count)]
