"""The way of the data: one work entry from the feed's announcement to the public stream, read top to bottom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from config.sources import Source
from workers.compose import Draft, draft, homes_of
from workers.doors.children import Children
from workers.doors.redis.commits import Committed, EntryCommit
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.judge import Case, Judgement
from workers.jury import COSTLY, Jury
from workers.model.article import Article, Page
from workers.model.kept import kept_json
from workers.model.outcome import Dropped
from workers.model.site import is_at_home
from workers.model.verdict import Grade
from workers.pages import Fetched, HostNotDue, NoPage, Pages, wants_page
from workers.publishing import Publisher, aliases_of, grades_of
from workers.rechecks import Rechecks, next_look, worth_it
from workers.sites import Sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a work entry now. `kind` is a commit's kind, or `delayed` when its host is not due."""

    kind: str
    reason: str = ""
    item_id: str | None = None
    latency: float | None = None


class Pipeline:
    """Everything that a work entry passes through. Holds no state but what was learnt of sites."""

    def __init__(
        self,
        store: Store,
        pages: Pages,
        children: Children,
        sources: Mapping[str, Source],
        min_grades: Mapping[str, Grade],
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._pages = pages
        self._jury = Jury(children, now=now)
        self._sources = sources
        self._min_grades = min_grades
        self._now = now
        self._sites = Sites(store, now=now)
        self._publisher = Publisher(store, now=now)
        self._rechecks = Rechecks(store, pages, self._publisher, self._jury.read, min_grades, now=now)

    async def process(self, work: WorkEntry) -> Settled:
        """Raises Temporary or Permanent when the entry cannot be settled now, or ever."""
        source = self._sources.get(work.entry.source_id)
        if work.recheck:
            return _looked(await self._rechecks.look(work, source))
        fetched = await self._fetch(work, source)
        if isinstance(fetched, HostNotDue):
            await self._store.delay(work, fetched.wait_ms)
            return Settled(kind="delayed", reason="host_not_due")
        page = fetched if isinstance(fetched, Page) else None
        judgement = await self._judge(work, page, source)
        drafted = draft(work.entry, judgement, self._min_grades)
        about = self._description(judgement, page.url if page else None, fetched_reason(fetched))
        if isinstance(drafted, Dropped):
            return await self._drop(work, drafted, judgement, source, about)
        look = next_look(work.entry, 1) if page and worth_it(drafted.verdicts, late=work.entry.late) else None
        committed = await self._publisher.publish(drafted, source, about, work_id=work.work_id, look=look)
        if committed is not None:
            return self._settled(committed, drafted)
        await self._store.delay(work, 1000)
        return Settled(kind="delayed", reason="contended")

    async def remember(self) -> None:
        """Stores what was learnt of sites and is not stored yet; before the process ends."""
        await self._sites.save()

    async def _fetch(self, work: WorkEntry, source: Source | None) -> Fetched:
        wanted = wants_page(work.entry, source) == "page"
        return (
            NoPage(reason=COSTLY) if wanted and self._jury.bars(work.entry) else await self._pages.fetch(work, source)
        )

    async def _judge(self, work: WorkEntry, page: Page | None, source: Source | None) -> Judgement:
        focus = source.focus if source else None
        entry, homes = work.entry, homes_of(source)
        at_home = is_at_home(entry.url, (entry.feed_url, *homes))
        site = await self._sites.of(entry if at_home else replace(entry, title=None))  # no stranger names its headlines
        case = Case(entry=entry, page=page, focus=focus, site=site, homes=homes, now=self._now())
        judgement = await self._jury.settle(work, case)
        if isinstance(judgement.article, Article):
            await self._sites.learn(work.entry, judgement.article)
        return judgement

    async def _drop(
        self, work: WorkEntry, dropped: Dropped, judgement: Judgement, source: Source | None, about: Mapping[str, str]
    ) -> Settled:
        article = judgement.article
        text = kept_json(work.entry, article) if isinstance(article, Article) else None
        committed = await self._store.entry_commit(
            EntryCommit(
                work_id=work.work_id,
                entry=work.entry,
                outcome=dropped,
                aliases=aliases_of(article, work.entry, source),
                text=text,
                description=about,
            )
        )
        return Settled(kind=committed.kind, reason=dropped.reason.value)

    def _settled(self, committed: Committed, drafted: Draft) -> Settled:
        latency = None
        if committed.kind == "published":
            latency = (self._now() - drafted.entry.first_seen).total_seconds()
        return Settled(kind=committed.kind, item_id=committed.item_id, latency=latency, reason=committed.detail)

    @staticmethod
    def _description(judgement: Judgement, final_url: str | None, text_from: str) -> dict[str, str]:
        """What `marsad why` tells of the stages between the feed and the stream."""
        article = judgement.article
        if judgement.instead_of:
            text_from = f"feed ({judgement.instead_of})"
        about = {"text_from": text_from, "topics_revision": judgement.revision}
        if final_url:
            about["final_url"] = final_url
        if isinstance(article, Article):
            about |= {"extraction": article.extraction, "words": str(article.word_count)}
            about["language"] = article.language or "unknown"
        if judgement.assessment:
            about["grades"] = grades_of(judgement.assessment)
        return about


def _looked(committed: Committed | None) -> Settled:
    """A second look is told without its latency: nothing waited for it."""
    if committed is None:
        return Settled(kind="delayed", reason="host_not_due")
    kind = "corrected" if committed.kind == "published" else committed.kind
    return Settled(kind=kind, item_id=committed.item_id, reason=committed.detail)


def fetched_reason(fetched: Page | NoPage) -> str:
    return "page" if isinstance(fetched, Page) else f"feed ({fetched.reason})"
