"""Dates as feeds of the region write them, and what is done with those that cannot be true."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.poll.dates import learned_offset, read_date
from tests.support.feeds import HOUR, NOON, Rig, dated, item, many, rss

MORNING = "2024-11-30T08:00+00:00"


def read(raw: str, tz: str | None = None) -> str | None:
    moment = read_date(raw, tz=tz)
    return moment.time.isoformat(timespec="minutes") if moment else None


@pytest.mark.parametrize(
    "raw",
    [
        "Sat, 30 Nov 2024 08:00:00 GMT",
        "Sat, 30 Nov 2024 11:00:00 +0300",
        "Sat,30 Nov 24 08:00:00 Z",
        "Sat Nov 30 08:00:00 2024",
        "2024-11-30T08:00:00Z",
        "2024-11-30T11:00:00.123+03:00",
        "2024-11-30T11:00:00+03",
        "2024-11-30 08:00",
        "20241130T080000Z",
        "1732953600",
        "1732953600000",
        "30-11-2024 08:00",
        "30/11/2024 08:00",
        "30.11.2024 08:00",
        "11/30/2024 8:00 AM",
        "Nov 30, 2024 8:00 AM",
        "Saturday, November 30, 2024 - 08:00",
        "30 نوفمبر 2024 08:00",
        "السبت ٣٠ تشرين الثاني ٢٠٢٤ - ٠٨:٠٠",
        "30 تشرين ثاني 2024 8:00 ص",
        "30 نونبر 2024 08:00",
        "30 Kasım 2024 08:00",
        "30 Kas 2024, 08:00",
        "30 novembre 2024 à 08:00",
        "30. November 2024 08:00",
        "30 ноября 2024, 08:00",
        "30 de noviembre de 2024 08:00",
        "۳۰ نوامبر ۲۰۲۴ ۰۸:۰۰",
        "۱۰ آذر ۱۴۰۳ ۰۸:۰۰",
        "۱۴۰۳/۰۹/۱۰ ۰۸:۰۰",
        "30 Mijdar 2024 08:00",
        "30 Sermawez 2024 08:00",
        "30ی تشرینی دووەمی 2024 08:00",
    ],
)
def test_48_a_morning_is_read_in_every_spelling(raw: str) -> None:
    assert read(raw) == MORNING


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("AST", 5), ("EET", 6), ("EEST", 5), ("TRT", 5), ("MSK", 5), ("IRST", 4), ("CEST", 6), ("BST", 7), ("UTC+3", 5),
        ("GMT+0300", 5), ("(EEST)", 5), ("+03", 5), ("-0500", 13), ("EST", 13), ("GMT", 8), ("", 8),
    ],
)  # fmt: skip
def test_48_zone_abbreviations_mean_what_they_mean_in_the_region(zone: str, hour: int) -> None:
    moment = read_date(f"30 Nov 2024 08:00 {zone}")

    assert moment is not None
    assert moment.time.hour == hour
    assert moment.zoned is (zone != "")


@pytest.mark.parametrize(
    ("raw", "tz", "expected"),
    [
        ("30 Nov 2024 08:00", "Asia/Damascus", "2024-11-30T05:00+00:00"),
        ("2024-07-30T08:00:00", "Europe/Istanbul", "2024-07-30T05:00+00:00"),
        ("2024-07-30T08:00:00Z", "Europe/Istanbul", "2024-07-30T08:00+00:00"),
        ("30 Nov 2024 08:00 AST", "America/Halifax", "2024-11-30T12:00+00:00"),
        ("30 Nov 2024 08:00 IST", "Asia/Jerusalem", "2024-11-30T06:00+00:00"),
        ("30 Nov 2024 08:00", "No/Such", MORNING),
    ],
)
def test_48_a_date_without_a_zone_is_read_in_that_of_its_source(raw: str, tz: str, expected: str) -> None:
    assert read(raw, tz) == expected


@pytest.mark.parametrize(
    "raw", ["", "yesterday", "30 Smarch 2024", "31/02/2024", "2024-13-40", "99:99", "5 minutes ago", "1" * 200]
)
def test_48_what_is_no_date_is_none_and_never_now(raw: str) -> None:
    assert read_date(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00+99:99",
        "2054-01-01",
        "١٤٤٦/٠٥/٢٨",
        "9999-12-31T23:59:59-23:59",
    ],
)
async def test_48_a_date_that_cannot_be_true_is_kept_as_it_was_written_and_nothing_more(raw: str) -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        rig.serve(rss(item(9, pubDate=raw), *(item(n) for n in range(5))))
        await rig.poll(after=HOUR)
        (entry,) = rig.announced

        assert entry.published is None
        assert entry.published_raw == raw
        assert entry.first_seen == rig.now


async def test_48_a_date_two_minutes_ahead_is_a_clock_and_three_hours_ahead_is_none() -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        ahead = [
            item(9, pubDate=dated(NOON + timedelta(minutes=12))),
            item(10, pubDate=dated(NOON + timedelta(hours=3))),
        ]
        rig.serve(rss(*ahead, *(item(n) for n in range(5))))
        await rig.poll(after=600)

        assert [entry.published for entry in rig.announced] == [NOON + timedelta(minutes=12), None]


async def test_48_a_feed_that_is_always_three_hours_ahead_is_understood_after_three_entries() -> None:
    async with Rig.open(many(range(5))) as rig:
        await rig.poll()
        for number in range(5):
            date = dated(rig.now + timedelta(hours=3, minutes=5))
            rig.serve(rss(item(10 + number, pubDate=date), *(item(n) for n in range(5))))
            await rig.poll(after=900)

        assert [entry.published is None for entry in rig.announced] == [True, True, True, False, False]
        last = rig.announced[-1].published
        assert last == rig.now - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("leads", "hours"),
    [
        ((170, 175, 178), 3), ((55, 50, 58), 1), ((170, 175), 0), ((170, 5, 178), 0), ((-5, -10, -2), 0), ((400, 410, 405), 0),
        ((0, 0, 0, 172, 175, 170), 0), ((1, 172, 175, 170, 178, 171, 179), 3),
    ],
)  # fmt: skip
def test_an_offset_is_learned_only_from_leads_that_agree(leads: tuple[int, ...], hours: int) -> None:
    assert learned_offset(leads) == hours


async def test_a_date_never_decides_whether_an_entry_is_new() -> None:
    async with Rig.open(rss(item(1, pubDate=dated(NOON - timedelta(minutes=5))))) as rig:
        await rig.poll()
        rig.serve(rss(item(1, pubDate=dated(NOON + timedelta(minutes=5)))))
        await rig.poll(after=HOUR)

        assert [entry.revision for entry in rig.announced] == [1]


def test_reading_gives_utc() -> None:
    moment = read_date("2024-11-30T11:00:00+03:00")

    assert moment is not None
    assert moment.time == datetime(2024, 11, 30, 8, tzinfo=UTC)
    assert moment.time.tzinfo is UTC
