"""What an answer or a failure means for a source: its next record, its next due time, what to tell. Pure.

Knows nothing of HTTP clients, parsers or Redis. `docs/polling.md` has the table that this module is.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from config.sources import Source
from monitor.poll.answer import Answer, Failed
from monitor.poll.backoff import DAY, HOUR, wait_after, wait_throttled
from monitor.poll.document import Sifted
from monitor.poll.events import SourceEvent
from monitor.poll.feed import ParsedFeed
from monitor.poll.interval import Limits, arrivals, claims, interval, usual_rate
from monitor.poll.moving import after_failure, after_success
from monitor.poll.record import FeedRecord
from monitor.poll.trust import distrust_after, remembered
from monitor.poll.window import pack
from workers.model.entry import Entry

POISON = frozenset({"poison", "parse_deadline"})
"""A document that killed its parser; the same bytes are not parsed again."""
FAILING_AT = 3
"""Failures in a row before a source counts as failing: one blip is not news about the watch."""
GONE_SIGHTINGS = 3
GONE_AFTER_MS = 48 * 3600 * 1000
GONE_CHECK = 7 * DAY
GONE_CHECKS = 8
EMPTIES = 3
DISABLED_FOR = 365 * DAY
SILENT_EXPECTED = 10.0
"""Entries that should have come while none did: e to the minus ten is no chance."""
SILENT_AFTER_MS = 12 * 3600 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The source and the moment a decision is about. `spread` in [0, 1) is chance, drawn by the caller."""

    source: Source
    limits: Limits
    now_ms: int
    spread: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`wait` and `cool` in seconds: until the source, and until anything on its host, may be asked again.

    `outcome`: unchanged, read, failed or held.
    """

    record: FeedRecord
    wait: float
    outcome: str = "unchanged"
    cool: float = 0.0
    entries: tuple[Entry, ...] = ()
    baseline: frozenset[str] = frozenset()
    refresh: tuple[str, ...] = ()
    events: tuple[SourceEvent, ...] = field(default=())


def begun(record: FeedRecord, source: Source) -> FeedRecord:
    """The record to poll with: another address is another beginning, but what was seen stays seen.

    The window stays, too: else what is edited at the moment of the change would never be told, and later edits as late.
    """
    if record.url == source.url:
        return record
    return FeedRecord(url=source.url, polls=record.polls, window=record.window, window_at=record.window_at)


def unchanged(record: FeedRecord, answer: Answer, case: Case) -> Step:
    """304, or the same bytes as last time."""
    elapsed = _elapsed(record, case)
    changes = _success(record, answer, case) | arrivals(record, found=0, elapsed=elapsed)
    changes |= claims(record, claim=_fresh(answer.fresh_for, record.claim), found=0, elapsed=elapsed)
    if answer.status != 304:
        changes["last_full"] = case.now_ms
    return _finished(record, replace(record, **changes), case)


def read(record: FeedRecord, answer: Answer, parsed: ParsedFeed, sifted: Sifted, case: Case) -> Step:
    """A document. What it held was sifted before; here it is remembered."""
    elapsed = _elapsed(record, case)
    claim = max((value for value in (parsed.claim, answer.fresh_for) if value), default=None)
    changes = _success(record, answer, case) | arrivals(record, found=sifted.found, elapsed=elapsed)
    changes |= claims(record, claim=claim, found=sifted.found, elapsed=elapsed)
    changes |= _contents(record, parsed, sifted, case)
    after = distrust_after(record, replace(record, **changes), answer, sifted, now_ms=case.now_ms)
    after = remembered(after, answer, unfinished=parsed.partial or sifted.held)
    step = _finished(record, after, case, pressed=sifted.gap or sifted.overlap < 1 / 3)
    return replace(
        step,
        outcome="read",
        entries=sifted.entries,
        baseline=sifted.baseline,
        refresh=sifted.refresh,
        events=(*step.events, *_sightings(sifted, step.record, case)),
    )


def _contents(record: FeedRecord, parsed: ParsedFeed, sifted: Sifted, case: Case) -> dict[str, Any]:
    """What the document itself changes of the record."""
    size = len(sifted.window)
    return {
        "window": pack(sifted.window) if size or not record.window else record.window,
        "window_at": case.now_ms,
        "last_full": case.now_ms,
        "last_new": case.now_ms if sifted.found else record.last_new,
        "empties": 0 if size else record.empties + 1,
        "leads": sifted.leads,
        "gaps": record.gaps + sifted.gap,
        "reidentified": record.reidentified + (sifted.reidentified > 0),
        "resurfaced": record.resurfaced + (sifted.resurfaced > 0),
        "malformed": record.malformed + ("malformed" in parsed.problems),
        "title": (parsed.title or record.title)[:200],
        "hub": next((href for relation, href in parsed.links if relation == "hub"), "")[:300],
    }


def failed(record: FeedRecord, failure: Failed, case: Case) -> Step:
    """No document. Never the end of polling, but for a confirmed 410."""
    seen = replace(
        record, last_attempt=case.now_ms, reason=failure.reason, detail=failure.detail[:300], polls=record.polls + 1
    )
    if failure.reason == "throttled":
        throttles = record.throttles + 1
        wait, cool = wait_throttled(failure, throttles=throttles, floor=case.limits.floor, spread=case.spread)
        return _due(record, replace(seen, throttles=throttles, state=_kept(record)), case, wait=wait, cool=cool)
    failures = record.failures + 1
    since = record.failing_since or case.now_ms
    after = replace(seen, failures=failures, failing_since=since, state=_failing_state(record, failure, failures))
    after = after_failure(after, failure)
    if failure.reason in POISON and failure.body_hash:
        after = replace(after, poison_hash=failure.body_hash)
    if failure.reason == "gone":
        return _gone(record, after, case)
    wait = wait_after(failure, failures=failures, urgent=case.source.focus == "syria", spread=case.spread)
    if after.moved_url != record.moved_url:
        wait = min(wait, case.limits.floor)
    return _due(record, after, case, wait=wait)


def _success(record: FeedRecord, answer: Answer, case: Case) -> dict[str, Any]:
    """The fields that any good answer changes, in one go: this is the way of nearly every poll."""
    changes = {
        "state": "ok",
        "failures": 0,
        "throttles": 0,
        "failing_since": 0,
        "gone_since": 0,
        "gone_count": 0,
        "last_attempt": case.now_ms,
        "last_success": case.now_ms,
        "polls": record.polls + 1,
    }
    if answer.status == 304:
        changes |= {name: value for name in ("etag", "last_modified") if (value := getattr(answer, name))}
    return changes | after_success(record, answer, now_ms=case.now_ms)


def _finished(record: FeedRecord, after: FeedRecord, case: Case, *, pressed: bool = False) -> Step:
    wait = case.limits.floor if pressed else interval(after, case.limits, now_ms=case.now_ms, spread=case.spread)
    if after.empties >= EMPTIES and record.window:
        detail = f"a valid feed without entries, {after.empties} times in a row"
        after = replace(after, state="suspect_empty", reason="empty_feed", detail=detail)
    elif silent(after, now_ms=case.now_ms):
        hours = (case.now_ms - after.last_new) // 3_600_000
        detail = f"nothing new for {hours} hours, which its usual pace makes very unlikely; is its page frozen?"
        after = replace(after, state="silent", reason="silent", detail=detail)
    return _due(record, after, case, wait=wait)


def silent(record: FeedRecord, *, now_ms: int) -> bool:
    """Whether a source has been quiet for longer than chance allows."""
    quiet_ms = now_ms - record.last_new
    expected = usual_rate(record, now_ms=now_ms) * quiet_ms / 1000
    return record.last_new > 0 and quiet_ms > SILENT_AFTER_MS and expected > SILENT_EXPECTED


def _gone(record: FeedRecord, after: FeedRecord, case: Case) -> Step:
    since = record.gone_since or case.now_ms
    after = replace(after, gone_since=since, gone_count=record.gone_count + 1)
    confirmed = after.gone_count >= GONE_SIGHTINGS and case.now_ms - since >= GONE_AFTER_MS
    if not confirmed:
        wait = min(12 * HOUR, HOUR * 2.0 ** min(after.gone_count - 1, 6)) * (0.9 + 0.2 * case.spread)
        return _due(record, after, case, wait=wait)
    over = case.now_ms - since > GONE_AFTER_MS + GONE_CHECKS * GONE_CHECK * 1000
    state, wait = ("disabled", DISABLED_FOR) if over else ("gone", GONE_CHECK)
    return _due(record, replace(after, state=state), case, wait=wait)


def _due(record: FeedRecord, after: FeedRecord, case: Case, *, wait: float, cool: float = 0.0) -> Step:
    after = replace(after, next_due=case.now_ms + int(wait * 1000), interval=wait)
    events: tuple[SourceEvent, ...] = ()
    if after.state != record.state and not (record.state in {"new", "retrying"} and after.state in {"ok", "retrying"}):
        events = (_state_event(record, after, case),) if after.state != "retrying" else ()
    if after.moved_url not in {record.moved_url, ""}:
        detail = (
            f"{case.source.id}: the feed has moved for good to {after.moved_url}; put that address into your sources"
        )
        event = SourceEvent(source_id=case.source.id, event="moved", state=after.state, detail=detail)
        events = (*events, event)
    outcome = "failed" if after.last_success != case.now_ms else "unchanged"
    return Step(record=after, wait=wait, outcome=outcome, cool=cool, events=events)


def _failing_state(record: FeedRecord, failure: Failed, failures: int) -> str:
    if failure.reason == "blocked" or failure.reason in POISON:
        return "blocked" if failure.reason == "blocked" else "poison"
    if record.state in {"gone", "disabled"} and failure.reason == "gone":
        return record.state
    if failures >= FAILING_AT:
        return "failing"
    return record.state if record.state in {"failing", "blocked", "poison"} else "retrying"


def _kept(record: FeedRecord) -> str:
    return "throttled" if record.throttles + 1 >= FAILING_AT else record.state


def _state_event(record: FeedRecord, after: FeedRecord, case: Case) -> SourceEvent:
    healthy = after.state == "ok"
    detail = (
        f"{case.source.id}: answers again"
        if healthy
        else f"{case.source.id}: {after.state}: {after.detail or after.reason}"
    )
    return SourceEvent(
        source_id=case.source.id,
        event="state",
        state=after.state,
        previous=record.state,
        reason=None if healthy else after.reason,
        detail=detail,
    )


def _sightings(sifted: Sifted, after: FeedRecord, case: Case) -> tuple[SourceEvent, ...]:
    name = case.source.id
    found = []
    if sifted.gap:
        detail = f"{name}: none of the last entries is in the document any more; some may have been missed in between"
        found.append(SourceEvent(source_id=name, event="gap", state=after.state, detail=detail))
    if sifted.reidentified:
        detail = f"{name}: {sifted.reidentified} entries came back under new identifiers and are not announced again"
        found.append(
            SourceEvent(
                source_id=name, event="reidentified", state=after.state, detail=detail, count=sifted.reidentified
            )
        )
    if sifted.resurfaced:
        detail = (
            f"{name}: {sifted.resurfaced} entries older than three days appeared at once; remembered, not announced"
        )
        found.append(
            SourceEvent(source_id=name, event="resurfaced", state=after.state, detail=detail, count=sifted.resurfaced)
        )
    return tuple(found)


def _elapsed(record: FeedRecord, case: Case) -> float:
    return (case.now_ms - record.last_success) / 1000 if record.last_success else 0.0


def _fresh(fresh_for: float | None, claim: float) -> float | None:
    """A 304 repeats the claim, or says nothing and leaves the last one standing."""
    return fresh_for if fresh_for is not None else claim or None
