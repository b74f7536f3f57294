"""Servers that ask for patience: 429, 503, Retry-After in all its forms, and freshness claims."""

import pytest

from tests.support.feeds import DAY, HOUR, Rig, conditional, item, many, rss
from tests.support.hostile import answer

MINUTE = 60.0


async def test_12_a_429_cools_the_whole_host_for_as_long_as_it_says() -> None:
    async with Rig.open(answer(429, headers={"Retry-After": "900"})) as rig:
        step = await rig.poll()

        assert step.cool == 900.0
        assert 900.0 <= step.wait <= 990.0
        assert step.record.failures == 0, "being asked to wait is not failing"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("Tue, 10 Mar 2026 12:20:00 GMT", 1200.0),
        ("Tuesday, 10-Mar-26 12:20:00 GMT", 1200.0),
        ("Tue Mar 10 12:20:00 2026", 1200.0),
        ("999999999", 7 * DAY),
        ("99999999999999999999", 7 * DAY),
    ],
)
async def test_13_retry_after_is_understood_in_every_form_and_capped(value: str, seconds: float) -> None:
    async with Rig.open(answer(429, headers={"Retry-After": value})) as rig:
        step = await rig.poll()

        assert step.cool == seconds
        assert seconds <= step.wait <= 1.1 * seconds


@pytest.mark.parametrize("value", ["Tue, 10 Mar 2020 12:20:00 GMT", "abc", "-5", "", "1.5", "12 monkeys"])
async def test_13_a_retry_after_that_says_nothing_counts_as_absent(value: str) -> None:
    async with Rig.open(answer(429, headers={"Retry-After": value})) as rig:
        step = await rig.poll()

        assert 15 * MINUTE <= step.wait <= 30 * MINUTE
        assert step.cool == 15 * MINUTE


async def test_without_retry_after_the_wait_doubles_up_to_four_hours() -> None:
    async with Rig.open(answer(429)) as rig:
        steps = await rig.polls(7, every=8 * HOUR)

        assert [step.cool / MINUTE for step in steps] == [15, 30, 60, 120, 240, 240, 240]
        assert steps[-1].record.state == "throttled"


async def test_14_a_503_with_retry_after_is_a_request_for_patience_and_without_one_a_failure() -> None:
    async with Rig.open(answer(503, headers={"Retry-After": "600"}), id="asks") as rig:
        step = await rig.poll()
        assert (step.record.reason, step.cool, step.record.failures) == ("throttled", 600.0, 0)

        rig.serve(answer(503))
        step = await rig.poll(after=HOUR)
        assert (step.record.reason, step.cool, step.record.failures) == ("http_503", 0.0, 1)
        assert step.wait <= 72.0, "one blip costs a minute"


async def test_56_a_claim_of_a_day_stretches_the_interval_to_the_cap_only() -> None:
    async with Rig.open(conditional(many(range(3)).encode(), headers={"Cache-Control": "max-age=86400"})) as rig:
        steps = await rig.polls(3, every=HOUR)

        assert {step.wait for step in steps} == {HOUR}
        assert rig.record.claim == DAY


async def test_56_a_claim_that_observation_contradicts_three_times_is_ignored() -> None:
    head = "<ttl>1440</ttl>"
    async with Rig.open(rss(*(item(n) for n in range(20)), head=head)) as rig:
        await rig.poll()
        waits = []
        for hour in range(1, 5):
            rig.serve(rss(*(item(hour * 6 + n) for n in range(20)), head=head))
            waits.append((await rig.poll(after=HOUR)).wait)

        assert waits[0] >= 0.9 * HOUR
        assert waits[-1] <= 0.25 * HOUR


async def test_56_retry_after_is_obeyed_beyond_every_cap() -> None:
    async with Rig.open(many(range(3))) as rig:
        await rig.poll()
        rig.serve(answer(429, headers={"Retry-After": str(int(2 * DAY))}))

        assert (await rig.poll(after=HOUR)).wait >= 2 * DAY


async def test_a_304_renews_the_claim_of_the_document() -> None:
    async with Rig.open(conditional(many(range(3)).encode(), headers={"Cache-Control": "max-age=3600"})) as rig:
        await rig.poll()
        step = await rig.poll(after=HOUR)

        assert (step.outcome, step.wait) == ("unchanged", HOUR)


async def test_an_update_period_of_the_document_is_a_claim_and_junk_is_none() -> None:
    hourly = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    async with Rig.open(rss(item(1), head=hourly)) as rig:
        await rig.poll()
        assert rig.record.claim == HOUR / 2
        rig.serve(rss(item(2), head="<sy:updatePeriod>always</sy:updatePeriod><ttl>soon</ttl>"))
        await rig.poll(after=HOUR)
        assert rig.record.claim == 0.0
