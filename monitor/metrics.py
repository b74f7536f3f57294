"""What Prometheus may scrape. Knows nothing of how events come about; labels are bounded, never URLs or titles."""

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from monitor.status import Status


class Metrics:
    """Counters of this process, and gauges of the whole watch that are set at each scrape."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        new: dict[str, Any] = {"registry": self.registry, "namespace": "marsad"}
        Gauge("build_info", "Version of Marsad.", ["version"], **new).labels(version).set(1)
        self._polls = Counter("polls_total", "Polls by outcome code.", ["outcome"], **new)
        self._entries_new = Counter("entries_new_total", "New entries accepted from feeds.", **new)
        self._settled = Counter("entries_settled_total", "Entries by how they ended.", ["outcome"], **new)
        self._latency = Histogram(
            "publish_latency_seconds",
            "First seen in a feed until on the public stream.",
            buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900),
            **new,
        )
        self._gauges = {
            name: Gauge(name, text, **new)
            for name, text in {
                "redis_up": "1 when Redis answered the last scrape.",
                "stream_items": "Items on the public stream.",
                "entries_waiting": "Entries waiting in the work stream.",
                "entries_in_work": "Entries claimed by workers.",
                "entries_delayed": "Entries waiting for a retry or for their host.",
                "oldest_entry_age_seconds": "Age of the oldest entry in the work stream.",
                "deliveries_due": "Webhook deliveries not yet made.",
                "deliveries_dead": "Webhook deliveries given up, for redelivery.",
                "alerts_disabled": "Alerts whose webhook is disabled.",
                "dead_letters": "Entries given up, with a reason.",
                "redis_memory_used_bytes": "Memory used by Redis.",
                "redis_memory_limit_bytes": "Memory limit of Redis, 0 without one.",
                "last_item_timestamp_seconds": "When the newest item was published.",
                "last_poll_timestamp_seconds": "When a source was last polled.",
            }.items()
        }
        self._sources = Gauge("sources", "Sources by state.", ["state"], **new)

    def polled(self, outcome: str, *, new: int) -> None:
        self._polls.labels(outcome).inc()
        self._entries_new.inc(new)

    def settled(self, outcome: str, *, latency: float | None = None) -> None:
        self._settled.labels(outcome).inc()
        if latency is not None:
            self._latency.observe(max(0.0, latency))

    def render(self, status: Status | None) -> bytes:
        """The exposition text. Without a status Redis is down and its gauges keep their last values."""
        self._gauges["redis_up"].set(0 if status is None else 1)
        if status is not None:
            for name, value in gauges(status).items():
                self._gauges[name].set(value)
            for state, count in status.sources.items():
                self._sources.labels(state).set(count)
        return generate_latest(self.registry)


def gauges(status: Status) -> Mapping[str, float]:
    return {
        "stream_items": status.items,
        "entries_waiting": status.entries_waiting,
        "entries_in_work": status.entries_in_work,
        "entries_delayed": status.entries_delayed,
        "oldest_entry_age_seconds": status.oldest_entry_age or 0.0,
        "deliveries_due": status.deliveries_due,
        "deliveries_dead": status.deliveries_dead,
        "alerts_disabled": len(status.alerts_disabled),
        "dead_letters": status.dead,
        "redis_memory_used_bytes": status.memory_used,
        "redis_memory_limit_bytes": status.memory_limit,
        "last_item_timestamp_seconds": status.last_item.timestamp() if status.last_item else 0.0,
        "last_poll_timestamp_seconds": status.last_poll.timestamp() if status.last_poll else 0.0,
    }
