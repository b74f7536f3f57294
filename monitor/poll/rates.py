"""How often a feed publishes, told from the dates of one document. Knows nothing of polls."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.poll.feed import FeedEntry

SPAN = timedelta(days=14)


def rate_of(entries: Iterable[FeedEntry], *, now: datetime) -> float:
    """Entries a second over the span of the dates; 0 where they tell nothing."""
    dates = sorted(entry.published for entry in entries if entry.published and now - SPAN < entry.published <= now)
    if len(dates) < 3:
        return 0.0
    return (len(dates) - 1) / max((now - dates[0]).total_seconds(), 3600.0)
