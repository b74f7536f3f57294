import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Settings
from tests.support.delivery import AGES, an_alert, drain, endpoint_since, log, make_due, publish, state, stories
from tests.support.items import a_story, an_item
from tests.support.webhooks import FakeWebhook
from workers.alerter import Alerter
from workers.delivery import control
from workers.doors.http.client import Http
from workers.doors.redis import outbox
from workers.doors.redis.store import Store
from workers.model.alert import Outcome
from workers.model.errors import Permanent


async def test_the_schedule_is_walked_to_its_end_and_ends_as_a_dead_letter(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[500]) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        for _ in range(14):
            await drain(link, http, alert)
            await make_due(link)

    attempts = await log(link)
    assert len(hook.received) == 12
    assert [attempt.outcome for attempt in attempts] == [Outcome.RETRY] * 11 + [Outcome.DEAD]
    assert [attempt.attempt for attempt in attempts] == list(range(1, 13))
    assert attempts[-1].reason == "12 attempts failed, the last: HTTP 500"


async def test_a_dead_letter_is_redelivered_under_its_old_id(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[500] * 12 + [200]) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        for _ in range(12):
            await drain(link, http, alert)
            await make_due(link)
        assert await control.redeliver(link, hook.ids[0]) == "desk"
        await drain(link, http, alert)

    assert len(set(hook.ids)) == 1
    assert (await log(link))[-1].outcome is Outcome.DELIVERED


async def test_retry_after_pauses_the_whole_endpoint_and_costs_no_attempt(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[429], headers={429: {"retry-after": "77"}}) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        await drain(link, http, alert)
        await stories(link, 3)
        await drain(link, http, alert)
        assert len(hook.received) == 1
        assert (await state(link, alert)).state == "paused"

        hook.statuses = [200]
        await make_due(link)
        await drain(link, http, alert)

    assert len(hook.received) == 4
    attempts = await log(link)
    assert (attempts[0].outcome, attempts[0].reason) == (Outcome.PAUSED, "HTTP 429, asked to wait 77 s")
    assert {attempt.attempt for attempt in attempts} == {1}


async def test_410_disables_the_endpoint_loudly_and_nothing_is_silently_dropped(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[410]) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        await drain(link, http, alert)
        await publish(link, an_item(id="itm_9", story=a_story(id="sty_9")))
        await drain(link, http, alert)

    assert len(hook.received) == 1
    assert [attempt.outcome for attempt in await log(link)] == [Outcome.DISABLED, Outcome.DEAD]
    status = await state(link, alert)
    assert (status.state, status.reason) == ("disabled", "HTTP 410: the endpoint says that it is gone for good")
    (event,) = await link.command("XRANGE", link.keys.ops, "-", "+")
    assert '"state":"disabled"' in str(event)


async def test_a_disabled_endpoint_comes_back_with_a_test_that_it_answers(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[410, 500, 200]) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        await drain(link, http, alert)
        with pytest.raises(Permanent, match="marsad alerts test desk"):
            await control.redeliver(link, hook.ids[0])

        failed = await control.test_alert(link, http, [alert], "desk", now=datetime.now(UTC))
        assert (failed.outcome, (await state(link, alert)).state) == (Outcome.DEAD, "disabled")
        told = await control.test_alert(link, http, [alert], "desk", now=datetime.now(UTC))
        assert (told.outcome, (await state(link, alert)).state) == (Outcome.DELIVERED, "ok")

        await control.redeliver(link, hook.ids[0])
        await drain(link, http, alert)

    assert [request.json["data"]["trigger"] for request in hook.received] == ["new_story", "test", "test", "new_story"]
    assert all(request.verified() for request in hook.received)


async def test_a_new_url_enables_a_disabled_alert(link: Store, http: Http, hook: FakeWebhook) -> None:
    async with FakeWebhook(statuses=[410]) as gone:
        await stories(link, 1)
        await drain(link, http, an_alert(gone.url))
        await publish(link, an_item(id="itm_9", story=a_story(id="sty_9")))

        await drain(link, http, an_alert(hook.url))

    assert len(hook.received) == 1


async def test_five_days_of_nothing_but_failure_disable_the_endpoint(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[500]) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        await drain(link, http, alert)
        await link.command("HSET", link.keys.endpoint("desk"), "failures", 20)
        await endpoint_since(link, "failing_since", datetime.now(UTC) - timedelta(days=5, minutes=1))
        await make_due(link)
        await drain(link, http, alert)

    assert (await log(link))[-1].outcome is Outcome.DISABLED
    assert (await state(link, alert)).reason == "nothing but failures for five days, the last: HTTP 500"


async def test_one_success_ends_a_row_of_failures(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[500, 200]) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        await drain(link, http, alert)
        assert (await state(link, alert)).state == "failing"
        await make_due(link)
        await drain(link, http, alert)

    assert (await state(link, alert)).state == "ok"


