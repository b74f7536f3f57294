"""A draft's way onto the public stream: its place among the stories, its version, one commit. Grades nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from config.sources import Source
from workers.compose import Draft, candidate_of, compose, homes_of, item_id_of, next_version, story_id_of
from workers.delivery.stream import REPLAY, ItemEvent, Voice, item_fields, story_fields
from workers.doors.aliases import page_alias
from workers.doors.redis.commits import Committed, EntryCommit, Look, NewItem
from workers.doors.redis.records import Window as News
from workers.doors.redis.store import Store
from workers.model.article import Article, NotAnArticle
from workers.model.entry import Entry
from workers.model.item import Item, Retraction, Story
from workers.model.kept import zones_of
from workers.model.outcome import Dropped, DropReason
from workers.model.schema import item_from_json
from workers.model.site import is_at_home
from workers.model.verdict import Assessment
from workers.stories.desk import Placed, Stories
from workers.stories.edits import withdrawal

ATTEMPTS = 8
"""Decisions on one entry before it is given up for now: each failed one means that another worker was faster."""


class Publisher:
    """Holds no state of its own but a copy of the story window. `voice` marks what a replay publishes."""

    def __init__(self, store: Store, *, now: Callable[[], datetime], voice: Voice | None = None) -> None:
        self._store = store
        self._now = now
        self._voice = voice
        self._stories = Stories(store)

    async def publish(
        self,
        drafted: Draft,
        source: Source | None,
        about: Mapping[str, str],
        *,
        work_id: str | None,
        look: Look | None = None,
    ) -> Committed | None:
        """Decide on what is stored, commit, and decide again when another worker was faster. None: always too late.

        `look`: the next one at the page, if this is published.
        """
        for _ in range(ATTEMPTS):
            async with self._stories.turn:
                outcome = await self._next(drafted, source)
                committed = await self._store.entry_commit(
                    EntryCommit(
                        work_id=work_id,
                        entry=drafted.entry,
                        outcome=outcome,
                        aliases=aliases_of(drafted.article, drafted.entry, source),
                        description=about,
                        look=look,
                    )
                )
                self._follow(outcome, committed)
            if not committed.kind.startswith("stale"):
                return committed
        return None

    async def retract(self, entry: Entry, retraction: Retraction, *, work_id: str | None) -> Committed | None:
        """Publish that the entry's item is withdrawn. None: it has none on the stream, or is withdrawn already."""
        for _ in range(ATTEMPTS):
            async with self._stories.turn:
                standing = await self._store.standing(item_id_of(entry), after=self._stories.last_id)
                previous = item_from_json(standing.previous["data"]) if standing.previous else None
                if previous is None or previous.retraction is not None:
                    return None
                outcome = await self._withdrawn(previous, retraction, news=standing.window)
                committed = await self._store.entry_commit(EntryCommit(work_id=work_id, entry=entry, outcome=outcome))
                self._follow(outcome, committed)
            if not committed.kind.startswith("stale"):
                return committed
        return None

    async def previous(self, item_id: str) -> Item | None:
        """The newest version on the stream."""
        record = await self._store.item_record(item_id)
        fields = await self._store.stream_entry(record["stream_id"]) if record.get("stream_id") else None
        return item_from_json(fields["data"]) if fields else None

    def _follow(self, outcome: NewItem | Dropped, committed: Committed) -> None:
        if isinstance(outcome, NewItem) and outcome.story is not None and outcome.window_revision is not None:
            line, revision = outcome.story.window, outcome.window_revision
            self._stories.follow(outcome.item_id, line, line_id=committed.line_id, revision=revision)

    async def _withdrawn(self, previous: Item, retraction: Retraction, *, news: News | None = None) -> NewItem:
        """With the story as it is now without it; as it was told last, once the window has forgotten the item."""
        told = await self._stories.withdraw(previous.id, now=self._now(), news=news)
        version, story = previous.version + 1, told.story if told else await self._last_told(previous.story)
        item = replace(previous, version=version, text=None, changed=(), revised=(), retraction=retraction, story=story)
        return NewItem(
            item_id=item.id,
            fields=marked(item, "marsad.item.retracted", voice=self._voice),
            expected_version=previous.version,
            story=told.change if told else None,
            window_revision=told.window_revision if told else None,
            kept={"withdrawn": retraction.reason},
        )

    async def _last_told(self, story: Story) -> Story:
        """With the numbers of the story's latest item."""
        known = await self._store.story_record(story.id)
        if merged := known.get("merged_into"):
            story = replace(story, id=merged)
            known = await self._store.story_record(merged)
        return replace(
            story,
            items=int(known.get("items", story.items)),
            outlets=int(known.get("outlets", story.outlets)),
            families=int(known.get("families", story.families)),
            independent=int(known.get("independent", story.independent)),
        )

    async def _next(self, drafted: Draft, source: Source | None) -> NewItem | Dropped:
        item_id = item_id_of(drafted.entry)
        standing = await self._store.standing(item_id, after=self._stories.last_id)
        previous = item_from_json(standing.previous["data"]) if standing.previous else None
        if previous is None and standing.record.get("version"):
            detail = f"a change of {item_id}, which is older than the stream's retention"
            return Dropped(reason=DropReason.UNCHANGED, detail=detail)
        candidate = candidate_of(drafted, source, now=self._now())
        placed = await self._stories.place(
            candidate, new_story=story_id_of(item_id), now=candidate.came, news=standing.window
        )
        origin = previous.origin if previous else placed.origin
        item = compose(drafted, source, origin=origin, story=placed.story)
        if previous is not None:
            told = withdrawal(item.title, item.text or "") if previous.retraction is None else None
            if told is not None:
                return await self._withdrawn(previous, Retraction(reason="withdrawn by the outlet", evidence=told))
            # The poller takes an entry that comes back for old news. A new version of fresh news is none.
            updated = next_version(previous, replace(item, late=item.late and previous.late))
            if updated is None:
                return Dropped(
                    reason=DropReason.UNCHANGED, detail=f"nothing material changed since {item_id}.{previous.version}"
                )
            item = updated
        return NewItem(
            item_id=item_id,
            fields=marked(item, "marsad.item.updated" if previous else "marsad.item.new", voice=self._voice),
            expected_version=previous.version if previous else 0,
            story=placed.change,
            window_revision=placed.window_revision,
            events=merge_events(placed),
            kept={
                "url": item.url,
                "title": (item.title or item.summary)[:300],
                "zones": zones_of(drafted.article.blocks),
                **({"withdrawn": ""} if previous is not None and previous.retraction is not None else {}),
            },
        )


