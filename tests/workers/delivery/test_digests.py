from datetime import UTC, datetime, timedelta

from config.settings import AlertSettings, Settings
from tests.support.delivery import an_alert, endpoint_since, publish
from tests.support.items import an_item
from tests.support.webhooks import FakeWebhook
from workers.alerter import Alerter
from workers.delivery import control
from workers.doors.http.client import Http
from workers.doors.redis.store import Store

AGES = datetime(2020, 1, 1, tzinfo=UTC)


async def drain(link: Store, http: Http, *alerts: AlertSettings, consumer: str = "a") -> None:
    await Alerter(link, http, Settings(alert=alerts), consumer=consumer).drain()


def triggers(hook: FakeWebhook) -> list[str]:
    return [request.json["data"]["trigger"] for request in hook.received]


async def test_a_digest_collects_each_item_once_in_its_newest_version(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    alert = an_alert(hook.url, digest="30m", per_story="every")
    for number in (1, 2, 3):
        await publish(link, an_item(id=f"itm_{number}"))
    await publish(link, an_item(version=2, changed=("title",), title="Mill opens"), type="marsad.item.updated")
    await drain(link, http, alert)
    assert hook.received == []

    await endpoint_since(link, "flush_at", AGES)
    await drain(link, http, alert)

    (digest,) = hook.received
    assert digest.verified()
    data = digest.json["data"]
    assert (data["trigger"], data["reason"]) == ("digest", "3 items were collected: this alert is a digest.")
    assert [(item["id"], item["version"]) for item in data["items"]] == [("itm_2", 1), ("itm_3", 1), ("itm_1", 2)]
    assert data["story"]["id"] == "sty_1"


async def test_a_muted_alert_catches_up_with_one_digest(link: Store, http: Http, hook: FakeWebhook) -> None:
    alert = an_alert(hook.url, per_story="every")
    await drain(link, http, alert)
    now = datetime.fromtimestamp(await link.now_ms() / 1000, UTC)
    await control.mute(link, [alert], "desk", timedelta(hours=2), now=now)
    for number in (1, 2):
        await publish(link, an_item(id=f"itm_{number}"))
    await drain(link, http, alert)
    assert hook.received == []

    await control.unmute(link, [alert], "desk")
    await drain(link, http, alert)
    await publish(link, an_item(id="itm_3"))
    await drain(link, http, alert)

    assert triggers(hook) == ["digest", "new_item"]
    assert hook.received[0].json["data"]["reason"] == "2 items were collected: the alert was muted."


async def test_what_exceeds_the_hour_arrives_as_one_digest(link: Store, http: Http, hook: FakeWebhook) -> None:
    alert = an_alert(hook.url, per_story="every", max_per_hour=2)
    for number in range(5):
        await publish(link, an_item(id=f"itm_{number}"))
    await drain(link, http, alert)
    assert len(hook.received) == 2

    await endpoint_since(link, "flush_at", AGES)
    await drain(link, http, alert)

    assert triggers(hook)[2:] == ["digest"]
    assert len(hook.received[2].json["data"]["items"]) == 3


async def test_a_digest_whose_items_left_the_stream_says_so(link: Store, http: Http, hook: FakeWebhook) -> None:
    alert = an_alert(hook.url, digest="30m", per_story="every")
    first = await publish(link, an_item())
    await publish(link, an_item(id="itm_2"))
    await drain(link, http, alert)
    await link.command("XDEL", link.keys.items, first)
    await endpoint_since(link, "flush_at", AGES)

    await drain(link, http, alert)

    reason = hook.received[0].json["data"]["reason"]
    assert reason == "1 item was collected: this alert is a digest; 1 more have left the stream."
