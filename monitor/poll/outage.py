"""Is it them or is it us? When nearly every host fails at once, our own line is down and nobody is to blame.

Pure bookkeeping; `now` is a monotonic clock in seconds. Knows nothing of Redis or HTTP.
"""

from collections import OrderedDict

from monitor.poll.record import FeedRecord

HOSTS = 20
WITHIN = 60.0
SHARE = 0.8
FEWEST = 3
CANARY_EVERY = 15.0


class Outage:
    """Watches the outcomes of one poller. While `active`, polling pauses but for one canary every fifteen seconds."""

    def __init__(self, hosts: int) -> None:
        self._fewest = max(FEWEST, min(5, hosts))
        self._last: OrderedDict[str, tuple[float, bool]] = OrderedDict()
        self._before: dict[str, FeedRecord] = {}
        self._ours: set[str] = set()
        self._canary_at = 0.0
        self.active = False

    def note(self, host: str, *, down: bool, now: float) -> None:
        """`down`: DNS or connecting failed. Any answer at all ends an outage."""
        self._last[host] = (now, down)
        self._last.move_to_end(host)
        while len(self._last) > HOSTS:
            self._last.popitem(last=False)
        if not down:
            self.active = False
            return
        recent = [failed for when, failed in self._last.values() if now - when <= WITHIN]
        if not self.active and len(recent) >= self._fewest and sum(recent) >= SHARE * len(recent):
            self.active = True
            self._ours = set(self._before)
            self._canary_at = now + CANARY_EVERY

    def canary_due(self, now: float) -> bool:
        if now < self._canary_at:
            return False
        self._canary_at = now + CANARY_EVERY
        return True

    def remember(self, source_id: str, before: FeedRecord) -> None:
        """What a source was before a failure that may turn out to be ours."""
        self._before.setdefault(source_id, before)

    def forget(self, source_id: str) -> None:
        """It answered, or failed in its own way: what was before does not matter any more."""
        self._before.pop(source_id, None)

    def forgiven(self, source_id: str) -> FeedRecord | None:
        """What the source was before, if an outage was found to be the cause."""
        return self._before.pop(source_id, None) if source_id in self._ours else None
