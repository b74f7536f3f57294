"""What people are shown of a source: its health as remembered, or one try without side effects. Changes nothing."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from config.settings import Settings
from config.sources import Source
from monitor.poll.answer import Answer, Failed, answer_of, failure_from, failure_of
from monitor.poll.dates import in_range
from monitor.poll.feed import ParsedFeed, ReadTask, Unreadable
from monitor.poll.interval import usual_rate
from monitor.poll.parse import read_feed
from monitor.poll.ports import Getter, Processes
from monitor.poll.reading import PARSE_DEADLINE, failed_parse
from monitor.poll.record import FeedRecord
from monitor.poll.request import request_for
from workers.doors.clock import utc_now
from workers.model.errors import Permanent, Temporary
from workers.model.masked import without_secrets

POLLED = frozenset({"feed"})


def describe(record: FeedRecord, source: Source, *, now_ms: int) -> dict[str, Any]:
    """For `marsad sources list --json` and the web page. Times are RFC 3339, absent ones None; rates are a day's.

    Secrets in addresses are masked.
    """
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "url": without_secrets(source.url),
        "language": source.language,
        "country": source.country,
        "family": source.family,
        "enabled": source.enabled,
        "state": state_of(record, source),
        "reason": record.reason or None,
        "detail": without_secrets(record.detail) or None,
        "failures": record.failures,
        "last_attempt": _time(record.last_attempt),
        "last_success": _time(record.last_success),
        "last_new": _time(record.last_new),
        "next_due": _time(record.next_due),
        "overdue_seconds": max(0, (now_ms - record.next_due) // 1000) if record.next_due and now_ms else 0,
        "interval_seconds": round(record.interval),
        "entries_a_day": round(
            max(record.rate_fast, usual_rate(record, now_ms=now_ms or record.last_attempt)) * 86400, 1
        ),
        "polls": record.polls,
        "gaps": record.gaps,
        "reidentified": record.reidentified,
        "resurfaced": record.resurfaced,
        "malformed": record.malformed,
        "validators": {"": "trusted", "etag": "etag distrusted", "all": "distrusted"}[record.distrust],
        "moved_to": without_secrets(record.moved_url) or None,
        "title": record.title or None,
    }


def state_of(record: FeedRecord, source: Source) -> str:
    """`disabled` and `not_polled` are configuration, `waiting` is before the first poll, the rest is remembered."""
    if not source.enabled:
        return "disabled"
    if source.kind not in POLLED:
        return "not_polled"
    return "waiting" if record.polls == 0 else record.state


async def try_source(source: Source, http: Getter, children: Processes, settings: Settings) -> dict[str, Any]:
    """Fetch and parse as a first poll would, and remember nothing."""
    now = utc_now()
    row: dict[str, Any] = {"id": source.id, "url": source.url, "ok": False}
    if source.kind not in POLLED:
        return {**row, "reason": "not_polled", "detail": f"sources of kind {source.kind} are not polled yet"}
    polling = settings.polling
    request = request_for(FeedRecord(), source, now_ms=int(now.timestamp() * 1000), unconditional=True)
    try:
        response = await http.get(
            request.url, headers=request.headers, deadline=polling.timeout, max_body=polling.max_body
        )
    except (Temporary, Permanent) as error:
        return {**row, **_failure(failure_from(error))}
    row |= {
        "final_url": response.url,
        "status": response.status,
        "bytes": len(response.body),
        "seconds": response.elapsed,
    }
    if response.status not in {200, 203, 226}:
        return {**row, **_failure(failure_of(response, now=now))}
    answer = answer_of(response, conditional=False, now=now)
    parsed = await _parsed(answer, response.body, source, children, max_body=polling.max_body)
    if isinstance(parsed, Failed):
        return {**row, **_failure(parsed)}
    if isinstance(parsed, Unreadable):
        offers = [{"url": urljoin(answer.url, href), "title": title} for href, title in parsed.alternates]
        return {**row, "reason": parsed.reason, "detail": parsed.told(url=answer.url), "alternates": offers}
    return {**row, "ok": True, **_document(parsed, answer, now=now)}


async def _parsed(
    answer: Answer, body: bytes, source: Source, children: Processes, *, max_body: int
) -> ParsedFeed | Unreadable | Failed:
    task = ReadTask(
        body=body,
        url=answer.url,
        content_type=answer.content_type,
        language=source.language,
        tz=source.tz,
        max_body=max_body,
    )
    try:
        return await children.run(read_feed, task, deadline=PARSE_DEADLINE)
    except Permanent as error:
        return failed_parse(error, answer)


def _document(parsed: ParsedFeed, answer: Answer, *, now: datetime) -> dict[str, Any]:
    dates = [entry.published for entry in parsed.entries if entry.published and in_range(entry.published, now=now)]
    return {
        "title": parsed.title,
        "format": parsed.version or None,
        "language": parsed.language,
        "entries": len(parsed.entries),
        "newest": _iso(max(dates)) if dates else None,
        "oldest": _iso(min(dates)) if dates else None,
        "undated": len(parsed.entries) - len(dates),
        "without_link": sum(entry.link is None for entry in parsed.entries),
        "without_title": sum(entry.title is None for entry in parsed.entries),
        "whole_text": sum(entry.content is not None for entry in parsed.entries),
        "titles": [entry.title or entry.summary or entry.link for entry in parsed.entries[:10]],
        "etag": bool(answer.etag),
        "last_modified": bool(answer.last_modified),
        "moved_to": answer.moved_to,
        "problems": list(parsed.problems),
    }


def _failure(failure: Failed) -> dict[str, Any]:
    return {"reason": failure.reason, "detail": failure.detail}


def _time(ms: int) -> str | None:
    return _iso(datetime.fromtimestamp(ms / 1000, UTC)) if ms else None


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
