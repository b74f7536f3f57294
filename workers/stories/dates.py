"""Days that an opening names: "on 4 March", "Tuesday". Knows nothing of time zones; they are off by one at most."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from workers.relevance.fold import fold
from workers.stories.words import tokens

FILE = Path(__file__).parent / "calendar.toml"
AMBIGUOUS = frozenset({"الثاني", "الاول"})
MARKETS, MARKET_DAYS = frozenset({"pazar"}), (["gunu"], ["gununde"], ["gunku"], ["sabahi"], ["aksami"])
"""Sunday in Turkish is also a market."""
A_WEEK = 7
NEAR_DAYS = 30
"""What lies farther from the report is background."""


@cache
def _named(kind: str) -> dict[str, int]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))[kind]
    words = ((word, number) for number, row in enumerate(rows) for word in row.split())
    return {fold(word.split("_")[-1].replace("\u200c", "")): number for word, number in words}


def month_of(word: str) -> int | None:
    """1 to 12; None for other words and for Arabic months of two words, of which one alone doesn't tell."""
    number = None if word in AMBIGUOUS else _named("months").get(word)
    return None if number is None else number + 1


def days_in(text: str, *, now: datetime) -> tuple[int, ...]:
    """Ordinals of the days that the text names, resolved to those nearest before `now`, sorted."""
    today = now.date()
    found = {day for day in _days(tokens(text), today) if abs((day - today).days) <= NEAR_DAYS}
    return tuple(sorted(day.toordinal() for day in found))


def _days(words: list[str], today: date) -> Iterator[date]:
    months, weekdays = _named("months"), _named("weekdays")
    for index, word in enumerate(words):
        if word in weekdays and not (word in MARKETS and words[index + 1 : index + 2] not in MARKET_DAYS):
            ago = (today.weekday() - weekdays[word]) % 7
            yield today - timedelta(days=ago)
            if ago == A_WEEK - 1:  # where it was written, that day may have begun
                yield today + timedelta(days=1)
        if word in months:
            for other in (index - 1, index + 1):
                if (
                    0 <= other < len(words)
                    and len(words[other]) <= 2
                    and words[other].isdecimal()
                    and 1 <= int(words[other]) <= 31
                ):
                    day = _nearest(months[word] + 1, int(words[other]), today)
                    if day is not None:
                        yield day
                        break


def _nearest(month: int, day: int, today: date) -> date | None:
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(date(year, month, day))
        except ValueError:  # 29 February of other years
            continue
    return min(candidates, key=lambda one: abs((one - today).days), default=None)
