"""Texts that can be graded again, read back: published ones from the stream, dropped ones as they were kept.

Changes nothing, grades nothing.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from workers.delivery.stream import STORY_MERGED
from workers.doors.redis.overview import after
from workers.doors.redis.store import Store
from workers.model.article import Article
from workers.model.entry import Entry
from workers.model.item import Item, Story
from workers.model.kept import blocks_from, kept_from_json
from workers.model.outcome import DropReason
from workers.model.schema import item_from_json, moment, story_from_json

PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """`item` is the newest version on the stream, None for the text of a dropped entry."""

    entry: Entry
    article: Article
    item: Item | None


class Stream:
    """The public stream after some id: the items on it, and each story as it was last told."""

    def __init__(self, store: Store, *, since: str) -> None:
        self.revision = 0
        self._store = store
        self._last = since
        self._items: dict[str, None] = {}
        self._stories: dict[str, Story] = {}
        self._merged: dict[str, str] = {}

    @property
    def items(self) -> tuple[str, ...]:
        """Ids in the order in which they were first seen."""
        return tuple(self._items)

    async def refresh(self) -> None:
        """Reads what came since. The revision is read first: it may be too old, never too new."""
        self.revision = await self._store.stories_revision()
        while rows := await after(self._store, self._store.keys.items, self._last, count=PAGE):
            for _, entry in rows:
                self._note(entry)
            self._last = rows[-1][0]

    def story(self, snapshot: Story) -> Story:
        """The story of an older item as it is now."""
        name = snapshot.id
        while name in self._merged:
            name = self._merged[name]
        return self._stories.get(name, snapshot)

    def _note(self, entry: Mapping[str, str]) -> None:
        if entry["type"] == STORY_MERGED:
            survivor = story_from_json(entry["data"])
            self._merged |= dict.fromkeys(survivor.merged, survivor.id)
            self._merged.pop(survivor.id, None)
            known = {part.name: getattr(survivor, part.name) for part in fields(Story)}
            self._stories[survivor.id] = Story(**known)
        else:
            item = item_from_json(entry["data"])
            self._items[item.id] = None
            self._stories[item.story.id] = item.story


async def published(store: Store, stream: Stream) -> AsyncIterator[Stored]:
    """The newest version of each item, without those that were withdrawn."""
    for item_id in stream.items:
        record = await store.item_record(item_id)
        entry = await store.stream_entry(record["stream_id"]) if "stream_id" in record else None
        item = item_from_json(entry["data"]) if entry else None
        if item is not None and item.text is not None and item.retraction is None:
            article = article_of(item, item.text, zones=record.get("zones", ""))
            yield Stored(entry=entry_of(item, record["entry"]), article=article, item=item)


async def dropped(store: Store, *, since_ms: int) -> AsyncIterator[Stored | None]:
    """Entries that were not relevant since then, oldest drop first; None for one whose text is kept no more."""
    since = moment(datetime.fromtimestamp(since_ms / 1000, UTC))
    for entry_id in await store.dropped_entries(reason=DropReason.IRRELEVANT.value, since=since):
        text = await store.dropped_text(entry_id)
        kept = kept_from_json(text) if text else None
        yield Stored(entry=kept.entry, article=kept.article, item=None) if kept else None


def entry_of(item: Item, entry_id: str) -> Entry:
    """What an item tells of the entry that announced it."""
    return Entry(
        id=entry_id,
        source_id=item.source.id,
        feed_url=item.provenance.feed_url,
        url=item.url,
        first_seen=item.times.first_seen,
        title=item.title,
        late=True,
    )


def article_of(item: Item, text: str, *, zones: str) -> Article:
    """The article of a published item, with all that grading looks at."""
    return Article(
        url=item.url,
        canonical_url=item.canonical_url,
        title=item.title,
        text=text,
        blocks=blocks_from(text, zones),
        summary=item.summary,
        language=item.language,
        direction=item.direction,
        word_count=item.word_count,
        published=item.times.published,
        extraction=item.quality.extraction,
    )
