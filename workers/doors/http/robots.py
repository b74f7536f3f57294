"""What robots.txt lets us fetch, remembered for a day. Knows nothing of Redis or of what the pages are for.

After RFC 9309: a 4xx means there are no rules. While a server fails (5xx, 429, no answer) its last known rules hold;
without any the page may be fetched.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

import httpx
from protego import Protego

from workers.doors.http import urls
from workers.doors.http.client import Http
from workers.doors.http.response import Response
from workers.model.errors import Permanent, Temporary

TOKEN = "marsad"  # noqa: S105 - the product token of RFC 9309, no secret
MAX_ROBOTS = 512 * 1024
_DEADLINE = 10.0
_TTL = 86400.0
_RETRY = 600.0
_CAPACITY = 2000
_MAX_LINES = 10_000
_MAX_DELAY = 3600.0
_DIRECTIVE = re.compile(r"\s*(user[- ]?agent|disallow|allow|crawl[- ]delay)(?:\s*:|\s)(.*)", re.IGNORECASE)

Fetch = Callable[[str], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """`crawl_delay`: seconds between requests that the site asks for, None where it doesn't."""

    allowed: bool
    crawl_delay: float | None = None


@dataclass(slots=True)
class _Site:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Protego | None = None
    expires: float = float("-inf")


class Robots:
    """`await robots.ask(url)` before fetching a page."""

    def __init__(self, fetch: Fetch, *, ttl: float = _TTL, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._ttl = ttl
        self._clock = clock
        self._sites: dict[str, _Site] = {}

    @classmethod
    def over(cls, http: Http) -> Self:
        """Fetches robots.txt with `http`; of a huge one the first 512 KiB count."""
        return cls(lambda url: http.get(url, deadline=_DEADLINE, max_body=MAX_ROBOTS, cut=True))

    async def ask(self, url: str) -> Permission:
        """Whether `url` may be fetched. Fetches the site's robots.txt at most once per `ttl`. Raises `bad_url`."""
        parsed = urls.vet(url)
        site = self._site(f"{parsed.scheme}://{parsed.netloc.decode('ascii')}")
        async with site.lock:
            if self._clock() >= site.expires:
                await self._refresh(site, parsed)
        if site.rules is None:
            return Permission(allowed=True)
        delay = site.rules.crawl_delay(TOKEN)
        allowed = bool(site.rules.can_fetch(str(parsed), TOKEN))
        return Permission(allowed=allowed, crawl_delay=None if delay is None else min(float(delay), _MAX_DELAY))

    def _site(self, origin: str) -> _Site:
        """The record of a site, moved to the end; the one unused for longest makes room."""
        site = self._sites.pop(origin, None) or _Site()
        self._sites[origin] = site
        if len(self._sites) > _CAPACITY:
            del self._sites[next(iter(self._sites))]
        return site

    async def _refresh(self, site: _Site, page: httpx.URL) -> None:
        try:
            answer = await self._fetch(str(page.copy_with(raw_path=b"/robots.txt")))
        except (Temporary, Permanent):
            answer = None
        if answer is None or answer.status >= 500 or answer.status == 429:
            site.expires = self._clock() + min(_RETRY, self._ttl)
            return
        site.rules = parse_robots(answer.body) if answer.status < 300 else None
        site.expires = self._clock() + self._ttl


def parse_robots(body: bytes) -> Protego:
    """The rules of a robots.txt. Any bytes are accepted."""
    lines = body.decode("utf-8-sig", "replace").splitlines()[:_MAX_LINES]
    return Protego.parse("\n".join(_reduced(line) for line in lines))


def _reduced(line: str) -> str:
    """`line` if it is a rule, with every agent that is not us made the same one.

    The parser's work is agents times rules: half a megabyte of both would keep the process busy for minutes.
    """
    found = _DIRECTIVE.match(line.partition("#")[0])
    if found is None:
        return ""
    name, value = found[1].lower(), found[2].strip()
    if not name.startswith("user"):
        return f"{name}: {value}"
    agent = value.lower()
    agent = TOKEN if agent.split("/")[0].strip() == TOKEN else agent
    return f"user-agent: {agent if agent in {'*', TOKEN} else 'someone-else'}"
