"""What is remembered of one source between polls: a value, and its form in the feed hash. Knows nothing of Redis."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from workers.model.errors import NewerData

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRecord:
    """Times are milliseconds since 1970 by the server's clock, 0 for never; rates are entries a second.

    `url` is the configured address that the rest is about, `moved_url` where it has moved for good. Validators go
    only to `validators_url`. `reason` and `detail` tell of the last failure and stay after a recovery.
    """

    v: int = VERSION
    url: str = ""
    moved_url: str = ""
    etag: str = ""
    last_modified: str = ""
    validators_url: str = ""
    distrust: str = ""  # "": trusted; "etag": it stays while the body changes; "all": 304 hid entries
    distrust_since: int = 0
    body_hash: str = ""
    poison_hash: str = ""
    state: str = "new"
    reason: str = ""
    detail: str = ""
    failures: int = 0
    throttles: int = 0
    failing_since: int = 0
    last_attempt: int = 0
    last_success: int = 0
    last_new: int = 0
    last_full: int = 0  # last answer with a body, so that a lying 304 is found out
    next_due: int = 0
    interval: float = 0.0
    rate_fast: float = 0.0
    rate_slow: float = 0.0
    warming_since: int = 0  # first success, where no dates told a rate to begin with
    claim: float = 0.0
    claim_broken: int = 0
    move_to: str = ""
    move_since: int = 0
    move_count: int = 0
    gone_since: int = 0
    gone_count: int = 0
    empties: int = 0
    polls: int = 0
    gaps: int = 0
    reidentified: int = 0
    resurfaced: int = 0
    malformed: int = 0
    policy: str = "guid"  # "link" once guids proved useless; never back
    leads: str = ""  # minutes by which the last entries were dated after they appeared
    title: str = ""
    hub: str = ""
    window: str = ""
    window_at: int = 0


_READ: tuple[tuple[str, Callable[[str], Any], Any], ...] = tuple(
    (field.name, {int: int, float: float, str: str}[type(field.default)], field.default) for field in fields(FeedRecord)
)
_NAMES = tuple(field.name for field in fields(FeedRecord))
_DEFAULTS = {field.name: field.default for field in fields(FeedRecord)}


def read_record(values: Mapping[str, str]) -> FeedRecord:
    """The record in a feed hash. Raises NewerData when a newer Marsad wrote it."""
    version = values.get("v", "1")
    if version.isdigit() and int(version) > VERSION:
        raise NewerData(f"feed record has version {version}, this Marsad reads up to {VERSION}: update Marsad")
    known = {name: kind(values[name]) for name, kind, _ in _READ if name in values}
    return FeedRecord(**known)


def changed_fields(before: FeedRecord, after: FeedRecord) -> dict[str, str]:
    """What to write; an empty value deletes the field."""
    changed: dict[str, str] = {}
    for name in _NAMES:
        value = getattr(after, name)
        if value != getattr(before, name):
            changed[name] = "" if value == _DEFAULTS[name] else _written(value)
    if before.polls == 0:
        changed["v"] = str(VERSION)
    return changed


def _written(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
