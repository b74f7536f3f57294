"""Dates as feeds of the region write them, to aware UTC. Never decides whether an entry is new.

Knows nothing of feeds: a string in, a moment or None out. What cannot be read is None, never "now".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.poll.months import ATLANTIC, MONTHS, SOLAR_MONTHS, ZONES, gregorian

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
FUTURE_TOLERANCE = timedelta(minutes=10)
LONGEST = 120
_DIGITS = {ord(char): str(number) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for number, char in enumerate(digits)}
_MARKS = re.compile("[\u064b-\u0652\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")

_NAMES = "|".join(re.escape(name) for name in sorted({**MONTHS, **SOLAR_MONTHS}, key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th|er|º|ê|ی)?"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_ORDINAL}[\s.,،/-]{{1,3}}(?:de |من |ی |î |ê )?({_NAMES})[یîê]?(?!\w)"
    r"(?:[\s.,،/-]{1,3}(?:de |لعام |سنة )?(\d{4}|\d{2})(?![\d:]))?"
)
_MONTH_DAY = re.compile(rf"(?<!\w)({_NAMES})[\s.,،/-]{{1,3}}(\d{{1,2}}){_ORDINAL}[\s.,،/-]{{1,3}}(\d{{4}})(?!\d)")
_ASCTIME = re.compile(
    rf"(?<!\w)({_NAMES}) (\d{{1,2}}) (\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: [a-z+\d]{{1,6}})?) (\d{{4}})(?!\d)"
)
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?!\d))?")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?=t\d|$| )")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?\Z")
_TIME = re.compile(
    r"(?<![\d:])(?:(?<=t)|(?<!\w))(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d{1,9})?\s?"
    r"(am|pm|a\.m\.|p\.m\.|ص|م|صباحا|مساء|öö|ös|ب\.ظ|ق\.ظ)?(?![\w:])"
    r"|(?<=t)(\d{2})(\d{2})(\d{2})?(?!\d)"
    r"|(?<=t)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d{1,9})?"
)
_AFTERNOON = frozenset({"pm", "p.m.", "م", "مساء", "ös", "ب.ظ"})
_OFFSET = re.compile(r"(?:(?:utc|gmt|z)\s?)?([+\-−])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)")
_WORD = re.compile(r"\(?([a-z]{1,5})\)?(?![\w])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`zoned`: the string said its zone itself, so the source's `tz` did not decide."""

    time: datetime
    zoned: bool


def zone_of(name: str | None) -> tzinfo | None:
    """The zone of a source's `tz`, None where there is none or it is unknown."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def read_date(raw: str | None, *, tz: str | None = None) -> Moment | None:
    """What the string says, or None. `tz` is for strings without a zone; without one they are read as UTC."""
    if not raw or len(raw) > LONGEST:
        return None
    text = _SPACES.sub(" ", _MARKS.sub("", raw.translate(_DIGITS))).strip().replace("İ", "i").lower()
    if _EPOCH.match(text):
        return _epoch(text)
    try:
        for form in _FORMS:
            found = form(text)
            if found is not None:
                day, rest = found
                return _moment(day, rest, tz)
    except (ValueError, OverflowError):
        return None
    return None


def in_range(moment: datetime, *, now: datetime) -> bool:
    return EARLIEST <= moment <= now + FUTURE_TOLERANCE


def learned_offset(leads: tuple[int, ...]) -> int:
    """Whole hours by which a feed's dates run ahead. `leads`: minutes from an entry's appearing to its date.

    An entry appears between zero and some forty minutes after it was published, so three or more leads that lie just
    under the same whole hour are a wrong zone, not a habit.
    """
    ahead = leads[-6:]
    if len(ahead) < 3:
        return 0
    hours = -(-max(ahead) // 60)
    if not 1 <= hours <= 4:
        return 0
    return hours if all(hours * 60 - 40 <= lead <= hours * 60 + 5 for lead in ahead) else 0


def _epoch(text: str) -> Moment | None:
    number = float(text)
    if number > 1e11:
        number /= 1000
    return Moment(time=datetime.fromtimestamp(number, UTC), zoned=True)


def _day_month(text: str) -> tuple[date, str] | None:
    found = _DAY_MONTH.search(text)
    if found is None or found[3] is None:
        return None
    return _named(found[2], int(found[1]), int(found[3])), _without(text, found)


def _month_day(text: str) -> tuple[date, str] | None:
    found = _MONTH_DAY.search(text)
    return None if found is None else (_named(found[1], int(found[2]), int(found[3])), _without(text, found))


def _asctime(text: str) -> tuple[date, str] | None:
    found = _ASCTIME.search(text)
    return None if found is None else (_named(found[1], int(found[2]), int(found[4])), found[3])


def _named(name: str, day: int, year: int) -> date:
    if name in SOLAR_MONTHS and year < 1600:
        return date(*gregorian(year, SOLAR_MONTHS[name], day))
    return date(_full_year(year), MONTHS[name], day)


def _iso(text: str) -> tuple[date, str] | None:
    found = _ISO.search(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    if 1300 <= year < 1420:
        return date(*gregorian(year, month, day)), _without(text, found)
    return date(year, month, day), _without(text, found)


def _compact(text: str) -> tuple[date, str] | None:
    found = _COMPACT.search(text)
    return None if found is None else (date(int(found[1]), int(found[2]), int(found[3])), _without(text, found))


def _slashed(text: str) -> tuple[date, str] | None:
    """Day first, as the region writes, unless that is impossible or a 12-hour clock shows an American."""
    found = _SLASHED.search(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), _full_year(int(found[4]))
    american = second > 12 or (first <= 12 and found[2] == "/" and re.search(r"\d\s?[ap]m\b", text) is not None)
    day, month = (second, first) if american else (first, second)
    return date(year, month, day), _without(text, found)


_FORMS: tuple[Callable[[str], tuple[date, str] | None], ...] = (
    _day_month,
    _month_day,
    _asctime,
    _iso,
    _slashed,
    _compact,
)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _full_year(year: int) -> int:
    return year + (2000 if year < 70 else 1900) if year < 100 else year


def _moment(day: date, rest: str, tz: str | None) -> Moment | None:
    rest = rest.strip()
    found = _TIME.search(rest)
    hour = minute = second = 0
    after = ""
    if found is not None:
        hour, minute, second = _clock(found)
        after = rest[found.end() :].strip()
    zone, zoned = _zone(after, tz)
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    local = datetime(day.year, day.month, day.day, hour, minute, min(second, 59), tzinfo=zone)
    return Moment(time=local.astimezone(UTC), zoned=zoned)


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    parts = found.groups()
    hour, minute, second, half = parts[0] or parts[4] or parts[7], parts[1] or parts[5] or parts[8], "", parts[3]
    second = parts[2] or parts[6] or parts[9] or "0"
    number = int(hour)
    if half is not None and number <= 12:
        number = number % 12 + (12 if half in _AFTERNOON else 0)
    return number, int(minute), int(second)


def _zone(after: str, tz: str | None) -> tuple[tzinfo, bool]:
    offset = _OFFSET.match(after)
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes <= 15 * 60:
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes)), True
    word = _WORD.match(after)
    if word is not None:
        name = word[1]
        if name == "ist" and (tz or "").startswith("Asia/Jerusalem"):
            return timezone(timedelta(hours=2)), True
        if name in ATLANTIC and (tz or "").startswith("America/"):
            return ATLANTIC[name], True
        if name in ZONES:
            return ZONES[name], True
    return zone_of(tz) or UTC, False
