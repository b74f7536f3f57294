"""An entry as a feed announced it. Knows nothing of pages or relevance."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One announcement of one source. Text fields are plain text, already free of control characters.

    `id` (`ent_…`) is minted from the entry's identity within its source, so that a second look at the same feed gives
    the same id. `aliases` are the hashes under which the alias table knows it (guid, feed link, …).
    `content` is the whole text when the feed carries it (HTML). `published` is aware UTC or None, never a guess.
    """

    id: str
    source_id: str
    feed_url: str
    url: str | None
    first_seen: datetime
    guid: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    image: str | None = None
    published: datetime | None = None
    published_raw: str | None = None
    modified: datetime | None = None
    publisher: str | None = None
    aliases: tuple[str, ...] = ()
    late: bool = False
    revision: int = 1
