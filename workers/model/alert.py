"""What a webhook is told, and what became of telling it. Knows nothing of HTTP or Redis."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workers.model.item import Item, Story


class TriggerKind(StrEnum):
    """Why an alert speaks."""

    NEW_STORY = "new_story"
    NEW_ITEM = "new_item"
    GROWTH = "growth"
    CORRECTION = "correction"
    DIGEST = "digest"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """`reason` is one plain sentence for people."""

    kind: TriggerKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The `data` of a webhook, as `docs/webhook.md` promises it. `story` is None in a digest of several."""

    alert: str
    trigger: TriggerKind
    reason: str
    story: Story | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one endpoint. `body` was serialised once; every attempt sends the same bytes under the same id."""

    id: str
    alert: str
    trigger: str
    body: str
    content_type: str
    items: tuple[str, ...] = ()
    attempts: int = 0


class Outcome(StrEnum):
    """What one attempt led to."""

    DELIVERED = "delivered"
    RETRY = "retry"
    PAUSED = "paused"
    DEAD = "dead"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One line of `marsad alerts log`. `excerpt` is the answer's beginning, bounded and escaped.

    `sent` False: nothing went out, so there was nothing to answer.
    """

    alert: str
    delivery: str
    trigger: str
    attempt: int
    outcome: Outcome
    status: int | None
    reason: str
    milliseconds: int
    excerpt: str = ""
    next_at: datetime | None = None
    at: datetime | None = None
    items: tuple[str, ...] = field(default=())
    sent: bool = True
