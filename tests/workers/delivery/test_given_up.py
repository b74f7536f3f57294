"""Deliveries that were given up and endpoints that were disabled: seen, counted, brought back."""

from datetime import UTC, datetime

from tests.support.delivery import AGES, an_alert, drain, log, state, stories
from tests.support.webhooks import FakeWebhook
from workers.delivery import control
from workers.doors.http.client import Http
from workers.doors.redis.alert_records import Trouble, troubled
from workers.doors.redis.store import Store
from workers.model.alert import Outcome


async def test_what_follows_does_not_change_why_an_endpoint_was_disabled(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[410]) as hook:
        alert = an_alert(hook.url)
        await stories(link, 9)
        await drain(link, http, alert)
        await drain(link, http, alert)

    gone = "HTTP 410: the endpoint says that it is gone for good"
    assert (await state(link, alert)).reason == gone
    assert {attempt.reason for attempt in await log(link) if not attempt.sent} == {f"the endpoint is disabled: {gone}"}
    assert len([attempt for attempt in await log(link) if attempt.sent]) == len(hook.received)
    assert {attempt.trigger for attempt in await log(link)} == {"new_story"}


async def test_disabled_alerts_and_dead_deliveries_can_be_counted(link: Store, http: Http, hook: FakeWebhook) -> None:
    assert await troubled(link, ["desk"]) == Trouble(disabled=(), dead=0)
    async with FakeWebhook(statuses=[410]) as gone:
        await stories(link, 2)
        await drain(link, http, an_alert(gone.url), an_alert(hook.url, name="well"))

    found = await troubled(link, ["desk", "well"])

    assert (found.dead, [name for name, _ in found.disabled]) == (2, ["desk"])
    assert "gone for good" in found.disabled[0][1]


async def test_all_that_was_given_up_goes_out_again_at_one_word(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[410]) as hook, FakeWebhook(statuses=[410]) as other:
        alerts = an_alert(hook.url), an_alert(other.url, name="other")
        await stories(link, 3)
        await drain(link, http, *alerts)
        hook.statuses = other.statuses = [200]
        await control.test_alert(link, http, alerts, "desk", now=datetime.now(UTC))

        assert await control.redeliver_dead(link, "desk") == ({"desk": 3}, {})
        assert await control.redeliver_dead(link, None) == ({}, {"other": 3})
        await drain(link, http, *alerts)

    assert len(set(hook.ids)) == 4
    assert (await troubled(link, ["desk", "other"])).dead == 3


async def test_the_log_can_be_asked_for_one_alert_and_one_outcome(link: Store, http: Http, hook: FakeWebhook) -> None:
    async with FakeWebhook(statuses=[410]) as gone:
        await stories(link, 1)
        await drain(link, http, an_alert(gone.url), an_alert(hook.url, name="well"))

    given_up = await control.attempts_since(link, AGES, outcome=Outcome.DEAD)
    of_the_other = await control.attempts_since(link, AGES, alert="well")

    assert [attempt.alert for attempt in given_up] == ["desk"]
    assert [attempt.outcome for attempt in of_the_other] == [Outcome.DELIVERED]


async def test_a_test_needs_no_store(http: Http, hook: FakeWebhook) -> None:
    told = await control.test_alert(None, http, [an_alert(hook.url)], "desk", now=datetime.now(UTC))

    assert (told.outcome, hook.received[0].json["data"]["trigger"]) == (Outcome.DELIVERED, "test")
