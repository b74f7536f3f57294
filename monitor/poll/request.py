"""What is asked of a source: address, headers, validators. Pure. No cookies, no Referer, no disguise."""

from dataclasses import dataclass

from config.sources import Source
from monitor.poll.record import FeedRecord
from monitor.poll.trust import ask_unconditionally
from workers.doors.http.outgoing import Validators

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.3, */*;q=0.1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRequest:
    url: str
    headers: dict[str, str]
    validators: Validators | None = None


def request_for(record: FeedRecord, source: Source, *, now_ms: int, unconditional: bool = False) -> FeedRequest:
    """`unconditional`: this once without validators. A cache-busted address is never asked conditionally."""
    headers = {"Accept": ACCEPT, **source.headers}
    if source.user_agent:
        headers["User-Agent"] = source.user_agent
    url = record.moved_url or source.url
    if source.cache_bust:
        return FeedRequest(url=f"{url}{'&' if '?' in url else '?'}_cb={now_ms // 1000}", headers=headers)
    has_validators = bool(record.validators_url and (record.etag or record.last_modified))
    if unconditional or not has_validators or ask_unconditionally(record, now_ms=now_ms):
        return FeedRequest(url=url, headers=headers)
    validators = Validators(
        url=record.validators_url, etag=record.etag or None, last_modified=record.last_modified or None
    )
    return FeedRequest(url=url, headers=headers, validators=validators)
