from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workers.delivery.hours import QuietHours, parse_quiet_hours


def quiet(text: str) -> QuietHours:
    hours = parse_quiet_hours(text)
    assert hours is not None
    return hours


def minutes_of_quiet(hours: QuietHours, *, start: datetime, days: int) -> list[bool]:
    return [hours.until(start + timedelta(minutes=minute)) is not None for minute in range(days * 1440)]


def stretches(flags: list[bool]) -> list[int]:
    """Lengths of the unbroken runs of quiet, in minutes."""
    runs, length = [], 0
    for flag in [*flags, False]:
        if flag:
            length += 1
        elif length:
            runs.append(length)
            length = 0
    return runs


def test_quiet_hours_over_midnight_hold_from_start_to_end() -> None:
    hours = quiet("22:00-06:00 Europe/Istanbul")
    istanbul = ZoneInfo("Europe/Istanbul")

    assert hours.until(datetime(2026, 3, 4, 21, 59, tzinfo=istanbul)) is None
    assert hours.until(datetime(2026, 3, 4, 22, 0, tzinfo=istanbul)) == datetime(2026, 3, 5, 6, 0, tzinfo=istanbul)
    assert hours.until(datetime(2026, 3, 5, 5, 59, tzinfo=istanbul)) == datetime(2026, 3, 5, 6, 0, tzinfo=istanbul)
    assert hours.until(datetime(2026, 3, 5, 6, 0, tzinfo=istanbul)) is None


def test_quiet_hours_within_a_day_do_not_reach_over_midnight() -> None:
    hours = quiet("12:00-14:00")

    assert hours.until(datetime(2026, 3, 4, 13, 0, tzinfo=UTC)) == datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
    assert hours.until(datetime(2026, 3, 4, 14, 0, tzinfo=UTC)) is None


def test_the_night_the_clocks_go_forward_is_one_stretch_an_hour_shorter() -> None:
    flags = minutes_of_quiet(quiet("22:00-06:00 Europe/Berlin"), start=datetime(2026, 3, 28, 12, tzinfo=UTC), days=1)

    assert stretches(flags) == [7 * 60]


def test_the_night_the_clocks_go_back_is_one_stretch_an_hour_longer() -> None:
    flags = minutes_of_quiet(quiet("22:00-06:00 Europe/Berlin"), start=datetime(2026, 10, 24, 12, tzinfo=UTC), days=1)

    assert stretches(flags) == [9 * 60]


@pytest.mark.parametrize(
    "text", ["22:00-02:30 Europe/Berlin", "02:30-06:00 Europe/Berlin", "02:15-02:45 Europe/Berlin"]
)
@pytest.mark.parametrize("change", [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)])
def test_an_edge_inside_the_changed_hour_never_breaks_the_quiet_in_two(text: str, change: datetime) -> None:
    assert len(stretches(minutes_of_quiet(quiet(text), start=change, days=1))) == 1


def test_a_day_has_one_stretch_whatever_the_zone_does() -> None:
    flags = minutes_of_quiet(quiet("23:30-07:15 Asia/Damascus"), start=datetime(2022, 10, 20, 12, tzinfo=UTC), days=14)

    assert len(stretches(flags)) == 14


@pytest.mark.parametrize("text", ["", "   "])
def test_no_quiet_hours_are_none(text: str) -> None:
    assert parse_quiet_hours(text) is None


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("at night", 'write "22:00-06:00 Europe/Istanbul"'),
        ("25:00-06:00 UTC", "names a time that no clock shows"),
        ("22:00-06:00 Europe/Istambul", "is no time zone"),
        ("22:00-06:00 ../etc/passwd", "is no time zone"),
    ],
)
def test_bad_quiet_hours_are_refused_with_the_remedy(text: str, remedy: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_quiet_hours(text)

    assert remedy in str(refused.value)
