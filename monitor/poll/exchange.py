"""One poll of one source, from its record to the next step: fetch, parse in a child, decide. Commits nothing.

Knows nothing of leases, hosts or other sources.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.settings import PollingSettings
from monitor.poll.answer import Answer, Failed, answer_of, failure_from, failure_of
from monitor.poll.document import Glance
from monitor.poll.feed import ParsedFeed
from monitor.poll.newness import read_against, sift
from monitor.poll.rates import rate_of
from monitor.poll.reading import Doors, parse
from monitor.poll.record import FeedRecord
from monitor.poll.repair import earlier_entries, with_earlier
from monitor.poll.request import request_for
from monitor.poll.state import POISON, Case, Step, begun, failed, read, unchanged
from workers.doors.http.response import Response
from workers.model.errors import Permanent, Temporary

FRESH = timedelta(minutes=30)
"""What a first poll finds younger than this would have been news to a regular one too."""


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
            reason=record.reason if record.reason in POISON else "poison",
            detail="the same document that could not be parsed before",
            body_hash=answer.body_hash,
        )
        return failed(record, known, case)
    parsed = await parse(record, answer, response.body, case.source, settings, doors=doors)
    if isinstance(parsed, Failed):
        return failed(record, parsed, case)
    return await _sifted(record, answer, parsed, case, settings, doors=doors)


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
    glance = _glance(record, answer, case, settings)
    reading = read_against(parsed, record, source_id=case.source.id)
    sifted = sift(reading, record, glance, known=await doors.store.known(reading.questions))
    if sifted.gap:
        found = await earlier_entries(parsed, record, glance, case, settings, doors=doors)
        sifted = with_earlier(sifted, found)
    if glance.first:
        rate = rate_of(parsed.entries, now=glance.now)
        record = replace(record, rate_slow=rate, warming_since=0 if rate else case.now_ms)
    return read(replace(record, policy=reading.policy), answer, parsed, sifted, case)


def _glance(record: FeedRecord, answer: Answer, case: Case, settings: PollingSettings) -> Glance:
    away = timedelta(milliseconds=case.now_ms - record.last_success) if record.last_success else timedelta(0)
    return Glance(
        source_id=case.source.id,
        feed_url=answer.url,
        now=datetime.fromtimestamp(case.now_ms / 1000, UTC),
        first=record.last_success == 0,
        away=away,
        first_run=timedelta(seconds=settings.first_run),
        fresh=max(FRESH, timedelta(seconds=case.limits.ceiling)),
        language=case.source.language,
        piece=answer.status == 226,
    )
