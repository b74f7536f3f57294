"""The public item, field by field as `docs/stream.md` promises it. Knows nothing of Redis fields or HTTP."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from workers.model.article import Removed
from workers.model.verdict import Place, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """All aware UTC. `published` is None when nobody said; `published_from` tells who did."""

    published: datetime | None
    published_from: Literal["feed", "page", "url", "none"]
    modified: datetime | None
    first_seen: datetime
    fetched: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    id: str
    name: str
    homepage: str | None
    country: str | None
    family: str | None
    wire: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginEvidence:
    """Why we think so: `type` such as `byline`, `dateline`, `containment`, `quote`, `attribution`."""

    type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the text comes from. `of` and `containment` (0 to 1) are set for copies and derived texts."""

    kind: Literal["original", "wire", "copy", "derived", "unknown"] = "unknown"
    agency: str | None = None
    of: str | None = None
    containment: float | None = None
    upstream: tuple[str, ...] = ()
    evidence: tuple[OriginEvidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A toll as the article tells it: `min` exactly, or with the `qualifier`; `max` for ranges.

    `start`, `end` count code points of the title or of the text, as `zone` says; `quote` is the sentence around.
    """

    kind: Literal["killed", "injured", "missing", "detained", "displaced"]
    min: int
    max: int | None
    qualifier: str | None
    attributed_to: str | None
    zone: Literal["title", "text"]
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFigure:
    """One step in how a story's tolls developed: which item first told this number of this kind."""

    kind: str
    min: int
    qualifier: str | None
    item: str
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedFigure:
    """A toll that an update corrects: the first number of its kind before, and now."""

    kind: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A snapshot of the story at emission."""

    id: str
    first_seen: datetime
    items: int
    outlets: int
    families: int
    independent: int
    languages: tuple[str, ...]
    figures: tuple[StoryFigure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    extraction: Literal["full", "feed", "partial"]
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    feed_url: str
    topics_revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    reason: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article that concerns a topic, as published. `version` counts from 1; `text` is None once retracted."""

    schema: Literal["marsad.item/1"] = "marsad.item/1"
    id: str
    version: int
    late: bool
    url: str
    canonical_url: str | None
    title: str | None
    language: str | None
    direction: Literal["ltr", "rtl"]
    summary: str
    text: str | None
    word_count: int
    authors: tuple[str, ...]
    image: str | None
    times: Times
    source: SourceRef
    relevance: tuple[Verdict, ...]
    places: tuple[Place, ...]
    origin: Origin
    story: Story
    quality: Quality
    provenance: Provenance
    changed: tuple[str, ...] = field(default=())
    retraction: Retraction | None = None
    figures: tuple[Figure, ...] = ()
    revised: tuple[RevisedFigure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedStory(Story):
    """The data of `marsad.story.merged`: the surviving story, with the ids that became part of it."""

    schema: Literal["marsad.story/1"] = "marsad.story/1"
    merged: tuple[str, ...]
