import asyncio
import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from config.problems import ConfigError
from config.settings import AlertSettings, Settings
from tests.support.delivery import an_alert, make_due, pending, publish
from tests.support.items import NOON, a_story, an_item
from tests.support.webhooks import SECRET, FakeWebhook
from workers.alerter import Alerter
from workers.delivery import control
from workers.delivery.stream import item_fields, story_fields
from workers.doors.http.client import Http
from workers.doors.redis.replies import stream_entries
from workers.doors.redis.store import Store
from workers.model.item import MergedStory, Retraction

AGES = datetime(2020, 1, 1, tzinfo=UTC)


async def drain(link: Store, http: Http, *alerts: AlertSettings, consumer: str = "a") -> None:
    await Alerter(link, http, Settings(alert=alerts), consumer=consumer).drain()


async def outcomes(link: Store) -> list[tuple[str, int | None]]:
    return [(attempt.outcome.value, attempt.status) for attempt in await control.attempts_since(link, AGES)]


def triggers(hook: FakeWebhook) -> list[str]:
    return [request.json["data"]["trigger"] for request in hook.received]


async def test_an_item_on_the_stream_becomes_a_signed_webhook(link: Store, http: Http, hook: FakeWebhook) -> None:
    await publish(link, an_item())

    await drain(link, http, an_alert(hook.url))

    (received,) = hook.received
    assert received.verified()
    assert received.headers["content-type"] == "application/cloudevents+json"
    assert received.json["id"] == received.id
    assert received.json["data"]["trigger"] == "new_story"
    assert received.json["data"]["items"][0]["id"] == "itm_1"
    assert await outcomes(link) == [("delivered", 200)]
    assert await pending(link) == 0


async def test_a_running_alerter_delivers_what_is_published_and_stops_when_told(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Alerter(link, http, Settings(alert=(an_alert(hook.url),))).run(stop))
    await publish(link, an_item())
    await hook.arrived(1)
    stop.set()
    await running

    assert hook.received[0].verified()
    assert await outcomes(link) == [("delivered", 200)]


