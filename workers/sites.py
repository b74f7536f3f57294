"""What was learnt of each site: its headlines, and the lines that it prints everywhere. Decides nothing.

Kept in this process and, at most once a minute, in Redis, so that a restart forgets little. Several workers overwrite
each other's: what is lost is a few sightings, never an article.
"""

import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from workers.article.host_memory import HostMemory, from_json, learn, to_json
from workers.article.lines import key
from workers.article.reading import Site
from workers.doors.keys import digest
from workers.doors.redis.store import Store
from workers.model.article import Article
from workers.model.entry import Entry

MAX_HOSTS = 1_000
MAX_TITLES = 300
SAVE_EVERY = 8
SAVE_GAP = timedelta(minutes=1)
"""A host's memory is written after so many articles, but not more often: a full one costs 3 ms of the event loop."""
KEPT_SECONDS = 31 * 86_400


class _Known:
    """One host. `unsaved` counts what Redis has not seen yet, `saved` is when it saw the rest."""

    def __init__(self, memory: HostMemory, titles: list[str]) -> None:
        self.memory = memory
        self.titles = OrderedDict.fromkeys(titles)
        self.boilerplate = memory.boilerplate()
        self.unsaved = 0
        self.saved: datetime | None = None

    def announced(self, title: str | None) -> None:
        words = key(title or "")
        if words:
            self.titles[words] = None
            while len(self.titles) > MAX_TITLES:
                self.titles.popitem(last=False)

    def as_site(self) -> Site:
        return Site(other_titles=frozenset(self.titles), boilerplate=self.boilerplate)


class Sites:
    """`of` before an article is read, `learn` after."""

    def __init__(self, store: Store, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._hosts: OrderedDict[str, _Known] = OrderedDict()

    async def of(self, entry: Entry) -> Site:
        """What is known of the entry's site; its title is known to the next one."""
        host = _host(entry.url)
        if host is None:
            return Site()
        known = await self._known(host)
        site = known.as_site()
        known.announced(entry.title)
        return site

    async def learn(self, entry: Entry, article: Article) -> None:
        """From an article that was read in full: what feeds carry has no boilerplate of pages."""
        host = _host(entry.url)
        if host is None or article.extraction != "full":
            return
        known, now = await self._known(host), self._now()
        known.memory = learn(known.memory, article, now=now)
        known.boilerplate = known.memory.boilerplate()
        known.unsaved += 1
        if known.unsaved >= SAVE_EVERY and (known.saved is None or now - known.saved >= SAVE_GAP):
            await self._save(host, known)

    async def save(self) -> None:
        """What Redis has not seen yet; before the process ends."""
        for host, known in tuple(self._hosts.items()):
            if known.unsaved:
                await self._save(host, known)

    async def _save(self, host: str, known: _Known) -> None:
        known.unsaved, known.saved = 0, self._now()
        stored = json.dumps({"memory": to_json(known.memory), "titles": list(known.titles)})
        await self._store.command("SET", self._key(host), stored, "EX", KEPT_SECONDS)

    async def _known(self, host: str) -> _Known:
        known = self._hosts.get(host)
        if known is None:
            stored = await self._store.command("GET", self._key(host))
            raw = json.loads(stored) if stored else {"memory": None, "titles": []}
            known = self._hosts.setdefault(host, _Known(from_json(raw["memory"]), raw["titles"]))
        self._hosts.move_to_end(host)
        while len(self._hosts) > MAX_HOSTS:
            self._hosts.popitem(last=False)
        return known

    def _key(self, host: str) -> str:
        return self._store.keys.name("memory", digest(host))


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None
