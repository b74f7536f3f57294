"""Under which names an entry is known within its source. Knows nothing of what was seen before.

A guid counts only inside its own source, so that no feed can speak for another. Links count with tracking parameters
taken out. What two entries of one document share identifies neither.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from monitor.poll.feed import FeedEntry
from monitor.poll.words import folded, sketch
from workers.doors.aliases import link_alias
from workers.doors.keys import digest

DEGRADE_ABOVE = 0.05
DEGRADE_FROM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`aliases` begin with the primary one, from which the id is made. `guid` and `link` are aliases or ""."""

    entry: FeedEntry
    id: str
    aliases: tuple[str, ...]
    guid: str
    link: str
    title: bytes
    sketch: bytes


def identify(
    entries: Iterable[FeedEntry],
    *,
    source_id: str,
    policy: str = "guid",
    others: frozenset[str] = frozenset(),
) -> tuple[Identity, ...]:
    """One identity for each distinct entry. `others`: aliases of entries of the document that were not read now."""
    distinct = {(entry.guid, entry.link, folded(entry.title or "")): entry for entry in reversed(tuple(entries))}
    listed = tuple(reversed(distinct.values()))
    guids = Counter(_guid_alias(entry, source_id) for entry in listed)
    links = Counter(_link_alias(entry, source_id) for entry in listed)
    shared = others.union(alias for alias, count in (guids + links).items() if count > 1)
    found: dict[str, Identity] = {}
    for entry in listed:
        identity = _identity(entry, source_id, policy=policy, shared=shared)
        found.setdefault(identity.id, identity)
    return tuple(found.values())


def degraded(entries: Iterable[FeedEntry]) -> bool:
    """Whether guids are blank or repeated so often that they are no use; blanks count only where there are links."""
    listed = tuple(entries)
    if len(listed) < DEGRADE_FROM:
        return False
    named = [entry.guid for entry in listed if entry.guid]
    repeated = len(named) - len(set(named))
    blank = sum(entry.guid is None and entry.link is not None for entry in listed)
    return repeated + blank > DEGRADE_ABOVE * len(listed)


def _identity(entry: FeedEntry, source_id: str, *, policy: str, shared: frozenset[str]) -> Identity:
    guid, link = _guid_alias(entry, source_id), _link_alias(entry, source_id)
    link = "" if link in shared else link
    guid = "" if guid in shared or (policy == "link" and link) else guid
    aliases = tuple(alias for alias in (guid, link) if alias) or (digest(f"m:{source_id}:{_all_of(entry)}"),)
    return Identity(
        entry=entry,
        id="ent_" + digest(f"{source_id}:{aliases[0]}"),
        aliases=aliases,
        guid=guid,
        link=link,
        title=blake2b(folded(entry.title or "").encode("utf-8", "surrogatepass"), digest_size=8).digest(),
        sketch=sketch(f"{entry.summary or ''} {entry.content or ''}"),
    )


def _guid_alias(entry: FeedEntry, source_id: str) -> str:
    return digest(f"g:{source_id}:{entry.guid}") if entry.guid else ""


def _link_alias(entry: FeedEntry, source_id: str) -> str:
    return link_alias(source_id, entry.link) if entry.link else ""


def _all_of(entry: FeedEntry) -> str:
    """For entries that neither guid nor link names: a long title alone, for their dates and texts may change."""
    words = folded(entry.title or "") or folded(entry.summary or "")[:500]
    when = "" if len(words) >= 25 else entry.published_raw or ""
    return "\n".join((entry.guid or "", entry.link or "", words, when))
