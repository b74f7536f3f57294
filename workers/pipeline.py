"""The way of the data: one work entry from the feed's announcement to the public stream, read top to bottom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from config.sources import Source
from workers.compose import Draft, candidate_of, compose, draft, item_id_of, next_version, story_id_of
from workers.delivery.stream import item_fields, story_fields
from workers.doors.aliases import page_alias
from workers.doors.children import Children
from workers.doors.redis.commits import Committed, EntryCommit, NewItem
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.judge import Case, Judgement, judge
from workers.model.article import Article, NotAnArticle, Page
from workers.model.item import Item
from workers.model.outcome import Dropped, DropReason
from workers.model.schema import item_from_json
from workers.model.verdict import Grade
from workers.pages import HostNotDue, Pages
from workers.stories.desk import Placed, Stories

DEADLINE = 15.0
"""Seconds of a child for one article."""
ATTEMPTS = 8
"""Decisions on one entry before it goes back to the queue: each failed one means that another worker was faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a work entry now. `kind` is a commit's kind, or `delayed` when its host is not due."""

    kind: str
    reason: str = ""
    item_id: str | None = None
    latency: float | None = None


class Pipeline:
    """Everything that a work entry passes through. Holds no state of its own but a copy of the story window."""

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
        self._children = children
        self._sources = sources
        self._min_grades = min_grades
        self._now = now
        self._stories = Stories(store)

    async def process(self, work: WorkEntry) -> Settled:
        """Raises Temporary or Permanent when the entry cannot be settled now, or ever."""
        source = self._sources.get(work.entry.source_id)
        fetched = await self._pages.fetch(work, source)
        if isinstance(fetched, HostNotDue):
            await self._store.delay(work, fetched.wait_ms)
            return Settled(kind="delayed", reason="host_not_due")
        page = fetched if isinstance(fetched, Page) else None
        judgement = await self._judge(work, page, source)
        drafted = draft(work.entry, judgement, self._min_grades)
        about = self._description(judgement, page.url if page else None, "page" if page else fetched_reason(fetched))
        if isinstance(drafted, Dropped):
            return await self._drop(work, drafted, judgement, about)
        return await self._publish(work, drafted, source, about)

    async def _judge(self, work: WorkEntry, page: Page | None, source: Source | None) -> Judgement:
        """A page without an article leaves the feed's own text to be judged."""
        focus = source.focus if source else None
        case = Case(entry=work.entry, page=page, focus=focus, now=self._now())
        judgement = await self._children.run(judge, case, deadline=DEADLINE)
        if page is None or not isinstance(judgement.article, NotAnArticle):
            return judgement
        instead = Case(entry=work.entry, page=None, focus=focus, now=self._now())
        second = await self._children.run(judge, instead, deadline=DEADLINE)
        return judgement if isinstance(second.article, NotAnArticle) else second

    async def _drop(self, work: WorkEntry, dropped: Dropped, judgement: Judgement, about: Mapping[str, str]) -> Settled:
        article = judgement.article
        text = article.text if isinstance(article, Article) else None
        committed = await self._store.entry_commit(
            EntryCommit(
                work_id=work.work_id,
                entry=work.entry,
                outcome=dropped,
                aliases=aliases_of(article),
                text=text,
                description=about,
            )
        )
        return Settled(kind=committed.kind, reason=dropped.reason.value)

    async def _publish(
        self, work: WorkEntry, drafted: Draft, source: Source | None, about: Mapping[str, str]
    ) -> Settled:
        """Decide on what is stored, commit, and decide again when another worker was faster."""
        for _ in range(ATTEMPTS):
            async with self._stories.turn:
                outcome = await self._next(drafted, source)
                committed = await self._store.entry_commit(
                    EntryCommit(
                        work_id=work.work_id,
                        entry=work.entry,
                        outcome=outcome,
                        aliases=aliases_of(drafted.article),
                        description=about,
                    )
                )
            if not committed.kind.startswith("stale"):
                return self._settled(committed, drafted)
        await self._store.delay(work, 1000)
        return Settled(kind="delayed", reason="contended")

    async def _previous(self, item_id: str) -> Item | None:
        record = await self._store.item_record(item_id)
        fields = await self._store.stream_entry(record["stream_id"]) if record.get("stream_id") else None
        return item_from_json(fields["data"]) if fields else None

    async def _next(self, drafted: Draft, source: Source | None) -> NewItem | Dropped:
        item_id = item_id_of(drafted.entry)
        previous = await self._previous(item_id)
        candidate = candidate_of(drafted, source, now=self._now())
        placed = await self._stories.place(candidate, new_story=story_id_of(item_id), now=candidate.came)
        origin = previous.origin if previous else placed.origin
        item = compose(drafted, source, origin=origin, story=placed.story)
        if previous is not None:
            updated = next_version(previous, item)
            if updated is None:
                return Dropped(
                    reason=DropReason.UNCHANGED, detail=f"nothing material changed since {item_id}.{previous.version}"
                )
            item = updated
        return NewItem(
            item_id=item_id,
            fields=item_fields(item, type="marsad.item.updated" if previous else "marsad.item.new"),
            expected_version=previous.version if previous else 0,
            story=placed.change,
            window_revision=placed.window_revision,
            events=merge_events(placed),
            kept={"url": item.url, "title": (item.title or item.summary)[:300]},
        )

    def _settled(self, committed: Committed, drafted: Draft) -> Settled:
        latency = None
        if committed.kind == "published":
            latency = (self._now() - drafted.entry.first_seen).total_seconds()
        return Settled(kind=committed.kind, item_id=committed.item_id, latency=latency, reason=committed.detail)

    @staticmethod
    def _description(judgement: Judgement, final_url: str | None, text_from: str) -> dict[str, str]:
        """What `marsad why` tells of the stages between the feed and the stream."""
        article = judgement.article
        about = {"text_from": text_from, "topics_revision": judgement.revision}
        if final_url:
            about["final_url"] = final_url
        if isinstance(article, Article):
            about |= {"extraction": article.extraction, "words": str(article.word_count)}
            about["language"] = article.language or "unknown"
        if judgement.assessment:
            verdicts = judgement.assessment.verdicts
            about["grades"] = ", ".join(f"{verdict.topic} {verdict.grade} {verdict.score:.2f}" for verdict in verdicts)
        return about


def merge_events(placed: Placed) -> tuple[dict[str, str], ...]:
    """The window's revision makes the event's id: no two merges into one story have the same."""
    return (story_fields(placed.merged, version=placed.window_revision),) if placed.merged else ()


def fetched_reason(fetched: object) -> str:
    return f"feed ({getattr(fetched, 'reason', 'unknown')})"


def aliases_of(article: Article | NotAnArticle) -> tuple[str, ...]:
    """The names under which the page itself is known: its final and its canonical address."""
    if not isinstance(article, Article):
        return ()
    return tuple(page_alias(link) for link in (article.url, article.canonical_url) if link)