async def test_redirects_are_not_followed(link: Store, http: Http, hook: FakeWebhook) -> None:
    async with FakeWebhook(statuses=[307], headers={307: {"location": hook.url}}) as moved:
        await stories(link, 1)
        await drain(link, http, an_alert(moved.url))

    assert hook.received == []
    (attempt,) = await log(link)
    assert attempt.reason == f"HTTP 307: redirects are not followed; configure {hook.url}"


async def test_a_private_target_is_not_reached_unless_asked_for(link: Store, http: Http, hook: FakeWebhook) -> None:
    await stories(link, 1)

    await drain(link, http, an_alert(hook.url, allow_private=False))

    assert hook.received == []
    (attempt,) = await log(link)
    assert attempt.outcome is Outcome.RETRY
    assert attempt.reason.startswith("blocked_")
    assert attempt.reason.endswith('if alert "desk" is meant to reach it, set allow_private = true')


async def test_an_endpoint_that_answers_too_late_gets_the_same_message_again(link: Store, http: Http) -> None:
    async with FakeWebhook(hang=True) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        await drain(link, http, alert, deadline=1.0)
        hook.hang = False
        await make_due(link)
        await drain(link, http, alert)

    assert len(hook.ids) == 2
    assert len(set(hook.ids)) == 1
    assert (await log(link))[0].reason.startswith("deadline: ")


async def test_a_connection_cut_after_the_request_is_tried_again(link: Store, http: Http) -> None:
    async with FakeWebhook(reset=1) as hook:
        alert = an_alert(hook.url)
        await stories(link, 1)
        await drain(link, http, alert)
        await make_due(link)
        await drain(link, http, alert)

    assert len(hook.ids) == 2
    assert [attempt.outcome for attempt in await log(link)] == [Outcome.RETRY, Outcome.DELIVERED]


async def test_an_answer_is_logged_as_a_bounded_escaped_excerpt(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[400], answer=b"\x1b[2J" + b"x" * 100_000) as hook:
        await stories(link, 1)
        await drain(link, http, an_alert(hook.url))

    (attempt,) = await log(link)
    assert attempt.excerpt == r"\u{1b}[2J" + "x" * 252


async def test_hanging_endpoints_do_not_hold_up_a_healthy_one_of_the_same_host(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    async with FakeWebhook(hang=True) as dead:
        stop = asyncio.Event()
        alerts = (*(an_alert(dead.url, name=f"dead-{number}") for number in range(3)), an_alert(hook.url))
        running = asyncio.create_task(Alerter(link, http, Settings(alert=alerts), deadline=60.0).run(stop))
        await stories(link, 50)
        await hook.arrived(50)
        busy = len(dead.received)
        stop.set()
    await running

    assert busy <= 3 * 4


async def test_a_lease_that_was_taken_over_cannot_settle_anything(link: Store, http: Http, hook: FakeWebhook) -> None:
    alert = an_alert(hook.url)
    await outbox.register(link, {"desk": "x"})
    await stories(link, 1)
    async with FakeWebhook(hang=True) as silent:
        stalled = asyncio.create_task(drain(link, http, an_alert(silent.url), deadline=60.0))
        await silent.arrived(1)
        await make_due(link)
        await drain(link, http, alert)
    await stalled

    assert len(hook.received) == 1
    assert [attempt.outcome for attempt in await log(link)] == [Outcome.DELIVERED, Outcome.RETRY]
    assert (await state(link, alert)).waiting == 0


async def test_a_delivery_of_an_alert_that_is_gone_waits_for_its_return(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    async with FakeWebhook(statuses=[500]) as failing:
        await stories(link, 1)
        await drain(link, http, an_alert(failing.url))
    await make_due(link)
    await drain(link, http, an_alert(hook.url, name="other"))
    assert (await log(link))[-1].reason == 'not_configured: no alert "desk" is configured any more'

    await make_due(link)
    await drain(link, http, an_alert(hook.url))

    assert len(hook.received) == 1


async def test_redelivering_what_is_not_stored_says_where_ids_are(link: Store) -> None:
    with pytest.raises(Permanent, match="marsad alerts log"):
        await control.redeliver(link, "dlv_none")


async def test_a_misspelt_alert_gets_a_suggestion(link: Store, http: Http, hook: FakeWebhook) -> None:
    with pytest.raises(Permanent, match='did you mean "desk"'):
        await control.test_alert(link, http, [an_alert(hook.url)], "dask", now=AGES)


async def test_every_key_of_delivery_has_its_lifetime(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[500]) as hook:
        alert = an_alert(hook.url, max_per_hour=1)
        await stories(link, 3)
        await drain(link, http, alert)
        names = await link.command("KEYS", link.keys.name("*"))
        permanent = {name for name in names if await link.command("PTTL", name) == -1}

    assert {name.removeprefix(link.keys.prefix + ":") for name in permanent} == {
        "items", "outbox", "outbox:desk", "endpoint:desk", "alerts:log", "alerts:position",
    }  # fmt: skip
    assert len(names) > len(permanent)
