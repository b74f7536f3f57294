from datetime import UTC, datetime, timedelta

from workers.strikes import BARRED, MOST, WITHIN, Strikes

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NAMES = ("source loud", "host loud.example:443")


def test_two_costly_pages_within_ten_minutes_bar_a_source_for_a_while() -> None:
    strikes = Strikes()
    strikes.count(NAMES, page="1", now=NOON)
    assert not strikes.barred(NAMES, now=NOON)

    second = NOON + WITHIN - timedelta(seconds=1)
    strikes.count(NAMES, page="2", now=second)

    assert strikes.barred(NAMES[:1], now=second)
    assert strikes.barred(NAMES[1:], now=second + BARRED - timedelta(seconds=1))
    assert not strikes.barred(NAMES, now=second + BARRED)
    assert not strikes.barred(("source quiet",), now=second)


def test_one_page_tried_twice_bars_nobody() -> None:
    strikes = Strikes()
    for _ in range(3):
        strikes.count(NAMES, page="1", now=NOON)

    assert not strikes.barred(NAMES, now=NOON)


def test_what_was_long_ago_does_not_count() -> None:
    strikes = Strikes()
    strikes.count(NAMES, page="1", now=NOON)
    strikes.count(NAMES, page="2", now=NOON + WITHIN)

    assert not strikes.barred(NAMES, now=NOON + WITHIN)


def test_invented_hosts_fill_no_memory() -> None:
    strikes = Strikes()
    for number in range(MOST + 5):
        strikes.count((f"host {number}",), page="1", now=NOON)

    assert len(strikes._records) == MOST
