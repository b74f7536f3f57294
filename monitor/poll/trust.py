"""Whether a server's validators may be believed. Pure. Some send one ETag for ever, some answer 304 for ever."""

from dataclasses import replace

from monitor.poll.answer import Answer
from monitor.poll.record import FeedRecord

DAY_MS = 24 * 3600 * 1000
UNLIKELY = 7.0
"""Entries that should have come while every answer was 304: one chance in a thousand."""
UNLIKELY_AFTER_MS = 3600 * 1000


def ask_unconditionally(record: FeedRecord, *, now_ms: int) -> bool:
    """Once a day, and when 304 has been the answer for longer than chance allows."""
    if not record.last_full:
        return True
    since_ms = now_ms - record.last_full
    if since_ms >= DAY_MS:
        return True
    quiet_ms = now_ms - max(record.last_new, record.last_full)
    return quiet_ms > UNLIKELY_AFTER_MS and record.rate_slow * quiet_ms / 1000 > UNLIKELY


def distrust_after(before: FeedRecord, after: FeedRecord, answer: Answer, *, found: int) -> FeedRecord:
    """What a body tells of the validators that stood for it."""
    same_url = before.validators_url == answer.url
    other_body = bool(before.body_hash) and before.body_hash != answer.body_hash
    if not same_url or not other_body:
        return after
    if not answer.conditional and before.etag and _unchanged(before, answer) and found:
        return replace(after, distrust="all")
    if before.etag and before.etag == answer.etag and after.distrust == "":
        return replace(after, distrust="etag")
    return after


def remembered(record: FeedRecord, answer: Answer, *, partial: bool) -> FeedRecord:
    """The record with this answer's validators and hash; none of a document that was cut off."""
    if partial:
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


def _unchanged(before: FeedRecord, answer: Answer) -> bool:
    return before.etag == answer.etag or (not answer.etag and before.last_modified == answer.last_modified)
