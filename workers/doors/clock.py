"""The one place that asks the machine what time it is. Everything else takes `now` as an argument."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Aware UTC, for log lines and commands. Due times and leases use the Redis server's clock instead."""
    return datetime.now(UTC)
