"""When a feed has moved for good. Pure. A redirect seen once proves nothing: login walls and outages redirect too."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from monitor.poll.answer import Answer, Failed
from monitor.poll.record import FeedRecord

SIGHTINGS = 3
CONFIRM_MS = 24 * 3600 * 1000
_NOWHERE: dict[str, Any] = {"move_to": "", "move_since": 0, "move_count": 0}


def after_success(record: FeedRecord, answer: Answer, *, now_ms: int) -> dict[str, Any]:
    """The fields that change: sightings of one permanent target whose document could be read are counted.

    It is believed after three in a day.
    """
    target = answer.moved_to
    if target is None:
        return dict(_NOWHERE) if record.move_to else {}
    since = record.move_since if record.move_to == target else now_ms
    count = record.move_count + 1 if record.move_to == target else 1
    asked = record.moved_url or record.url
    if _only_https(asked, target) or (count >= SIGHTINGS and now_ms - since >= CONFIRM_MS):
        return {"moved_url": target, **_NOWHERE}
    return {"move_to": target, "move_since": since, "move_count": count}


def after_failure(record: FeedRecord, failure: Failed) -> FeedRecord:
    """An old address that is gone while its announced successor is known: believe it now.

    A successor that is gone itself: back to the configured address.
    """
    if failure.status not in {404, 410}:
        return record
    if record.move_to and failure.moved_to is None:
        return replace(record, moved_url=record.move_to, **_NOWHERE)
    if record.moved_url and record.failures >= SIGHTINGS:
        return replace(record, moved_url="", **_NOWHERE)
    return record


def _only_https(before: str, after: str) -> bool:
    old, new = urlsplit(before), urlsplit(after)
    return old.scheme == "http" and new.scheme == "https" and old[1:] == new[1:]