def marked(item: Item, kind: ItemEvent, *, voice: Voice | None) -> dict[str, str]:
    """The fields of the entry; what a replay publishes says so."""
    fields = item_fields(item, type=kind)
    return {**fields, REPLAY: voice} if voice else fields


def merge_events(placed: Placed) -> tuple[dict[str, str], ...]:
    """The window's revision makes the event's id: no two merges into one story have the same."""
    return (story_fields(placed.merged, version=placed.window_revision),) if placed.merged else ()


def aliases_of(article: Article | NotAnArticle, entry: Entry, source: Source | None) -> tuple[str, ...]:
    """The names under which the page itself is known: its final and its canonical address.

    None of a page that was not fetched and is not on the feed's site: no feed speaks for a stranger's page.
    """
    if not isinstance(article, Article):
        return ()
    if article.extraction == "feed" or article.fetched is None:
        homes = (entry.feed_url, *homes_of(source))
        return (page_alias(article.url),) if article.url and is_at_home(article.url, homes) else ()
    return tuple(page_alias(link) for link in (article.url, article.canonical_url) if link)


def grades_of(assessment: Assessment) -> str:
    """For the entry's record: every topic with its grade, also those that did not reach the stream."""
    return ", ".join(f"{verdict.topic} {verdict.grade} {verdict.score:.2f}" for verdict in assessment.verdicts)