async def test_the_position_of_an_earlier_versions_group_is_taken_over(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    alert = an_alert(hook.url, per_story="every")
    for number in range(4):
        await publish(link, an_item(id=f"itm_{number}"))
    await link.command("XGROUP", "CREATE", link.keys.items, "alerts", "0")
    handed = await link.command("XREADGROUP", "GROUP", "alerts", "a", "COUNT", 3, "STREAMS", link.keys.items, ">")
    (first, _), (second, _), _ = stream_entries(handed)
    await link.command("XACK", link.keys.items, "alerts", first)

    await drain(link, http, alert)

    told = sorted(request.json["data"]["items"][0]["id"] for request in hook.received)
    assert told == ["itm_1", "itm_2", "itm_3"]
    assert await link.command("XINFO", "GROUPS", link.keys.items) == []
    assert second < await link.command("GET", link.keys.alerts_position)


async def test_nobody_takes_alerts_away_by_reading_the_stream_in_a_group_of_their_name(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    await drain(link, http, an_alert(hook.url))
    await publish(link, an_item())
    await link.command("XGROUP", "CREATE", link.keys.items, "alerts", "0")
    await link.command("XREADGROUP", "GROUP", "alerts", "thief", "NOACK", "STREAMS", link.keys.items, ">")

    await drain(link, http, an_alert(hook.url))

    assert triggers(hook) == ["new_story"]


async def test_entries_that_were_trimmed_unread_are_told(
    link: Store, http: Http, hook: FakeWebhook, capsys: pytest.CaptureFixture[str]
) -> None:
    await publish(link, an_item())
    await drain(link, http, an_alert(hook.url))
    gone = await publish(link, an_item(id="itm_2"))
    await link.command("XDEL", link.keys.items, gone)
    await link.command("HSET", link.keys.items_meta, "trimmed_to", gone)

    await drain(link, http, an_alert(hook.url))

    assert "alert.entries_trimmed" in capsys.readouterr().out


async def test_a_stream_read_again_from_the_beginning_says_nothing_twice(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    alert = an_alert(hook.url, per_story="every")
    await publish(link, an_item())
    await drain(link, http, alert)
    await link.command("DEL", link.keys.alerts_position)

    await drain(link, http, alert)

    assert len(hook.received) == 1
    assert await pending(link) == 0


async def test_two_alerters_at_one_story_open_it_once(link: Store, http: Http, hook: FakeWebhook) -> None:
    for number in range(40):
        await publish(link, an_item(id=f"itm_{number}"))

    await asyncio.gather(*(drain(link, http, an_alert(hook.url), consumer=name) for name in ("a", "b", "c")))

    assert triggers(hook) == ["new_story"]
    assert await pending(link) == 0


async def test_a_correction_and_a_retraction_of_what_was_sent_follow_it(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    gone = an_item(version=3, text=None, retraction=Retraction(reason="withdrawn", evidence="HTTP 410"))
    await publish(link, an_item())
    await publish(link, an_item(version=2, changed=("title",)), type="marsad.item.updated")
    await publish(link, gone, type="marsad.item.retracted")

    await drain(link, http, an_alert(hook.url))

    assert sorted(triggers(hook)) == ["correction", "correction", "new_story"]
    assert len(set(hook.ids)) == 3


async def test_a_merged_story_counts_as_told(link: Store, http: Http, hook: FakeWebhook) -> None:
    other = a_story(id="sty_2")
    merged = MergedStory(
        id="sty_2", first_seen=NOON, items=2, outlets=1, families=1, independent=1, languages=("en",), merged=("sty_1",)
    )
    await publish(link, an_item())
    flat = [part for pair in story_fields(merged, version=1).items() for part in pair]
    await link.command("XADD", link.keys.items, "*", *flat)
    await publish(link, an_item(id="itm_2", story=other))

    await drain(link, http, an_alert(hook.url))

    assert triggers(hook) == ["new_story"]


async def test_an_item_that_joins_a_known_story_to_its_own_does_not_open_it_again(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    merged = MergedStory(
        id="sty_2", first_seen=NOON, items=3, outlets=1, families=1, independent=1, languages=("en",), merged=("sty_1",)
    )
    alert = an_alert(hook.url)
    await publish(link, an_item())
    await drain(link, http, alert)
    await publish(link, an_item(id="itm_2", story=a_story(id="sty_2")))
    flat = [part for pair in story_fields(merged, version=1).items() for part in pair]
    await link.command("XADD", link.keys.items, "*", *flat)

    await drain(link, http, alert)

    assert triggers(hook) == ["new_story"]


async def test_an_unreadable_entry_is_told_and_does_not_stop_the_next(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    await link.command("XADD", link.keys.items, "*", "type", "marsad.item.new", "data", "{}")
    await link.command("XADD", link.keys.items, "*", "hello", "world")
    await publish(link, an_item())

    await drain(link, http, an_alert(hook.url))

    assert triggers(hook) == ["new_story"]
    assert [outcome for outcome, _ in await outcomes(link)] == ["dead", "dead", "delivered"]
    assert await pending(link) == 0


async def test_each_alert_gets_what_it_asked_for(link: Store, http: Http, hook: FakeWebhook) -> None:
    async with FakeWebhook() as other:
        await publish(link, an_item(language="ar"))
        await publish(link, an_item(id="itm_2", language="tr", story=a_story(id="sty_2")))

        await drain(
            link, http, an_alert(hook.url, languages=["ar"]), an_alert(other.url, name="night", min_grade="central")
        )

    assert [request.json["data"]["items"][0]["id"] for request in hook.received] == ["itm_1"]
    assert sorted(request.json["data"]["items"][0]["id"] for request in other.received) == ["itm_1", "itm_2"]


async def test_of_what_a_replay_published_alerts_speak_only_when_it_asks_for_it(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    eager = an_alert(hook.url, late=True)
    for voice, number in (("quiet", 1), ("alert", 2)):
        item = an_item(id=f"itm_{number}", late=True, story=a_story(id=f"sty_{number}"))
        fields = {**item_fields(item, type="marsad.item.new"), "replay": voice}
        flat = [part for pair in fields.items() for part in pair]
        await link.command("XADD", link.keys.items, "*", *flat)

    await drain(link, http, eager, an_alert(hook.url, name="night"))

    assert [request.json["data"]["items"][0]["id"] for request in hook.received] == ["itm_2", "itm_2"]
    assert await pending(link) == 0


async def test_a_secret_changed_between_two_attempts_signs_the_second(link: Store, http: Http) -> None:
    fresh = "whsec_" + base64.b64encode(b"n" * 24).decode()
    async with FakeWebhook(statuses=[500, 200]) as hook:
        await publish(link, an_item())
        await drain(link, http, an_alert(hook.url))
        await make_due(link)
        await drain(link, http, an_alert(hook.url, secret=[fresh, SECRET]))

    first, second = hook.received
    assert (first.verified(), first.verified(fresh)) == (True, False)
    assert (second.verified(), second.verified(fresh)) == (True, True)


async def test_every_format_arrives(link: Store, http: Http, hook: FakeWebhook) -> None:
    options: dict[str, dict[str, Any]] = {"telegram": {"chat_id": 5}}
    formats = ("cloudevents", "slack", "discord", "telegram", "teams", "ntfy")
    alerts = [an_alert(hook.url, name=name, format=name, options=options.get(name, {})) for name in formats]
    await publish(link, an_item())

    await drain(link, http, *alerts)

    assert len(hook.received) == 6
    assert all(request.verified() for request in hook.received)
    assert {request.path for request in hook.received} == {"/hook", "/"}


def test_an_alert_that_cannot_work_is_refused_before_anything_starts() -> None:
    alert = an_alert("https://chat.example/", format="telegram", quiet_hours="x")

    with pytest.raises(ConfigError) as refused:
        Alerter(None, None, Settings(alert=(alert,)))  # type: ignore[arg-type]

    assert len(refused.value.problems) == 2
    assert 'alert "desk": options: format telegram needs chat_id' in str(refused.value)


async def test_the_reference_of_a_delivery_is_stable_over_retries(link: Store, http: Http) -> None:
    async with FakeWebhook(statuses=[500, 502, 200]) as hook:
        alert = an_alert(hook.url)
        await publish(link, an_item())
        for _ in range(3):
            await drain(link, http, alert)
            await make_due(link)

    assert len(hook.received) == 3
    assert len(set(hook.ids)) == 1
    assert len({request.body for request in hook.received}) == 1
    assert all(request.verified() for request in hook.received)
    assert await outcomes(link) == [("retry", 500), ("retry", 502), ("delivered", 200)]


async def test_an_alerter_without_alerts_keeps_the_stream_read(link: Store, http: Http) -> None:
    await publish(link, an_item())

    await drain(link, http)

    assert await pending(link) == 0
    assert await outcomes(link) == []
