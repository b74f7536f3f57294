"""Years of the Persian and the Islamic calendar. Knows nothing of tolls; days of the months are no matter here."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from workers.relevance.fold import fold
from workers.stories.token import Token

_SOLAR_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
_LUNAR_MONTHS = "محرم صفر رجب شعبان رمضان شوال القعدة الحجة الأولى الآخرة جمادى"
_WORDS = "های متولد دهه سال سالهای سالِ سنة عام العام لعام لسنة بعام"
_LUNAR = "هـ هجري هجرية هجرى للهجرة ق قمری"
_SOLAR_ERA = "ش شمسی خورشیدی"


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


BEFORE = _folded(f"{_WORDS} {_SOLAR_MONTHS} {_LUNAR_MONTHS}")
SOLAR_ERA = _folded(_SOLAR_ERA)
BEHIND = _folded(_LUNAR) | SOLAR_ERA
UNTIL = _folded("تا تاکنون به")
_LIKELY = re.compile(rf"1[34]\d\d|{fold('سال')}\s+[89]\d")
_YEAR = re.compile(
    rf"(?:\b(?P<before>{'|'.join(sorted(BEFORE))})\s+)?(?<![\d.,:/-])(?P<year>1[34]\d\d)(?![\d.,:%-]\d)"
    rf"(?:\s*\.?(?P<behind>{'|'.join(sorted(BEHIND))})\b)?"
)
_COUNTED = "|".join(sorted(_folded("نفر تن شهید کشته زخمی هزار درصد")))
_SHORT = re.compile(rf"\b{fold('سال')}\s+(?P<year>[89]\d)(?!\d)(?!\s*(?:{_COUNTED})\b)")
_FROM = re.compile(rf"\b{fold('از')}\s+(?P<year>1[34]\d\d)(?=\s+(?:{'|'.join(sorted(UNTIL))})\b)")
"""`از ۱۳۹۰ تا کنون`; `بیش از ۱۳۹۰ نفر` is a count."""
PERSIAN = frozenset({fold("سال"), fold("سالهای"), *_folded("های متولد دهه"), *_folded(_SOLAR_MONTHS)})
FIRST_DAY = (3, 21)


def eastern_year(parts: Sequence[Token], at: int, *, value: int) -> bool:
    """Whether the number names a year: `سال ۱۳۹۵`, `1436 هـ`."""
    text = parts[at].text
    if len(text) == 2 and text.isdecimal():
        return at > 0 and parts[at - 1].text == fold("سال")
    if not (len(text) == 4 and text.isdecimal() and 1300 <= value < 1500):
        return False
    before = parts[at - 1].text if at else ""
    behind = parts[at + 1].text if at + 1 < len(parts) else ""
    return before in BEFORE or behind in BEHIND or (before == fold("از") and behind in UNTIL)


def past_eastern(sentence: str, *, now: datetime) -> Iterator[tuple[int, int]]:
    """Where the folded sentence names a year before the one of `now`."""
    if not _LIKELY.search(sentence):
        return
    solar = now.year - 621 - ((now.month, now.day) < FIRST_DAY)
    lunar = int((now.year + (now.timetuple().tm_yday - 1) / 365.25 - 621.57) * 365.25 / 354.367)
    for found in _YEAR.finditer(sentence):
        before, behind = found.group("before"), found.group("behind")
        if not before and not behind:
            continue
        year = int(found.group("year"))
        is_solar = behind in SOLAR_ERA or (behind is None and before in PERSIAN)
        if year < (solar if is_solar else lunar):
            yield found.span("year")
    for found in _FROM.finditer(sentence):
        if int(found.group("year")) < solar:
            yield found.span("year")
    for found in _SHORT.finditer(sentence):
        if 1300 + int(found.group("year")) < solar:
            yield found.span("year")
