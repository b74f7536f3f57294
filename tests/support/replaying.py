"""Stored items and dropped texts for tests of replay, and children that grade in this process."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from config.topics import Concept, Topic
from tests.support.entries import an_entry
from workers.article.reading import read_text
from workers.compose import Draft, draft
from workers.delivery.stream import Voice
from workers.doors.children import Children
from workers.doors.redis.commits import EntryCommit
from workers.doors.redis.replies import StreamEntry, stream_entries
from workers.doors.redis.store import Store
from workers.judge import Again, _Bench, judge_again
from workers.model.article import Article
from workers.model.errors import Permanent
from workers.model.item import Item
from workers.model.kept import kept_json
from workers.model.outcome import Dropped
from workers.model.schema import item_from_json
from workers.model.verdict import Grade
from workers.publishing import Publisher, aliases_of
from workers.relevance.grader import Grader
from workers.replay import Regraded, Replay, Rules, Ungraded

NOW = datetime(2026, 3, 4, 13, 0, tzinfo=UTC)


def a_topic(name: str, *terms: str) -> Topic:
    return Topic(id=name, title=name, concept=(Concept(id=f"{name}.word", weight=5, terms={"en": terms}),))


def an_article(number: int, subject: str) -> Article:
    """A text of its own about one thing."""
    lines = [f"The council spoke of the {subject} for {line + 1} hours in case {number}." for line in range(3)]
    article = read_text("\n\n".join((f"Case {number} on the {subject}", *lines)), title=None, now=NOW)
    assert isinstance(article, Article)
    return article


@dataclass(slots=True)
class Archive:
    """What workers left in the store, graded by `topics`."""

    store: Store
    topics: tuple[Topic, ...]
    item_ids: list[str] = field(default_factory=list)

    async def add(self, number: int, subject: str, *, article: Article | None = None, **entry: Any) -> str:
        """As the pipeline settles an entry. Returns the id of the item that it is, or could become."""
        seat(self.topics)
        article = article or an_article(number, subject)
        known = an_entry(number, **entry)
        judged = judge_again(Again(entry=known, article=article, focus=None))
        drafted = draft(known, judged, grades_of(self.topics))
        if isinstance(drafted, Draft):
            committed = await Publisher(self.store, now=lambda: NOW).publish(drafted, None, {}, work_id=None)
            assert committed is not None
            assert committed.kind == "published"
        else:
            await self._drop(drafted, judged.article, known)
        return known.id.replace("ent_", "itm_")

    async def _drop(self, dropped: Dropped, article: Any, entry: Any) -> None:
        commit = EntryCommit(
            work_id=None,
            entry=entry,
            outcome=dropped,
            aliases=aliases_of(article, entry, None),
            text=kept_json(entry, article),
        )
        await self.store.entry_commit(commit)

    async def events(self) -> tuple[StreamEntry, ...]:
        return stream_entries(await self.store.command("XRANGE", self.store.keys.items, "-", "+"))

    async def ids(self) -> list[str]:
        """CloudEvents ids on the stream, sorted."""
        return sorted(fields["id"] for _, fields in await self.events())

    async def latest(self, item_id: str) -> Item:
        rows = [fields for _, fields in await self.events() if fields["subject"] == item_id]
        return item_from_json(rows[-1]["data"])


@cache
def grader(topics: tuple[str, ...]) -> Grader:
    return Grader(tuple(Topic.model_validate_json(topic) for topic in topics), ())


def seat(topics: tuple[Topic, ...]) -> None:
    """As `take_seat`, without compiling the same topics again."""
    _Bench.grader = grader(tuple(topic.model_dump_json() for topic in topics))


def grades_of(topics: tuple[Topic, ...]) -> dict[str, Grade]:
    return {topic.id: Grade(topic.min_grade) for topic in topics}


class InlineChildren(Children):
    """Grades in this process. `meanwhile` runs before each text; the texts in `broken` kill their child."""

    def __init__(
        self, *, meanwhile: Callable[[int], Awaitable[None]] | None = None, broken: tuple[str, ...] = ()
    ) -> None:
        super().__init__(1)
        self._meanwhile = meanwhile
        self._broken = broken
        self.runs = 0

    async def run(self, function: Callable[[Any], Any], argument: Any, *, deadline: float) -> Any:
        self.runs += 1
        if self._meanwhile is not None:
            await self._meanwhile(self.runs)
        if argument.article.title in self._broken:
            raise Permanent("judge_again ended its process with SIGSEGV", reason="crashed")
        await asyncio.sleep(0)
        return function(argument)


async def replay(
    store: Store,
    topics: tuple[Topic, ...],
    *,
    voice: Voice | None = "quiet",
    topic: str | None = None,
    since: str = "0-0",
    children: Children | None = None,
) -> tuple[list[Regraded | Ungraded], Replay]:
    seat(topics)
    rules = Rules(sources={}, min_grades=grades_of(topics), topic=topic)
    run = Replay(store, children or InlineChildren(), rules, voice=voice, now=NOW)
    return [told async for told in run.run(since=since)], run
