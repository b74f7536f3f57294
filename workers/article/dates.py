"""Points in time as pages write them, made aware UTC. Knows nothing of which of a page's dates to believe."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

_EARLIEST = datetime(1991, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
_FRACTION = re.compile(r"(\.\d{1,9})\d*")
_ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})?$")
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_-]|$|\D)")


def parse_date(text: str | None, *, zone: tzinfo | None = None, now: datetime) -> datetime | None:
    """ISO 8601 or RFC 5322, in UTC. Without a zone it is read in `zone`, else as UTC. None if absurd or unreadable."""
    if not text or len(text) > 60:
        return None
    moment = _iso(text.strip()) or _mail(text.strip())
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone or UTC)
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if _EARLIEST <= moment <= now + _AHEAD else None


def date_in_path(url: str | None, *, now: datetime) -> datetime | None:
    """The day that a URL such as `/2024/05/03/` names, at midnight UTC."""
    match = _IN_PATH.search(url or "")
    if match is None:
        return None
    return parse_date("-".join(match.groups()), now=now)


def _iso(text: str) -> datetime | None:
    candidate = text.replace(" UTC", "Z").replace(" GMT", "Z")
    for form in (candidate, candidate.replace("/", "-"), candidate.replace(" ", "T", 1).replace(" ", "")):
        try:
            return datetime.fromisoformat(_FRACTION.sub(lambda match: match[1][:7], form))
        except ValueError:
            continue
    return None


def _mail(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.year > 1990 else None


def offset_of(text: str | None) -> tzinfo | None:
    """The offset that a time states, for its neighbours that state none."""
    match = _ZONE.search((text or "").strip())
    if match is None:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone((1 if match[1] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
