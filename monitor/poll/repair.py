"""After a window overrun: the entries that fell out between two polls, from the archive pages a feed itself offers.

Only RFC 5005 `prev-archive` and `next` links on the same host are followed, at the host's pace, three pages at most.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from config.settings import PollingSettings
from monitor.poll.answer import Failed, answer_of
from monitor.poll.document import Glance, Sifted
from monitor.poll.feed import ParsedFeed
from monitor.poll.newness import read_against, sift
from monitor.poll.reading import Doors, parse
from monitor.poll.record import FeedRecord
from monitor.poll.request import request_for
from monitor.poll.state import Case
from workers.doors.redis.polls import host_of
from workers.model.errors import Permanent, Temporary

PAGES = 3
DEADLINE = 10.0


async def earlier_entries(
    parsed: ParsedFeed, record: FeedRecord, glance: Glance, case: Case, settings: PollingSettings, *, doors: Doors
) -> tuple[Sifted, ...]:
    """What the earlier pages hold, until one of them meets what is known or the feed offers no more."""
    found: list[Sifted] = []
    for _ in range(PAGES):
        url = _earlier(parsed, glance.feed_url)
        if url is None:
            break
        await asyncio.sleep(settings.host_gap)
        page = await _page(url, record, case, settings, doors=doors)
        if page is None:
            break
        parsed = page
        reading = read_against(page, record, source_id=case.source.id)
        sifted = sift(reading, record, glance, known=await doors.store.known(reading.questions))
        found.append(sifted)
        if len(sifted.entries) - len(sifted.baseline) < len(reading.identities):
            break
    return tuple(found)


def with_earlier(sifted: Sifted, pages: tuple[Sifted, ...]) -> Sifted:
    """The entries of all pages, each once; the window stays that of the feed itself."""
    entries = {entry.id: entry for page in reversed(pages) for entry in page.entries}
    entries |= {entry.id: entry for entry in sifted.entries}
    return replace(
        sifted,
        entries=tuple(entries.values()),
        baseline=frozenset().union(sifted.baseline, *(page.baseline for page in pages)),
        found=sifted.found + sum(page.found for page in pages),
    )


async def _page(
    url: str, record: FeedRecord, case: Case, settings: PollingSettings, *, doors: Doors
) -> ParsedFeed | None:
    request = request_for(record, case.source, now_ms=case.now_ms, unconditional=True)
    deadline = min(settings.timeout, DEADLINE)
    try:
        response = await doors.http.get(url, headers=request.headers, deadline=deadline, max_body=settings.max_body)
    except (Temporary, Permanent):
        return None
    if response.status != 200:
        return None
    answer = answer_of(response, conditional=False, now=datetime.fromtimestamp(case.now_ms / 1000, UTC))
    parsed = await parse(record, answer, response.body, case.source, settings, doors=doors)
    return None if isinstance(parsed, Failed) else parsed


def _earlier(parsed: ParsedFeed, feed_url: str) -> str | None:
    offered = dict(parsed.links)
    url = offered.get("prev-archive") or offered.get("next")
    return url if url is not None and url != feed_url and host_of(url) == host_of(feed_url) else None
