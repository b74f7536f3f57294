"""A feed document read in a child process, and the doors that one poll uses. Decides nothing."""

from dataclasses import dataclass

from config.settings import PollingSettings
from config.sources import Source
from monitor.poll.answer import Answer, Failed
from monitor.poll.feed import ParsedFeed, ReadTask, Unreadable
from monitor.poll.parse import read_feed
from monitor.poll.ports import Getter, PollStore, Processes
from monitor.poll.record import FeedRecord
from monitor.poll.window import Window, unpack
from workers.model.errors import Permanent

PARSE_DEADLINE = 10.0
_POISON = frozenset({"deadline", "memory", "crashed", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways out that one poll uses."""

    http: Getter
    children: Processes
    store: PollStore


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
        return failed_parse(error, answer)
    if isinstance(parsed, Unreadable):
        return Failed(reason=parsed.reason, detail=parsed.told(url=answer.url)[:300], status=None)
    return parsed


def failed_parse(error: Permanent, answer: Answer) -> Failed:
    """A child that had to be killed: this document is not parsed a second time."""
    if error.reason not in _POISON:
        raise error
    reason = "parse_deadline" if error.reason == "deadline" else "poison"
    return Failed(reason=reason, detail=f"parsing: {error}"[:300], body_hash=answer.body_hash)
