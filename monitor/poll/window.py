"""The entries of a feed's last document, as short hashes: what makes the next poll cheap and updates visible.

Knows nothing of Redis; `packed` is one field of the feed's record.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct

from monitor.poll.words import SKETCH_BINS

MAX_WINDOW = 500
_ENTRY = Struct(f">8s10s10s10s8s{SKETCH_BINS}sIIBB")
_NOTHING = bytes(10)
_BASELINE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One entry of the last document. `id`, `guid`, `link` are the bytes of the hex digests; minutes since 1970."""

    block: bytes
    id: bytes
    guid: bytes = _NOTHING
    link: bytes = _NOTHING
    title: bytes = bytes(8)
    sketch: bytes = bytes(SKETCH_BINS)
    first_seen: int = 0
    updated: int = 0
    revision: int = 1
    baseline: bool = False

    @property
    def entry_id(self) -> str:
        return "ent_" + self.id.hex()

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(alias.hex() for alias in (self.guid, self.link) if alias != _NOTHING)


@dataclass(frozen=True, slots=True)
class Window:
    entries: tuple[Seen, ...] = ()

    @property
    def blocks(self) -> frozenset[bytes]:
        return frozenset(seen.block for seen in self.entries if seen.block != bytes(8))

    def by_alias(self) -> dict[str, Seen]:
        """Aliases that name exactly one entry."""
        return {alias: seen for seen in reversed(self.entries) for alias in seen.aliases}


def pack(entries: Iterable[Seen]) -> str:
    return b64encode(b"".join(_packed(seen) for seen in list(entries)[:MAX_WINDOW])).decode("ascii")


def _packed(seen: Seen) -> bytes:
    flags = _BASELINE if seen.baseline else 0
    return _ENTRY.pack(
        seen.block, seen.id, seen.guid, seen.link, seen.title, seen.sketch, seen.first_seen, seen.updated,
        min(seen.revision, 255), flags,
    )  # fmt: skip


def unpack(packed: str) -> Window:
    """What `pack` did not write is an empty window: the alias table still knows what was seen."""
    try:
        data = b64decode(packed, validate=True)
    except ValueError:
        return Window()
    if len(data) % _ENTRY.size:
        return Window()
    return Window(tuple(_seen(values) for values in _ENTRY.iter_unpack(data)))


def _seen(values: tuple[bytes, bytes, bytes, bytes, bytes, bytes, int, int, int, int]) -> Seen:
    block, name, guid, link, title, sketch, first_seen, updated, revision, flags = values
    return Seen(
        block=block, id=name, guid=guid, link=link, title=title, sketch=sketch, first_seen=first_seen, updated=updated,
        revision=revision, baseline=bool(flags & _BASELINE),
    )  # fmt: skip
