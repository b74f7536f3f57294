"""One poll of one source, from its record to the next step: fetch, parse in a child, decide. Commits nothing.

Knows nothing of leases, hosts or other sources.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from config.settings import PollingSettings
from config.sources import Source
from monitor.poll.answer import Answer, Failed, answer_of, failure_from, failure_of
from monitor.poll.document import Glance
from monitor.poll.feed import ParsedFeed, ReadTask, Unreadable
from monitor.poll.newness import read_against, sift
from monitor.poll.parse import read_feed
from monitor.poll.ports import Getter, PollStore, Processes
from monitor.poll.rates import rate_of
from monitor.poll.record import FeedRecord
from monitor.poll.request import request_for
from monitor.poll.state import Case, Step, begun, failed, read, unchanged
from monitor.poll.window import Window, unpack
from workers.doors.http.response import Response
from workers.model.errors import Permanent, Temporary

PARSE_DEADLINE = 10.0
_PARSE_REASONS = {"deadline": "poison", "memory": "poison", "crashed": "poison", "failed": "poison"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways out that one poll uses."""

    http: Getter
    children: Processes
    store: PollStore


async def poll_source(record: FeedRecord, case: Case, settings: PollingSettings, *, doors: Doors) -> Step:
    """Never raises for what a source does. Raises OutOfReach when Redis does."""
    record = begun(record, case.source)
    outcome = await _fetch(record, case, settings, doors=doors)
    if isinstance(outcome, Failed):
        return failed(record, outcome, case)
    answer, response = outcome
    if answer.status == 304 or (answer.body_hash and answer.body_hash == record.body_hash):
        return unchanged(record, answer, case)
    if answer.body_hash and answer.body_hash == record.poison_hash:
        known = Failed(
            reason="poison", detail="the same document that could not be parsed before", body_hash=answer.body_hash
        )
        return failed(record, known, case)
    parsed = await parse(record, answer, response.body, case.source, settings, doors=doors)
    if isinstance(parsed, Failed):
        return failed(record, parsed, case)
    return await _sifted(record, answer, parsed, case, settings, doors=doors)


async def parse(
    record: FeedRecord, answer: Answer, body: bytes, source: Source, settings: PollingSettings, *, doors: Doors
) -> ParsedFeed | Failed:
    """The document, read in a child that is killed when it takes too long."""
    window = unpack(record.window) if record.window else Window()
    task = ReadTask(
        body=body,
        url=answer.url,
        content_type=answer.content_type,
        language=source.language,
        tz=source.tz,
        known=window.blocks,
        max_body=settings.max_body,
    )
    try:
        parsed = await doors.children.run(read_feed, task, deadline=PARSE_DEADLINE)
    except Permanent as error:
        if error.reason not in _PARSE_REASONS:
            raise
        return Failed(reason="poison", detail=f"parsing: {error}"[:300], body_hash=answer.body_hash)
    if isinstance(parsed, Unreadable):
        offered = "; it offers " + ", ".join(href for href, _ in parsed.alternates) if parsed.alternates else ""
        return Failed(reason=parsed.reason, detail=f"{parsed.detail}{offered}"[:300], status=None)
    return parsed


async def _fetch(
    record: FeedRecord, case: Case, settings: PollingSettings, *, doors: Doors
) -> tuple[Answer, Response] | Failed:
    for unconditional in (False, True):
        request = request_for(record, case.source, now_ms=case.now_ms, unconditional=unconditional)
        now = datetime.fromtimestamp(case.now_ms / 1000, UTC)
        try:
            response = await doors.http.get(
                request.url,
                headers=request.headers,
                deadline=settings.timeout,
                max_body=settings.max_body,
                validators=request.validators,
            )
        except (Temporary, Permanent) as error:
            return failure_from(error)
        if response.status == 304 and request.validators is None and not unconditional:
            continue  # nobody asked for a 304: once more, and without doubt about what was sent
        if response.status == 304 and request.validators is None:
            return Failed(reason="http_304", detail="304 to a request without validators", status=304)
        if response.status in {200, 203, 226, 304}:
            answer = answer_of(response, conditional=request.validators is not None, now=now)
            return answer, response
        return failure_of(response, now=now)
    raise AssertionError("unreachable")


async def _sifted(
    record: FeedRecord, answer: Answer, parsed: ParsedFeed, case: Case, settings: PollingSettings, *, doors: Doors
) -> Step:
    reading = read_against(parsed, record, source_id=case.source.id)
    known = await doors.store.known(reading.questions)
    now = datetime.fromtimestamp(case.now_ms / 1000, UTC)
    first = record.last_success == 0
    away = timedelta(milliseconds=case.now_ms - record.last_success) if record.last_success else timedelta(0)
    glance = Glance(
        source_id=case.source.id,
        feed_url=answer.url,
        now=now,
        first=first,
        away=away,
        first_run=timedelta(seconds=settings.first_run),
        fresh=timedelta(seconds=case.limits.ceiling),
        language=case.source.language,
    )
    sifted = sift(reading, record, glance, known=known)
    if first:
        record = replace(record, rate_slow=rate_of(parsed.entries, now=now))
    return read(replace(record, policy=reading.policy), answer, parsed, sifted, case)
