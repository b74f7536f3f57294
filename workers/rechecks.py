"""Published pages looked at again, less often as they age: edited, gone, or as they were. Grades nothing itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from config.sources import Source
from workers.compose import draft, homes_of, item_id_of
from workers.doors.redis.commits import Committed, EntryCommit, Look
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.judge import Case, Judgement
from workers.model.article import Article, NotAnArticle, Page
from workers.model.entry import Entry
from workers.model.errors import Permanent
from workers.model.item import Item, Retraction
from workers.model.outcome import Dropped, DropReason
from workers.model.verdict import Grade, Verdict
from workers.pages import HostNotDue, NoPage, Pages
from workers.publishing import Publisher

WAITS = (3600.0, 6 * 3600.0, 24 * 3600.0, 72 * 3600.0)
"""Seconds before each look, counted from the one before it."""
DOUBT = 1800.0
"""Seconds after which a page that was not found is asked for once more, before it counts as gone."""
GONE, NOT_FOUND = "http_410", "http_404"


def wait_before(look: int) -> float | None:
    """Seconds before this look, 1 being the first; None when there are no more."""
    return WAITS[look - 1] if look <= len(WAITS) else None


def next_look(entry: Entry, look: int, *, doubted: bool = False) -> Look | None:
    """This look at the entry's page, 1 being the first; None when there are no more."""
    wait = DOUBT if doubted else wait_before(look)
    if wait is None:
        return None
    return Look(work=WorkEntry(work_id="", entry=entry, recheck=look, doubted=doubted), delay_ms=int(wait * 1000))


def worth_it(verdicts: tuple[Verdict, ...], *, late: bool) -> bool:
    """Whether a correction of this would matter: not for a mention in passing, nor for old news."""
    return not late and any(verdict.grade.at_least(Grade.SUBSTANTIAL) for verdict in verdicts)


def gone(fetched: NoPage, *, doubted: bool) -> Retraction | None:
    """410 says so; 404 twice in half an hour does, since sites lose pages for minutes."""
    if fetched.reason == GONE or (fetched.reason == NOT_FOUND and doubted):
        return Retraction(reason="gone from the outlet's site", evidence=fetched.reason.replace("http_", "HTTP "))
    return None


class Rechecks:
    """Second looks of one worker. `judge` reads and grades a page in a child."""

    def __init__(
        self,
        store: Store,
        pages: Pages,
        publisher: Publisher,
        judge: Callable[[Case], Awaitable[Judgement]],
        min_grades: Mapping[str, Grade],
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._pages = pages
        self._publisher = publisher
        self._judge = judge
        self._min_grades = min_grades
        self._now = now

    async def plan(self, entry: Entry, *, look: int = 1, doubted: bool = False) -> None:
        """The next look. One that is lost with its worker costs a correction, not an item."""
        following = next_look(entry, look, doubted=doubted)
        if following is not None:
            await self._store.plan_recheck(following.work, following.delay_ms)

    async def look(self, work: WorkEntry, source: Source | None) -> Committed | None:
        """Raises Temporary when the page may be back in a moment. None: put off, its host is not due."""
        previous = await self._publisher.previous(item_id_of(work.entry))
        if previous is None or previous.retraction is not None:
            return await self._settle(work, "the item is withdrawn, or older than the stream's retention")
        fetched = await self._pages.fetch(work, source)
        if isinstance(fetched, HostNotDue):
            await self._store.delay(work, fetched.wait_ms)
            return None
        if isinstance(fetched, NoPage):
            return await self._without_page(work, fetched)
        committed = await self._compare(work, source, fetched, previous)
        await self.plan(work.entry, look=work.recheck + 1)
        return committed

    async def _without_page(self, work: WorkEntry, fetched: NoPage) -> Committed:
        retraction = gone(fetched, doubted=work.doubted)
        if retraction is not None:
            done = await self._publisher.retract(work.entry, retraction, work_id=work.work_id)
            return done or await self._settle(work, "the item is withdrawn already")
        doubted = fetched.reason == NOT_FOUND
        await self.plan(work.entry, look=work.recheck if doubted else work.recheck + 1, doubted=doubted)
        return await self._settle(work, f"its page could not be looked at again: {fetched.reason}")

    async def _compare(self, work: WorkEntry, source: Source | None, page: Page, previous: Item) -> Committed:
        """An update where the page says something else; a page read in another way than before says nothing."""
        focus = source.focus if source else None
        case = Case(entry=work.entry, page=page, focus=focus, homes=homes_of(source), now=self._now())
        try:
            judgement = await self._judge(case)
        except Permanent as error:  # the child was too slow or died of it: no dead letter for an item that is published
            return await self._settle(work, f"its page could not be read again: {error.reason}")
        if isinstance(judgement.article, NotAnArticle):
            return await self._settle(work, f"its page is no article now: {judgement.article.reason}")
        if judgement.article.extraction != previous.quality.extraction:
            return await self._settle(work, f"its text was {previous.quality.extraction} before")
        drafted = draft(work.entry, titled(judgement, previous), self._min_grades)
        if isinstance(drafted, Dropped):
            return await self._settle(work, f"its page says something else now: {drafted.detail}")
        done = await self._publisher.publish(drafted, source, {}, work_id=work.work_id)
        return done or await self._settle(work, "other workers were faster")

    async def _settle(self, work: WorkEntry, detail: str) -> Committed:
        outcome = Dropped(reason=DropReason.UNCHANGED, detail=detail)
        return await self._store.entry_commit(EntryCommit(work_id=work.work_id, entry=work.entry, outcome=outcome))


def titled(judgement: Judgement, previous: Item) -> Judgement:
    """With the title that was published, where the page has none: some come from the feed alone."""
    article = judgement.article
    if isinstance(article, Article) and article.title is None and previous.title is not None:
        return replace(judgement, article=replace(article, title=previous.title))
    return judgement
