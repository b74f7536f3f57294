"""An item as the story window remembers it, and its compact text form. Knows nothing of Redis."""

import base64
import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast

from workers.stories.sketch import Sketch, Toll

VERSION = 1
COUNT_BITS = 4

Kind = Literal["original", "wire", "copy", "derived", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who published it. `family` None is unknown. `witness`: False for searches, which only point at others.

    `wire`: the agency's name where the source is an agency itself.
    """

    outlet: str
    family: str | None = None
    bloc: str | None = None
    wire: str | None = None
    witness: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An item that looks for its story.

    `came`: when it is placed, which orders the window; `seen`: when its entry first reached us; `when`: when it was
    published, as far as known.
    """

    item: str
    teller: Teller
    sketch: Sketch
    came: datetime
    seen: datetime
    when: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A placed candidate. `of`: whose text it repeats, `root`: where that began (itself, when nowhere else).

    `merged`: stories that became part of `story` when it came. `withdrawn`: its outlet took it back, so that it
    counts no more; its text and words are still known, since others may repeat them.
    """

    candidate: Candidate
    story: str
    kind: Kind
    agency: str | None = None
    of: str | None = None
    root: str = ""
    merged: tuple[str, ...] = field(default=())
    withdrawn: bool = False

    @property
    def item(self) -> str:
        return self.candidate.item


def encode(member: Member) -> str:
    """One line of text, about 2 kB for an article of 600 words."""
    one, sketch = member.candidate, member.candidate.sketch
    teller = one.teller
    stated = {
        "v": VERSION,
        "s": member.story,
        "k": member.kind,
        "ag": member.agency,
        "of": member.of,
        "r": member.root if member.root != one.item else None,
        "m": member.merged,
        "t": [_milliseconds(time) for time in (one.came, one.seen, one.when)],
        "o": [teller.outlet, teller.family, teller.bloc, teller.wire, int(teller.witness)],
        "l": sketch.language,
        "u": sketch.upstream,
        "f": _packed(sketch.fingerprints),
        "x": _packed(feature << COUNT_BITS | count for feature, count in sketch.features),
        "h": int(sketch.has_lead),
        "q": _packed(sketch.quotes),
        "p": [sketch.focus, [place for place in sketch.places if place not in sketch.focus]],
        "c": sketch.concepts,
        "y": sketch.names,  # beside `c`: who knows only that reads on
        "d": sketch.days,
        "e": sketch.event_days,
        "n": [[toll.kind, toll.value, toll.qualifier] for toll in sketch.tolls],
    }
    kept = {key: value for key, value in stated.items() if value not in (None, "", (), [], 0)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def withdrawal() -> str:
    """The line that takes an item's earlier line back."""
    return json.dumps({"v": VERSION, "w": 1}, separators=(",", ":"))


def withdraws(data: str) -> bool:
    return data == withdrawal()


def decode(item: str, data: str) -> Member | None:
    """None for a line that this version cannot read: such an item is unknown to the window, not an error."""
    try:
        return _decoded(item, json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _decoded(item: str, raw: dict[str, Any]) -> Member | None:
    if raw.get("v") != VERSION:
        return None
    outlet, family, bloc, wire, witness = raw["o"]
    came, seen, when = (_moment(time) for time in raw["t"])
    focus, others = raw.get("p", ((), ()))
    sketch = Sketch(
        language=raw.get("l"),
        fingerprints=_unpacked(raw.get("f", "")),
        features=tuple((number >> COUNT_BITS, number & 15) for number in _unpacked(raw.get("x", ""))),
        has_lead=bool(raw.get("h", 0)),
        quotes=_unpacked(raw.get("q", "")),
        focus=tuple(focus),
        places=(*focus, *others),
        concepts=tuple(raw.get("c", ())),
        names=tuple(raw.get("y", ())),
        days=tuple(raw.get("d", ())),
        event_days=tuple(raw.get("e", ())),
        tolls=tuple(Toll(kind=kind, value=value, qualifier=qualifier) for kind, value, qualifier in raw.get("n", ())),
        upstream=tuple(raw.get("u", ())),
    )
    candidate = Candidate(
        item=item,
        teller=Teller(outlet=outlet, family=family, bloc=bloc, wire=wire, witness=bool(witness)),
        sketch=sketch,
        came=came,
        seen=seen,
        when=when,
    )
    return Member(
        candidate=candidate,
        story=raw["s"],
        kind=cast("Kind", raw["k"]),
        agency=raw.get("ag"),
        of=raw.get("of"),
        root=raw.get("r") or item,
        merged=tuple(raw.get("m", ())),
    )


def _packed(numbers: Iterable[int]) -> str:
    return base64.b64encode(array("I", numbers).tobytes()).decode()


def _unpacked(text: str) -> tuple[int, ...]:
    numbers = array("I")
    numbers.frombytes(base64.b64decode(text))
    return tuple(numbers)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
