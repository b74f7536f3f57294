"""Quiet hours, in the local time of a place. Knows nothing of alerts."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FORM = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})(?:\s+(\S+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `start` to `end` by the clocks of `zone`; over midnight when `end` is not after `start`."""

    start: time
    end: time
    zone: ZoneInfo

    def until(self, now: datetime) -> datetime | None:
        """When the quiet that holds `now` ends; None outside quiet hours.

        Reckoned in instants, so that a night with a clock change is one unbroken stretch, an hour shorter or longer. A
        time that a change skips counts as if the clocks had not been changed yet (as RFC 5545 does).
        """
        today = now.astimezone(self.zone).date()
        for day in (today - timedelta(days=1), today):
            over_midnight = self.end <= self.start
            begins = datetime.combine(day, self.start, self.zone)
            ends = datetime.combine(day + timedelta(days=1 if over_midnight else 0), self.end, self.zone)
            if begins.timestamp() <= now.timestamp() < ends.timestamp():
                return ends
        return None


def parse_quiet_hours(text: str) -> QuietHours | None:
    """`"22:00-06:00 Europe/Istanbul"`; no zone is UTC; "" is None. Raises ValueError with an example."""
    if not text.strip():
        return None
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'{text!r} are no quiet hours; write "22:00-06:00 Europe/Istanbul"')
    try:
        start, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError as error:
        raise ValueError(f'{text!r} names a time that no clock shows; write "22:00-06:00 Europe/Istanbul"') from error
    try:
        zone = ZoneInfo(match[5] or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f'{match[5]!r} is no time zone; write a name such as "Europe/Istanbul" or "UTC"') from error
    return QuietHours(start=start, end=end, zone=zone)
