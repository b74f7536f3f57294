"""What every chat format says of an item, and how to make it fit. Knows no service."""

from collections.abc import Callable
from dataclasses import dataclass

from workers.model.alert import Alert, TriggerKind
from workers.model.item import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    body: str
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """An item in four lines, as plain text. `text` is "" where the summary already serves as title."""

    title: str
    text: str
    url: str
    meta: str


def lines(item: Item) -> Lines:
    title = item.title or item.summary or item.url
    withdrawn = item.retraction is not None
    best = max(item.relevance, key=lambda verdict: (verdict.grade.rank, verdict.score), default=None)
    parts = (
        item.source.name,
        (item.language or ""),
        f"{best.topic}: {best.grade}" if best else "",
        f"{item.story.independent} independent" if item.story.independent > 1 else "",
    )
    return Lines(
        title=f"Withdrawn: {title}" if withdrawn else title,
        text="" if withdrawn or item.title is None else item.summary,
        url=item.url,
        meta=" · ".join(part for part in parts if part),
    )


def opening(alert: Alert) -> str:
    """The first line of a message: which alert, and why it speaks."""
    prefix = "Test of " if alert.trigger is TriggerKind.TEST else ""
    return f"{prefix}{alert.alert}: {alert.reason}"


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as most chat services count."""
    return len(text) + sum(char > "\uffff" for char in text)


def fit(text: str, limit: int, *, escape: Callable[[str], str] = str, measure: Callable[[str], int] = len) -> str:
    """The escaped text, cut (before it is escaped, so that no escape is torn) to measure at most `limit`."""
    whole = escape(text)
    if measure(whole) <= limit:
        return whole
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(escape(text[:middle].rstrip()) + "…") <= limit:
            low = middle
        else:
            high = middle - 1
    return escape(text[:low].rstrip()) + "…" if low else ""


def more(alert: Alert, shown: int) -> str:
    """What a message says of the items that it has no room for; "" when all are shown."""
    left = len(alert.items) - shown
    return f"… and {left} more: marsad tail --json has them all" if left > 0 else ""
