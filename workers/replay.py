"""Stored texts graded again by the topics of today, and what changed told or published. Knows nothing of commands."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from config.sources import Source
from workers.compose import Draft, draft, item_id_of, next_version
from workers.delivery.stream import Voice
from workers.doors.children import Children
from workers.doors.redis.commits import EntryCommit, NewItem
from workers.doors.redis.store import Store
from workers.judge import Again, Judgement, judge_again
from workers.model.errors import Permanent
from workers.model.item import Item
from workers.model.verdict import Grade, Verdict
from workers.publishing import ATTEMPTS, Publisher, aliases_of, grades_of, marked
from workers.stored import Stored, Stream, dropped, published

DEADLINE = 15.0
"""Seconds of a child for one text."""

Was = Literal["published", "dropped"]
Outcome = Literal["told", "published", "duplicate", "overtaken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded:
    """A text whose grade changed. `version` is the one published, or that would be; grades by topic.

    `overtaken`: a worker published a newer version meanwhile, nothing was written.
    """

    was: Was
    outcome: Outcome
    item_id: str
    version: int
    source: str
    url: str | None
    title: str | None
    old: Mapping[str, str]
    new: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ungraded:
    """A text that could not be graded; `reason` as children give it."""

    item_id: str
    url: str | None
    title: str | None
    reason: str
    detail: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a replay looked at. `without_text`: dropped entries whose text is kept no more.

    `duplicates`: dropped texts that would be relevant, but their page came to be published another way.
    """

    published: int = 0
    dropped: int = 0
    without_text: int = 0
    duplicates: int = 0
    failed: int = 0
    regraded: Counter[tuple[Was, Outcome]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """By what texts are graded: sources by id, the lowest grade published by topic, the one topic asked for."""

    sources: Mapping[str, Source]
    min_grades: Mapping[str, Grade]
    topic: str | None = None


class Replay:
    """One run. `voice` None only tells. May be interrupted anywhere and repeated: each change is published once."""

    def __init__(self, store: Store, children: Children, rules: Rules, *, voice: Voice | None, now: datetime) -> None:
        self.tally = Tally()
        self._store = store
        self._children = children
        self._rules = rules
        self._voice = voice
        self._pages: set[str] = set()
        self._publisher = Publisher(store, now=lambda: now, voice=voice)

    async def run(self, *, since: str) -> AsyncIterator[Regraded | Ungraded]:
        """Everything published or dropped after this stream id: published items first, each kind oldest first."""
        stream = Stream(self._store, since=since)
        await stream.refresh()
        async for stored, judged in self._judged(published(self._store, stream)):
            self.tally.published += 1
            if told := await self._told(stored, judged, stream):
                yield told
        since_ms = int(since.partition("-")[0])
        async for stored, judged in self._judged(dropped(self._store, since_ms=since_ms)):
            self.tally.dropped += 1
            if told := await self._told(stored, judged, stream):
                yield told

    async def _judged(self, texts: AsyncIterator[Stored | None]) -> AsyncIterator[tuple[Stored, Judgement | Permanent]]:
        """In order; as many at once as there are children."""
        waiting: list[Stored] = []
        async for stored in texts:
            if stored is None:
                self.tally.without_text += 1
                continue
            waiting.append(stored)
            if len(waiting) >= 2 * self._children.processes:
                for pair in zip(waiting, await self._all(waiting), strict=True):
                    yield pair
                waiting = []
        for pair in zip(waiting, await self._all(waiting), strict=True):
            yield pair

    async def _all(self, waiting: list[Stored]) -> list[Judgement | Permanent]:
        return await asyncio.gather(*(self._judge(stored) for stored in waiting))

    async def _judge(self, stored: Stored) -> Judgement | Permanent:
        source = self._rules.sources.get(stored.entry.source_id)
        again = Again(entry=stored.entry, article=stored.article, focus=source.focus if source else None)
        try:
            return await self._children.run(judge_again, again, deadline=DEADLINE)
        except Permanent as error:
            return error

    async def _told(self, stored: Stored, judged: Judgement | Permanent, stream: Stream) -> Regraded | Ungraded | None:
        if isinstance(judged, Permanent):
            self.tally.failed += 1
            return Ungraded(
                item_id=item_id_of(stored.entry),
                url=stored.article.url,
                title=stored.article.title,
                reason=judged.reason,
                detail=str(judged),
            )
        drafted = draft(stored.entry, judged, self._rules.min_grades)
        told = None
        if stored.item is not None:
            verdicts = drafted.verdicts if isinstance(drafted, Draft) else ()
            told = await self._update(stored, stored.item, judged, verdicts, stream)
        elif isinstance(drafted, Draft) and self._rules.topic in {None, *(one.topic for one in drafted.verdicts)}:
            told = await self._arrival(replace(drafted, entry=replace(drafted.entry, late=True)), judged)
        if told is not None:
            self.tally.regraded[told.was, told.outcome] += 1
        return told

    async def _update(
        self, stored: Stored, item: Item, judged: Judgement, verdicts: tuple[Verdict, ...], stream: Stream
    ) -> Regraded | None:
        """The text and the story stay as they are; the story is told as it is now, for this entry is its latest."""
        following = regraded(item, judged, verdicts, topic=self._rules.topic)
        if following is None:
            return None
        outcome: Outcome = "told"
        if self._voice is not None:
            outcome = await self._commit(stored, following, about_of(judged), stream)
        return Regraded(
            was="published",
            outcome=outcome,
            item_id=item.id,
            version=following.version,
            source=item.source.id,
            url=item.url,
            title=item.title,
            old=grades(item.relevance, following.relevance),
            new=grades(following.relevance, item.relevance),
        )

    async def _commit(self, stored: Stored, item: Item, about: Mapping[str, str], stream: Stream) -> Outcome:
        for _ in range(ATTEMPTS):
            current = replace(item, story=stream.story(item.story))
            outcome = NewItem(
                item_id=item.id,
                fields=marked(current, "marsad.item.updated", voice=self._voice),
                expected_version=item.version - 1,
                window_revision=stream.revision,
            )
            commit = EntryCommit(work_id=None, entry=stored.entry, outcome=outcome, description=about)
            committed = await self._store.entry_commit(commit)
            if committed.kind == "published":
                return "published"
            if committed.kind != "stale_window":
                return "overtaken"
            await stream.refresh()
        return "overtaken"

    async def _arrival(self, drafted: Draft, judged: Judgement) -> Regraded | None:
        """A dropped text that is relevant now; nothing when its page came to be published another way."""
        outcome = await self._publish(drafted, judged)
        if outcome is None:
            self.tally.duplicates += 1
            return None
        return Regraded(
            was="dropped",
            outcome=outcome,
            item_id=item_id_of(drafted.entry),
            version=1,
            source=drafted.entry.source_id,
            url=drafted.article.url or drafted.entry.url,
            title=drafted.article.title,
            old=grades((), drafted.verdicts),
            new=grades(drafted.verdicts, ()),
        )

    async def _publish(self, drafted: Draft, judged: Judgement) -> Outcome | None:
        if self._voice is None:
            return "told" if await self._is_first(drafted) else None
        source = self._rules.sources.get(drafted.entry.source_id)
        committed = await self._publisher.publish(drafted, source, about_of(judged), work_id=None)
        if committed is not None and committed.kind == "duplicate":
            return None
        return "published" if committed is not None and committed.kind == "published" else "overtaken"

    async def _is_first(self, drafted: Draft) -> bool:
        """Whether no other item, and none that this run told of, has the same page."""
        pages = aliases_of(drafted.article, drafted.entry, self._rules.sources.get(drafted.entry.source_id))
        owners = await self._store.owners((*drafted.entry.aliases, *pages))
        others = {owner.item_id for owner in owners.values()} - {None, item_id_of(drafted.entry)}
        first = not others and self._pages.isdisjoint(pages)
        self._pages.update(pages)
        return first


def regraded(item: Item, judged: Judgement, verdicts: tuple[Verdict, ...], *, topic: str | None) -> Item | None:
    """The item's next version; None when no grade changed. With a topic the other verdicts stay as they were."""
    if judged.assessment is None:
        return None
    stay = tuple(one for one in item.relevance if topic not in {None, one.topic})
    fresh = tuple(one for one in verdicts if topic in {None, one.topic})
    relevance = tuple(sorted((*stay, *fresh), key=lambda verdict: (-verdict.grade.rank, -verdict.score)))
    current = replace(
        item,
        late=True,
        relevance=relevance,
        places=judged.assessment.places,
        provenance=replace(item.provenance, topics_revision=judged.revision),
    )
    return next_version(item, current)


def grades(verdicts: tuple[Verdict, ...], others: tuple[Verdict, ...]) -> dict[str, str]:
    """By topic, `none` for those that only `others` have."""
    none = {verdict.topic: Grade.NONE.value for verdict in others}
    return none | {verdict.topic: verdict.grade.value for verdict in verdicts}


def about_of(judged: Judgement) -> dict[str, str]:
    """What `marsad why` tells of it."""
    told = {"topics_revision": judged.revision}
    return {**told, "grades": grades_of(judged.assessment)} if judged.assessment else told
