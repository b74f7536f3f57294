"""How often a source is asked: as often as it publishes, within limits."""

from dataclasses import replace

import pytest

from config.settings import PollingSettings
from config.sources import Source
from monitor.poll.feed import FeedEntry
from monitor.poll.interval import Limits, arrivals, claims, interval
from monitor.poll.rates import rate_of
from monitor.poll.record import FeedRecord
from tests.support.feeds import DAY, HOUR, NOON

LIMITS = Limits(floor=300.0, ceiling=1800.0, claim_cap=3600.0)
NOW_MS = int(NOON.timestamp() * 1000)


def after(record: FeedRecord, *, spread: float = 0.5) -> float:
    return interval(record, LIMITS, now_ms=NOW_MS, spread=spread)


@pytest.mark.parametrize(
    ("per_hour", "seconds"), [(0.0, 1800.0), (0.1, 1800.0), (1.4, 900.0), (2.1, 600.0), (4.2, 300.0), (600.0, 300.0)]
)
def test_a_third_of_an_entry_is_expected_at_each_poll_within_floor_and_ceiling(per_hour: float, seconds: float) -> None:
    assert after(FeedRecord(rate_slow=per_hour / HOUR)) == pytest.approx(seconds)


def test_chance_moves_a_poll_by_a_tenth_and_never_below_the_floor() -> None:
    steady = FeedRecord(rate_slow=2.1 / HOUR)

    assert after(steady, spread=0.0) == pytest.approx(540.0)
    assert after(steady, spread=1.0) == pytest.approx(660.0)
    assert after(FeedRecord(rate_slow=1.0), spread=0.0) == 300.0


def test_a_burst_is_met_at_once_and_forgotten_within_hours() -> None:
    quiet = FeedRecord(rate_slow=0.5 / HOUR)
    burst = replace(quiet, **arrivals(quiet, found=10, elapsed=900.0))
    evening = burst
    for _ in range(16):
        evening = replace(evening, **arrivals(evening, found=0, elapsed=1800.0))

    assert after(quiet) == 1800.0
    assert after(burst) < 900.0
    assert after(evening) == 1800.0


def test_a_week_that_has_only_begun_is_not_taken_for_a_quiet_one() -> None:
    record = FeedRecord(warming_since=NOW_MS - int(6 * HOUR * 1000))
    for _ in range(6):
        record = replace(record, **arrivals(record, found=2, elapsed=HOUR))
    later = FeedRecord(rate_slow=record.rate_slow, warming_since=record.warming_since)

    assert after(later) == pytest.approx(630.0, rel=0.05)


def test_a_claim_is_a_soft_floor_up_to_its_cap() -> None:
    assert after(FeedRecord(claim=2400.0)) == pytest.approx(2400.0)
    assert after(FeedRecord(claim=DAY)) == pytest.approx(3600.0)
    assert after(FeedRecord(claim=DAY, claim_broken=3)) == 1800.0


def test_only_several_entries_within_the_claimed_time_contradict_a_claim() -> None:
    record = FeedRecord()
    for found, elapsed in ((1, 1000.0), (5, 90_000.0), (0, 100.0), (2, 1000.0)):
        record = replace(record, **claims(record, claim=HOUR, found=found, elapsed=elapsed))

    assert record.claim_broken == 1


def test_limits_come_from_the_source_then_from_the_settings() -> None:
    settings = PollingSettings(min_interval=300.0, max_interval=1800.0, claim_cap=3600.0)
    source = Source(id="a", name="a", url="http://a.example/")

    assert Limits.of(source, settings) == Limits(floor=300.0, ceiling=1800.0, claim_cap=3600.0)
    own = source.model_copy(update={"min_interval": 60.0, "max_interval": 7200.0})
    assert Limits.of(own, settings) == Limits(floor=60.0, ceiling=7200.0, claim_cap=7200.0)
    slow = source.model_copy(update={"min_interval": 7200.0})
    assert Limits.of(slow, settings).ceiling == 7200.0


def test_the_dates_of_a_first_document_tell_a_rate() -> None:
    from datetime import timedelta

    hourly = [FeedEntry(published=NOON - timedelta(hours=n)) for n in range(1, 11)]

    assert rate_of(hourly, now=NOON) == pytest.approx(9 / (10 * HOUR))
    assert rate_of(hourly[:2], now=NOON) == 0.0
    assert rate_of([FeedEntry(published=NOON)] * 20, now=NOON) <= 20 / HOUR
