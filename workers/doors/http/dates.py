"""The three date forms of HTTP. Pure; independent of the machine's locale."""

import re
from datetime import UTC, datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?P<h>\d{2}):(?P<m>\d{2}):(?P<s>\d{2})"
_FORMS = (
    re.compile(rf"[a-z]{{3}}, (?P<day>\d{{2}}) (?P<month>[a-z]{{3}}) (?P<year>\d{{4}}) {_TIME} gmt", re.ASCII),
    re.compile(rf"[a-z]{{6,9}}, (?P<day>\d{{2}})-(?P<month>[a-z]{{3}})-(?P<year>\d{{2}}) {_TIME} gmt", re.ASCII),
    re.compile(rf"[a-z]{{3}} (?P<month>[a-z]{{3}}) (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})", re.ASCII),
)
"""IMF-fixdate, RFC 850, asctime (RFC 9110, 5.6.7)."""


def parse_http_date(text: str, *, now: datetime) -> datetime | None:
    """The instant that `text` names; None for anything that is not an HTTP-date."""
    for form in _FORMS:
        found = form.fullmatch(text.strip().lower())
        if found is None or found["month"] not in _MONTHS:
            continue
        try:
            return datetime(
                _full_year(found["year"], now=now), _MONTHS.index(found["month"]) + 1, int(found["day"]),
                int(found["h"]), int(found["m"]), min(int(found["s"]), 59), tzinfo=UTC,
            )  # fmt: skip
        except ValueError:
            return None
    return None


def _full_year(digits: str, *, now: datetime) -> int:
    """A two-digit year more than 50 years ahead belongs to the century before."""
    if len(digits) == 4:
        return int(digits)
    year = now.year // 100 * 100 + int(digits)
    return year - 100 if year > now.year + 50 else year
