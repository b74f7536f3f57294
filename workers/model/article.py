"""The article of an entry: cleaned text with its structure. Knows nothing of relevance or Redis."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class Zone(StrEnum):
    """Where in an article a term was found. `context` is for reasons that have no place in the text."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, subhead or caption: `text[start:end]`, code points. Zones lead, body, heading or caption."""

    zone: Zone
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line that the cleaner took out, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Bytes as fetched. `content_type` is the raw header; `url` the final address after redirects."""

    url: str
    body: bytes
    fetched: datetime
    content_type: str | None = None
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A cleaned article. `text` is paragraphs joined by blank lines; `blocks` cover it in order."""

    url: str | None
    canonical_url: str | None
    title: str | None
    text: str
    blocks: tuple[Block, ...]
    summary: str
    language: str | None
    direction: Literal["ltr", "rtl"]
    word_count: int
    authors: tuple[str, ...] = ()
    image: str | None = None
    site_name: str | None = None
    published: datetime | None = None
    published_from: Literal["feed", "page", "url", "none"] = "none"
    modified: datetime | None = None
    fetched: datetime | None = None
    extraction: Literal["full", "feed", "partial"] = "full"
    removed: tuple[Removed, ...] = ()
    byline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """A page that has no article: `reason` is a stable code such as `consent_page`, `not_html`, `empty_text`."""

    reason: str
    detail: str
