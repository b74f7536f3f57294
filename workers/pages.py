"""The page of an entry, fetched politely: robots.txt, host spacing, failures by what to do next. Grades nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.settings import PollingSettings
from config.sources import Source
from workers.doors.http.client import Http
from workers.doors.http.response import Response
from workers.doors.http.robots import Robots
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.polls import host_of
from workers.doors.redis.store import Store
from workers.model.article import Page
from workers.model.entry import Entry
from workers.model.errors import Permanent, Temporary

FULL_TEXT = 1200
"""Characters of content from which a feed counts as carrying the whole article."""
PATIENCE = 3
"""Tries of a page before the feed's own text has to do: late is worse than short."""
COOL_DOWN = 300.0
"""Seconds for a host that is busy and does not say how long: short enough to come back for the page."""
LONGEST_WISH = 900.0
"""Seconds that one page may keep us from its host, whatever it asks for: its feed and its neighbours live there too."""
LONGEST_WAIT = 600.0
"""Seconds that an entry is put off for its host, in all; then the feed's own text has to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPage:
    """Why the feed's own text has to do. `reason` is a stable code such as `robots` or `http_403`."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostNotDue:
    """The host was asked a moment ago: come back in `wait_ms`."""

    wait_ms: int


Fetched = Page | NoPage | HostNotDue


def wants_page(entry: Entry, source: Source | None) -> Literal["page", "feed_only", "no_link", "full_text"]:
    """Whether the page is to be fetched, or why not."""
    if entry.url is None:
        return "no_link"
    fetch = source.fetch if source else "auto"
    if fetch == "feed" or (source is not None and source.kind in {"search", "telegram"}):
        return "feed_only"
    if fetch == "auto" and entry.content is not None and len(entry.content) >= FULL_TEXT:
        return "full_text"
    return "page"


class Pages:
    """Fetches pages for the workers of one process."""

    def __init__(
        self, store: Store, http: Http, robots: Robots, settings: PollingSettings, *, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._http = http
        self._robots = robots
        self._settings = settings
        self._now = now

    async def fetch(self, work: WorkEntry, source: Source | None) -> Fetched:
        """Raises Temporary while trying again may help."""
        url = work.entry.url
        wanted = wants_page(work.entry, source)
        if url is None or wanted != "page":
            return NoPage(reason=wanted)
        if not (await self._robots.ask(url)).allowed:
            return NoPage(reason="robots")
        gap_ms = int(self._settings.host_gap * 1000)
        left_ms = max(0, int(LONGEST_WAIT * 1000) - work.waited_ms)
        wait_ms = await self._store.host_slot(host_of(url), gap_ms, ticket=work.entry.id, longest_ms=left_ms)
        if wait_ms > left_ms:
            return NoPage(reason="host_not_due")
        if wait_ms > 0:
            return HostNotDue(wait_ms=wait_ms)
        return await self._patiently(work, lambda: self._get(url, source))

    async def _patiently(self, work: WorkEntry, get: Callable[[], Awaitable[Page | NoPage]]) -> Page | NoPage:
        try:
            return await get()
        except Permanent as error:
            return NoPage(reason=error.reason)
        except Temporary as error:
            if work.tries + 1 >= PATIENCE or (error.retry_after or 0.0) > LONGEST_WAIT:
                return NoPage(reason=error.reason)
            raise

    async def _get(self, url: str, source: Source | None) -> Page | NoPage:
        headers = dict(source.headers) if source else {}
        if source and source.user_agent:
            headers["user-agent"] = source.user_agent
        response = await self._http.get(
            url, headers=headers, deadline=self._settings.timeout, max_body=self._settings.max_body
        )
        if response.status in {429, 503}:
            await self._cool(url, response)
        return page_or_reason(response, now=self._now())

    async def _cool(self, url: str, response: Response) -> None:
        seconds = min(response.retry_after(now=self._now()) or COOL_DOWN, LONGEST_WISH)
        await self._store.cool_host(host_of(url), await self._store.now_ms() + int(seconds * 1000))


def page_or_reason(response: Response, *, now: datetime) -> Page | NoPage:
    """The page of a good answer; NoPage for one that stays as it is; raises Temporary for one that may pass."""
    status = response.status
    if status in {404, 408, 425, 429} or status >= 500:
        wish = response.retry_after(now=now) if status in {429, 503} else None
        retry_after = None if wish is None else min(wish, LONGEST_WISH)
        raise Temporary(f"{response.url}: HTTP {status}", reason=f"http_{status}", retry_after=retry_after)
    if not 200 <= status < 300:
        return NoPage(reason=f"http_{status}")
    return Page(
        url=response.url,
        body=response.body,
        fetched=now,
        content_type=response.headers.get("content-type"),
        status=status,
    )
