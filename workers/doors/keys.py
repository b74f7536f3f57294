"""Every Redis key of Marsad, with its lifetime. Knows nothing of what is stored under it."""

import hashlib
from dataclasses import dataclass

WORKERS_GROUP = "workers"
ALERTS_GROUP = "alerts"
"""Group of earlier versions, whose position is taken over."""

PERMANENT = (
    "meta", "items", "items:meta", "ops", "ops:meta", "entries", "dead", "due", "hosts", "retry", "retry:payload",
    "recheck", "recheck:payload", "token", "stories:revision", "stories:window", "outbox", "roles", "alerts:log",
    "gate", "alerts:dead", "alerts:position",
)  # fmt: skip
"""Names below the prefix that live for ever (bounded by their own trimming)."""

PERMANENT_FAMILIES = ("feed:", "endpoint:", "alert:", "outbox:")
"""First parts of keys that live as long as the source or alert they belong to."""

EXPIRING_FAMILIES = (
    "entry:", "url:", "item:", "story:", "fp:", "delivery:", "host:", "text:", "lock:", "role:", "robots:",
    "memory:", "seen:", "window:", "recheck:", "digest:", "sent:",
)  # fmt: skip
"""First parts of keys that must carry a time to live. A test fails when one doesn't."""


def digest(value: str) -> str:
    """A short name for an arbitrary string: 20 hex digits of BLAKE2b."""
    return hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


@dataclass(frozen=True, slots=True)
class Keys:
    """Key names under one prefix. With a cluster the prefix carries the hash tag, so all keys share one slot."""

    prefix: str = "marsad"

    def name(self, *parts: str) -> str:
        return ":".join((self.prefix, *parts))

    @property
    def items(self) -> str:
        """Public stream of items."""
        return self.name("items")

    @property
    def items_meta(self) -> str:
        return self.name("items", "meta")

    @property
    def ops(self) -> str:
        """Public stream about the watch itself."""
        return self.name("ops")

    @property
    def ops_meta(self) -> str:
        return self.name("ops", "meta")

    @property
    def meta(self) -> str:
        """Hash: data version."""
        return self.name("meta")

    @property
    def entries(self) -> str:
        """Work stream, group `workers`."""
        return self.name("entries")

    @property
    def dead(self) -> str:
        """Stream of dead letters."""
        return self.name("dead")

    @property
    def retry(self) -> str:
        """Sorted set: entry id, scored by due milliseconds; payloads in `retry_payload`."""
        return self.name("retry")

    @property
    def retry_payload(self) -> str:
        return self.name("retry", "payload")

    @property
    def recheck(self) -> str:
        """Sorted set: published entry, scored by when its page is looked at again; payloads in `recheck_payload`."""
        return self.name("recheck")

    @property
    def recheck_payload(self) -> str:
        return self.name("recheck", "payload")

    @property
    def due(self) -> str:
        """Sorted set: source id, scored by next poll in milliseconds."""
        return self.name("due")

    @property
    def hosts(self) -> str:
        """Sorted set: host, scored by the earliest millisecond it may be asked again."""
        return self.name("hosts")

    @property
    def token(self) -> str:
        """Counter of fencing tokens."""
        return self.name("token")

    @property
    def roles(self) -> str:
        """Hash: role instance to its last heartbeat."""
        return self.name("roles")

    @property
    def stories_revision(self) -> str:
        return self.name("stories", "revision")

    @property
    def stories_window(self) -> str:
        return self.name("stories", "window")

    @property
    def outbox(self) -> str:
        """Sorted set: alerts that have a queue, scored by when it last got something."""
        return self.name("outbox")

    def queue(self, alert: str) -> str:
        """Sorted set: delivery id, scored by next attempt in milliseconds."""
        return self.name("outbox", alert)

    def sent(self, alert: str, subject: str) -> str:
        """Hash: what an alert last said of one item or story."""
        return self.name("sent", alert, subject)

    def rate(self, alert: str) -> str:
        """Sorted set: what an alert sent within the last hour."""
        return self.name("sent", alert, "rate")

    def held(self, alert: str) -> str:
        """Hash: item id to what an alert will say of it in its next digest."""
        return self.name("digest", alert)

    @property
    def alerts_log(self) -> str:
        """Stream of delivery attempts."""
        return self.name("alerts", "log")

    @property
    def alerts_dead(self) -> str:
        """Sorted set: deliveries that were given up, scored by when their bodies go in milliseconds."""
        return self.name("alerts", "dead")

    @property
    def alerts_position(self) -> str:
        """String: the last entry of `items` that alerts have spoken of."""
        return self.name("alerts", "position")

    def feed(self, source_id: str) -> str:
        """Hash: polling record of one source."""
        return self.name("feed", source_id)

    def entry(self, entry_id: str) -> str:
        """Hash: the life of one entry."""
        return self.name("entry", entry_id)

    def url(self, alias: str) -> str:
        """String: the entry id that an alias (guid, link, canonical URL) belongs to."""
        return self.name("url", alias)

    def item(self, item_id: str) -> str:
        """Hash: current version, stream id and fingerprints of one item."""
        return self.name("item", item_id)

    def story(self, story_id: str) -> str:
        return self.name("story", story_id)

    def fingerprint(self, value: str) -> str:
        return self.name("fp", value)

    def text(self, entry_id: str) -> str:
        """String: compressed text of a dropped entry."""
        return self.name("text", entry_id)

    def free_pages(self, host: str) -> str:
        """Counter: pages of a host that may be fetched without waiting, right after a poll."""
        return self.name("host", host)

    def reservation(self, host: str, ticket: str) -> str:
        """String: the millisecond at which the holder of a ticket may ask the host."""
        return self.name("host", host, ticket)

    def lock(self, what: str) -> str:
        """String: who holds a name or a job."""
        return self.name("lock", what)

    def delivery(self, delivery_id: str) -> str:
        return self.name("delivery", delivery_id)

    def endpoint(self, alert: str) -> str:
        """Hash: health of one webhook."""
        return self.name("endpoint", alert)
