"""What a local outage does to single polls: failures are held against nobody, and undone where they were."""

from dataclasses import replace

import structlog

from monitor.poll.answer import NETWORK
from monitor.poll.outage import CANARY_EVERY, Outage
from monitor.poll.record import FeedRecord
from monitor.poll.state import Case, Step
from workers.doors.redis.polls import host_of

log = structlog.get_logger(__name__)

_BLAME = ("state", "reason", "detail", "failures", "failing_since")


def restored(record: FeedRecord, outage: Outage, source_id: str) -> FeedRecord:
    """The record without the failure that was ours."""
    before = outage.forgiven(source_id)
    if before is None:
        return record
    return replace(record, **{name: getattr(before, name) for name in _BLAME})


def tell(outage: Outage, step: Step) -> None:
    if not outage.active:
        log.info("line_back", note="a host answered: all sources are asked again")
        return
    note = (
        "nearly no host can be reached: it is our own line; one try every 15 s until one answers, no source is blamed"
    )
    log.warning("line_down", note=note, remedy="look at the network, DNS and http.proxy", last=step.record.detail)


def hold(before: FeedRecord, step: Step, case: Case, outage: Outage, *, now: float) -> Step:
    """The step as it may be committed, after the outage watch has heard of it."""
    down = step.outcome == "failed" and step.record.reason in NETWORK
    was_active = outage.active
    outage.note(host_of(step.record.moved_url or case.source.url), down=down, now=now)
    if outage.active != was_active:
        tell(outage, step)
    if not down:
        outage.forget(case.source.id)
        return step
    if not outage.active:
        outage.remember(case.source.id, before)
        return step
    wait = CANARY_EVERY * (1 + case.spread)
    return Step(record=replace(before, next_due=case.now_ms + int(wait * 1000)), wait=wait, outcome="held")
