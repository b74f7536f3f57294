"""What came of one request to a source, reduced to what the decisions need. Knows nothing of httpx or Redis."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from workers.doors.http.response import Response
from workers.model.errors import Permanent, Temporary

NETWORK = frozenset({"dns_error", "connect_error", "connect_timeout"})
"""Reasons that our own line being down would give for every host alike."""

NO_LONGER_THERE = ": no feed is there; `marsad sources discover URL` with the site's address finds the one it has now"
REMEDIES = {
    "dns_error": "; is the host spelt right, and does DNS work on this machine?",
    "connect_error": "; is the server up, and are host and port right?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`conditional`: validators were sent. `fresh_for` in seconds. `moved_to` is the target of permanent redirects."""

    url: str
    status: int
    conditional: bool = False
    etag: str = ""
    last_modified: str = ""
    fresh_for: float | None = None
    moved_to: str | None = None
    body_hash: str = ""
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """`reason` is stable and public; `retry_after` in seconds where the server named a time."""

    reason: str
    detail: str
    status: int | None = None
    retry_after: float | None = None
    moved_to: str | None = None
    body_hash: str = ""

    @property
    def network(self) -> bool:
        return self.reason in NETWORK


def answer_of(response: Response, *, conditional: bool, now: datetime) -> Answer:
    return Answer(
        url=response.url,
        status=response.status,
        conditional=conditional,
        etag=response.etag or "",
        last_modified=response.last_modified or "",
        fresh_for=response.fresh_for(now=now),
        moved_to=None if response.downgraded else response.moved_to,
        body_hash=blake2b(response.body, digest_size=10).hexdigest() if response.body else "",
        content_type=response.headers.get("content-type"),
    )


def failure_of(response: Response, *, now: datetime) -> Failed:
    """A status that is not a feed: what kind of trouble it is."""
    status = response.status
    detail = f"HTTP {status}" + (NO_LONGER_THERE if status in {404, 410} else "")
    retry_after = response.retry_after(now=now)
    reason = f"http_{status}"
    if status == 429 or (status == 503 and retry_after is not None):
        reason = "throttled"
    elif status in {403, 503} and _challenge(response):
        reason = "blocked"
    elif status == 410:
        reason = "gone"
    return Failed(reason=reason, detail=detail, status=status, retry_after=retry_after, moved_to=response.moved_to)


def failure_from(error: Temporary | Permanent) -> Failed:
    remedy = REMEDIES.get(error.reason, "")
    return Failed(reason=error.reason, detail=f"{str(error)[: 300 - len(remedy)]}{remedy}")


def _challenge(response: Response) -> bool:
    if response.headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    head = response.body[:20_000].lower()
    return any(mark in head for mark in (b"just a moment", b"/cdn-cgi/challenge-platform", b"ddos-guard", b"cf-chl"))
