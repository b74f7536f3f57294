"""Items and events as the flat fields of the public streams. Knows nothing of Redis: `time` is the server's."""

from typing import Literal

from workers.model.item import Item, MergedStory
from workers.model.schema import ITEM_SCHEMA, STORY_SCHEMA, dumps, item_json, story_json
from workers.model.verdict import Grade, Verdict

ItemEvent = Literal["marsad.item.new", "marsad.item.updated", "marsad.item.retracted"]

Voice = Literal["quiet", "alert"]
"""Whether alerts speak of what a replay published."""

STORY_MERGED = "marsad.story.merged"
REPLAY = "replay"
"""A further field of the entry, only on what a replay published: its `Voice`."""
SPECVERSION = "1.0"
JSON = "application/json"
UNDETERMINED = "und"
"""BCP 47 for a language that nobody could tell."""


def item_fields(item: Item, *, type: ItemEvent) -> dict[str, str]:  # noqa: A002 - the CloudEvents name
    """All fields of the entry but `time`."""
    return {
        "specversion": SPECVERSION,
        "id": f"{item.id}.{item.version}",
        "type": type,
        "source": f"/sources/{item.source.id}",
        "subject": item.id,
        "datacontenttype": JSON,
        "dataschema": ITEM_SCHEMA,
        "topics": topics_field(item.relevance),
        "lang": item.language or UNDETERMINED,
        "story": item.story.id,
        "origin": item.origin.kind,
        "data": item_json(item),
    }


def story_fields(story: MergedStory, *, version: int) -> dict[str, str]:
    """The event that `story.merged` became part of `story`. `version` must differ for each merge into one story."""
    return {
        "specversion": SPECVERSION,
        "id": f"{story.id}.{version}",
        "type": STORY_MERGED,
        "source": "/stories",
        "subject": story.id,
        "datacontenttype": JSON,
        "dataschema": STORY_SCHEMA,
        "topics": "",
        "lang": UNDETERMINED,
        "story": story.id,
        "origin": "unknown",
        "data": story_json(story),
    }


def ops_fields(*, id: str, type: str, source: str, subject: str, data: object) -> dict[str, str]:  # noqa: A002 - CloudEvents names
    """An event about the watch itself, for the second public stream."""
    return {
        "specversion": SPECVERSION,
        "id": id,
        "type": type,
        "source": source,
        "subject": subject,
        "datacontenttype": JSON,
        "data": dumps(data),
    }


def topics_field(verdicts: tuple[Verdict, ...]) -> str:
    """`idlib:central:0.94,syria:central:0.98`: best grade first, within a grade the item's own order."""
    reached = [verdict for verdict in verdicts if verdict.grade is not Grade.NONE]
    best_first = sorted(reached, key=lambda verdict: -verdict.grade.rank)
    return ",".join(f"{verdict.topic}:{verdict.grade}:{verdict.score:.2f}" for verdict in best_first)
