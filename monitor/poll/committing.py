"""A decided poll as the store takes it, and as it is told. Pure."""

from config.sources import Source
from monitor.poll.record import FeedRecord, changed_fields
from monitor.poll.result import PollResult
from monitor.poll.state import Step
from workers.doors.redis.polls import Claim, PollCommit, PollCommitted, host_of


def commit_of(claim: Claim, before: FeedRecord, step: Step, source: Source, *, now_ms: int) -> PollCommit:
    """`before` is the record as it was read: only what differs is written."""
    return PollCommit(
        source_id=source.id,
        token=claim.token,
        next_due_ms=now_ms + int(step.wait * 1000),
        host=host_of(step.record.moved_url or source.url),
        entries=step.entries,
        record=changed_fields(before, step.record),
        ops_events=tuple(event.fields(token=claim.token) for event in step.events),
        baseline=step.baseline,
        refresh=step.refresh,
        cool_until_ms=now_ms + int(step.cool * 1000) if step.cool else 0,
    )


def result_of(source: Source, step: Step, committed: PollCommitted, *, elapsed: float) -> PollResult:
    if not committed.accepted:
        outcome = "lost"
    elif committed.new:
        outcome = "new"
    else:
        outcome = "unchanged" if step.outcome == "read" else step.outcome
    return PollResult(
        source_id=source.id,
        outcome=outcome,
        state=step.record.state,
        reason=step.record.reason if outcome == "failed" else "",
        detail=step.record.detail if outcome == "failed" else "",
        new=len(committed.new),
        remembered=len(step.baseline),
        next_due_ms=step.record.next_due,
        elapsed=elapsed,
    )
