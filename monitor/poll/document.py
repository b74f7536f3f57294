"""A document on its way from parsed to sifted: the values between. Know nothing of how entries are judged."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.poll.feed import ParsedFeed
from monitor.poll.identity import Identity
from monitor.poll.window import Seen, Window
from workers.model.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Where a poll stands: `first` of this address or not, and how long `away` since the last success.

    `piece`: the document is a part of the feed (226), so what it lacks has not left the feed.
    An entry on a first poll is late unless it is younger than `fresh`: as young as a regular poll would have found it.
    """

    source_id: str
    feed_url: str
    now: datetime
    first: bool
    away: timedelta
    first_run: timedelta
    fresh: timedelta
    language: str | None = None
    piece: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A parsed document beside what was remembered. `questions`: aliases that the store should be asked about."""

    parsed: ParsedFeed
    identities: tuple[Identity, ...]
    window: Window
    kept: tuple[Seen, ...]
    policy: str

    @property
    def questions(self) -> tuple[str, ...]:
        known = self.window.by_alias()
        return tuple(
            alias for one in self.identities if not any(name in known for name in one.aliases) for alias in one.aliases
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """`entries` go into the commit, those in `baseline` only to be remembered. `found` counts the new and not late.

    `hidden`: new entries that must have been there already when the server last said that nothing had changed.
    `held`: a change came too soon after the last version; the same document has to be read again later.
    """

    entries: tuple[Entry, ...] = ()
    baseline: frozenset[str] = frozenset()
    window: tuple[Seen, ...] = ()
    refresh: tuple[str, ...] = ()
    leads: str = ""
    found: int = 0
    overlap: float = 1.0
    gap: bool = False
    reidentified: int = 0
    resurfaced: int = 0
    hidden: int = 0
    held: bool = False
