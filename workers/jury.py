"""Cases judged in children: who waits, which pages are too costly, what a child's death means. Decides on no item."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from weakref import WeakValueDictionary

from workers.doors.children import Children
from workers.doors.redis.payload import WorkEntry
from workers.judge import Case, Judgement, judge
from workers.model.article import NotAnArticle
from workers.model.entry import Entry
from workers.model.errors import Permanent, Temporary
from workers.model.links import host_of
from workers.strikes import Strikes

DEADLINE = 8.0
"""Seconds of a child for one article; a hundred times what one costs."""
TRIES = 3
"""Of an entry whose own text costs a child its life, before it is a dead letter."""
COSTLY = "costly_pages"
_TOO_MUCH = frozenset({"deadline", "memory"})
_DEATHS = _TOO_MUCH | {"crashed"}


class Jury:
    """One of a process. No source has all children at once, unless there is but one."""

    def __init__(self, children: Children, *, now: Callable[[], datetime]) -> None:
        self._children = children
        self._now = now
        self._strikes = Strikes()
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def bars(self, entry: Entry, *, url: str | None = None) -> bool:
        """Whether pages of this source, or of the host, cost too much of late to be fetched."""
        return self._strikes.barred(_names(entry, url or entry.url), now=self._now())

    async def read(self, case: Case) -> Judgement:
        """Raises Permanent as children do, or with reason `costly_pages`: the page is not to be read now."""
        source = case.entry.source_id
        turn = self._turns.setdefault(source, asyncio.Semaphore(max(1, self._children.processes - 1)))
        async with turn:
            if case.page is None:
                return await self._children.run(judge, case, deadline=DEADLINE)
            if self.bars(case.entry, url=case.page.url):
                raise Permanent(f"pages of {source} cost too much of late", reason=COSTLY)
            try:
                return await self._children.run(judge, case, deadline=DEADLINE)
            except Permanent as error:
                if error.reason in _TOO_MUCH:
                    names = _names(case.entry, case.page.url)
                    self._strikes.count(names, page=case.entry.id, now=self._now())
                raise

    async def settle(self, work: WorkEntry, case: Case) -> Judgement:
        """The page, or the feed's own text where the page has no article or costs a child its life twice.

        A child may die of something else: the machine's memory ran out, or it slept. So each death is tried once more.
        """
        if case.page is None:
            return await self._own_text(work, case)
        try:
            judgement = await self.read(case)
        except Permanent as error:
            if error.reason not in {*_DEATHS, COSTLY}:
                raise
            if error.reason in _DEATHS and work.reason not in _DEATHS:
                raise Temporary(str(error), reason=error.reason) from error
            second = await self._own_text(work, replace(case, page=None))
            if error.reason in _DEATHS and isinstance(second.article, NotAnArticle):
                raise
            return replace(second, instead_of=error.reason)
        if not isinstance(judgement.article, NotAnArticle):
            return judgement
        second = await self._own_text(work, replace(case, page=None))
        if isinstance(second.article, NotAnArticle):
            return judgement
        return replace(second, instead_of=judgement.article.reason)

    async def _own_text(self, work: WorkEntry, case: Case) -> Judgement:
        try:
            return await self.read(case)
        except Permanent as error:
            if error.reason in _DEATHS and work.tries + 1 < TRIES:
                raise Temporary(str(error), reason=error.reason) from error
            raise


def _names(entry: Entry, url: str | None) -> tuple[str, ...]:
    """An address that came over the wire was vetted: it has a host and a port."""
    return (f"source {entry.source_id}", *((f"host {host_of(url)}",) if url else ()))
