"""What is said of items in one delivery: its id, and its CloudEvents body, serialised once. Knows nothing of HTTP."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from workers.doors.keys import digest
from workers.model.alert import Alert
from workers.model.item import Item, Story
from workers.model.schema import ALERT_SCHEMA, alert_object, dumps, moment

CONTENT_TYPE = "application/cloudevents+json"
TEXT_LIMIT = 2000
DIGEST_TEXT_BUDGET = 200_000
"""Characters of text in one body: a digest of more than a hundred items cuts each text shorter, and leaves none out."""


def delivery_id(alert: str, *parts: object) -> str:
    """The same message to the same alert has the same id, whoever computes it: the receiver's idempotency key."""
    return "dlv_" + digest("\0".join((alert, *map(str, parts))))


def cloud_event(id: str, alert: Alert, *, now: datetime) -> dict[str, Any]:  # noqa: A002 - the CloudEvents name
    """CloudEvents 1.0 in JSON form. `data` is the alert with its texts cut."""
    return {
        "specversion": "1.0",
        "id": id,
        "source": f"/alerts/{alert.alert}",
        "type": "marsad.alert",
        **({"subject": alert.story.id} if alert.story else {}),
        "time": moment(now),
        "datacontenttype": "application/json",
        "dataschema": ALERT_SCHEMA,
        "data": alert_object(replace(alert, items=cut(alert.items))),
    }


def cloud_event_body(id: str, alert: Alert, *, now: datetime) -> str:  # noqa: A002 - the CloudEvents name
    return dumps(cloud_event(id, alert, now=now))


def cut(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items with at most 2,000 characters of text each."""
    limit = min(TEXT_LIMIT, DIGEST_TEXT_BUDGET // max(1, len(items)))
    return tuple(item if item.text is None else replace(item, text=item.text[:limit]) for item in items)


def common_story(items: Iterable[Item]) -> Story | None:
    """The story of all these items, as the last of them saw it; None when they are of several."""
    stories = [item.story for item in items]
    return stories[-1] if stories and all(story.id == stories[0].id for story in stories) else None
