"""A feed document as read, before anybody asked what of it is new. Knows nothing of parsers or records."""

from dataclasses import dataclass
from datetime import datetime
from shlex import quote
from urllib.parse import urljoin

from workers.model.masked import without_secrets

MAX_ENTRIES = 500
MAX_TITLE = 1_000
MAX_SUMMARY = 64_000
MAX_CONTENT = 500_000
MAX_AUTHORS = 10
MAX_NAME = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One `<item>`. Texts are plain except `content` (HTML). `published` is unclamped; `block`: its hash.

    `zoned`: the date string named its zone, so no other zone was assumed.
    """

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    authors: tuple[str, ...] = ()
    image: str | None = None
    published: datetime | None = None
    published_raw: str | None = None
    zoned: bool = False
    modified: datetime | None = None
    publisher: str | None = None
    block: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTask:
    """What a child process needs to read a feed. `known` are the block hashes whose entries need not be read again."""

    body: bytes
    url: str
    content_type: str | None = None
    language: str | None = None
    tz: str | None = None
    known: frozenset[bytes] = frozenset()
    max_body: int = 10 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """`blocks` names every block of the document in order; `entries` are those that were read now.

    `claim` is how long the document says it stays fresh (ttl, sy:updatePeriod), in seconds. `partial`: the document
    stops in the middle, so neither its hash nor its validators may be remembered. `links` are the document's own
    links by relation: hub, self, next, prev-archive.
    """

    entries: tuple[FeedEntry, ...]
    blocks: tuple[bytes, ...] = ()
    version: str = ""
    title: str | None = None
    language: str | None = None
    claim: float | None = None
    links: tuple[tuple[str, str], ...] = ()
    partial: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """The body is no feed: `reason` as `monitor.poll.prolog.NotAFeed`, or `malformed`: no entry can be made out.

    `alternates` are feeds that a page offers.
    """

    reason: str
    detail: str
    alternates: tuple[tuple[str, str], ...] = ()

    def told(self, *, url: str) -> str:
        """The detail with what to do about it. `url` is where the body came from."""
        if self.alternates:
            offered = ", ".join(without_secrets(urljoin(url, href)) for href, _ in self.alternates)
            return f"{self.detail}; it offers {offered}: set the source's url to one of them"
        if self.reason == "html":
            return f"{self.detail}; try `marsad sources discover {quote(without_secrets(url))}`"
        if self.reason == "empty":
            return f"{self.detail}; look at the address in a browser, and ask its publisher if nothing is there either"
        return self.detail
