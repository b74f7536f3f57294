"""The entry commit: how an entry's life ends, in one script. Knows nothing of how the outcome was found."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workers.doors.keys import WORKERS_GROUP
from workers.doors.redis.link import Link, milliseconds
from workers.doors.redis.payload import WorkEntry, flat
from workers.doors.redis.scripts import Argument, fields
from workers.model.entry import Entry
from workers.model.outcome import Dropped

COMPRESSION = 3
"""Level for dropped texts: two thirds of the time of level 6 for a twentieth more room."""

Kind = Literal["published", "duplicate", "dropped", "already_settled", "stale_version", "stale_window"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChange:
    """The story an item joins. `fields` are its hash; `window` is what later comparisons need of the item.

    `merged`: hashes of stories that end in this one, by id.
    """

    story_id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    window: str = ""
    merged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A version to publish. `fields` are the stream fields without `time`; `expected_version` is the one it follows.

    `window_revision`: the revision of the story window that the decision was made on, None when it did not look.
    `kept` goes into the item's hash. `events` (fields without `time`) follow the item: merged stories.
    """

    item_id: str
    fields: Mapping[str, str]
    expected_version: int = 0
    fingerprints: tuple[str, ...] = ()
    story: StoryChange | None = None
    window_revision: int | None = None
    kept: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The next look at a published page: what comes back to the work stream, and after how long."""

    work: WorkEntry
    delay_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCommit:
    """`work_id` is None outside the work stream (replay). `aliases`: all that the entry is known by, canonical URL too.

    `text` is kept, compressed, when the entry is dropped. `description` is added to the entry's record. `look`: when
    to look again at a page that is published now, and as which work entry.
    """

    work_id: str | None
    entry: Entry
    outcome: NewItem | Dropped
    aliases: tuple[str, ...] = ()
    text: str | None = None
    description: Mapping[str, str] = field(default_factory=dict)
    look: Look | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """`stale_version` and `stale_window` wrote nothing: decide again. `duplicate`: `item_id` is the other one.

    `already_settled`: somebody finished the entry before; ids are those of its item, if it is one. `line_id`: of the
    item's line in the story window, behind all lines that were there at the revision it was decided on.
    """

    kind: Kind
    item_id: str | None = None
    version: int = 0
    stream_id: str | None = None
    detail: str = ""
    line_id: str = ""


async def entry_commit(link: Link, commit: EntryCommit) -> Committed:
    keys, outcome = link.keys, commit.outcome
    item = outcome if isinstance(outcome, NewItem) else None
    story = (item.story if item else None) or StoryChange(story_id="-")
    names = [keys.entries, keys.items, keys.entry(commit.entry.id), keys.text(commit.entry.id)]
    names += (keys.item(item.item_id if item else "-"), keys.stories_revision, keys.stories_window)
    names.append(keys.story(story.story_id))
    aliases = tuple(dict.fromkeys((*commit.entry.aliases, *commit.aliases)))
    names += (keys.url(alias) for alias in aliases)
    arguments: list[Argument] = [WORKERS_GROUP, commit.work_id or "", commit.entry.id, int(item is not None)]
    arguments += (milliseconds(link.lifetimes.memory), *fields(commit.description), len(aliases))
    if isinstance(outcome, NewItem):
        names += (keys.recheck, keys.recheck_payload)
        names += (keys.fingerprint(value) for value in outcome.fingerprints)
        names += (keys.story(merged) for merged in story.merged)
        arguments += _item_arguments(link, outcome, story)
        arguments += (flat(commit.look.work), max(0, commit.look.delay_ms)) if commit.look else ("", 0)
    else:
        text = zlib.compress(commit.text.encode(), COMPRESSION) if commit.text else b""
        arguments += (outcome.reason.value, outcome.detail, text, milliseconds(link.lifetimes.dropped_text))
    kind, item_id, version, stream_id, detail, line_id = await link.run("entry_commit", names, arguments)
    return Committed(
        kind=kind,
        item_id=item_id or None,
        version=int(version),
        stream_id=stream_id or None,
        detail=detail,
        line_id=line_id,
    )


def _item_arguments(link: Link, item: NewItem, story: StoryChange) -> list[Argument]:
    lifetimes = link.lifetimes
    arguments: list[Argument] = [item.item_id, item.expected_version]
    arguments.append("" if item.window_revision is None else item.window_revision)
    arguments += (milliseconds(seconds) for seconds in (lifetimes.item, lifetimes.story, lifetimes.window))
    arguments += fields(item.fields)
    arguments += fields({**item.kept, **({"story": story.story_id} if item.story else {})})
    arguments.append(len(item.fingerprints))
    arguments += fields(story.fields)
    arguments += (story.window, len(story.merged))
    for merged in story.merged.values():
        arguments += fields(merged)
    arguments.append(len(item.events))
    for event in item.events:
        arguments += fields(event)
    return arguments
