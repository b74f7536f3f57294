"""Whether a server's validators may be believed. Pure. Some send one ETag for ever, some answer 304 for ever."""

from dataclasses import replace

from monitor.poll.answer import Answer
from monitor.poll.document import Sifted
from monitor.poll.interval import usual_rate
from monitor.poll.record import FeedRecord

DAY_MS = 24 * 3600 * 1000
UNLIKELY = 7.0
"""Entries that should have come while every answer was 304: one chance in a thousand."""
UNLIKELY_AFTER_MS = 3600 * 1000
FORGIVEN_AFTER_MS = 30 * DAY_MS


def ask_unconditionally(record: FeedRecord, *, now_ms: int) -> bool:
    """Once a day, and when 304 has been the answer for longer than chance allows."""
    return now_ms - record.last_full >= DAY_MS or _too_quiet(record, now_ms=now_ms)


def distrust_after(before: FeedRecord, after: FeedRecord, answer: Answer, sifted: Sifted, *, now_ms: int) -> FeedRecord:
    """What a body tells of the validators that stood for it. Distrust lasts a month: servers are mended."""
    if before.distrust and now_ms - before.distrust_since > FORGIVEN_AFTER_MS:
        after = replace(after, distrust="", distrust_since=0)
    if before.validators_url != answer.url or before.body_hash in {"", answer.body_hash}:
        return after
    new = len(sifted.entries) - len(sifted.baseline)
    if not answer.conditional and (sifted.hidden >= 2 or (new >= 3 and _too_quiet(before, now_ms=now_ms))):
        return replace(after, distrust="all", distrust_since=now_ms)
    if before.etag and before.etag == answer.etag and not after.distrust:
        return replace(after, distrust="etag", distrust_since=now_ms)
    return after


def remembered(record: FeedRecord, answer: Answer, *, unfinished: bool) -> FeedRecord:
    """The record with this answer's validators and hash; none of a document that was cut off or has to be read again.

    With them, a change that is held back would wait for the next change: the same bytes are not even parsed.
    """
    if unfinished:
        return replace(record, etag="", last_modified="", validators_url="", body_hash="")
    if record.distrust == "all":
        return replace(record, etag="", last_modified="", validators_url="", body_hash=answer.body_hash)
    return replace(
        record,
        etag="" if record.distrust == "etag" else answer.etag,
        last_modified=answer.last_modified,
        validators_url=answer.url,
        body_hash=answer.body_hash,
    )


def _too_quiet(record: FeedRecord, *, now_ms: int) -> bool:
    quiet_ms = now_ms - max(record.last_new, record.last_full)
    return quiet_ms > UNLIKELY_AFTER_MS and usual_rate(record, now_ms=now_ms) * quiet_ms / 1000 > UNLIKELY
