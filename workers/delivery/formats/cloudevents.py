"""CloudEvents 1.0, the format for programs."""

from datetime import datetime
from typing import Any

from workers.delivery.body import CONTENT_TYPE, cloud_event_body
from workers.delivery.formats.text import Rendered
from workers.model.alert import Alert

OPTIONS: dict[str, str] = {}
REQUIRED: frozenset[str] = frozenset()


def render(id: str, alert: Alert, options: dict[str, Any], *, now: datetime) -> Rendered:  # noqa: A002, ARG001 - one signature for all
    return Rendered(body=cloud_event_body(id, alert, now=now), content_type=CONTENT_TYPE)
