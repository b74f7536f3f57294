"""Where a new alert begins: not with old news."""

from config.settings import AlertSettings, Settings
from tests.support.delivery import an_alert, publish
from tests.support.items import a_story, an_item
from tests.support.webhooks import FakeWebhook
from workers.alerter import Alerter
from workers.doors.http.client import Http
from workers.doors.redis.store import Store


async def drain(link: Store, http: Http, *alerts: AlertSettings) -> None:
    await Alerter(link, http, Settings(alert=alerts)).drain()


async def test_a_new_alert_does_not_fire_for_a_month_of_old_items(link: Store, http: Http, hook: FakeWebhook) -> None:
    now = await link.now_ms()
    await publish(link, an_item(), at=f"{now - 3 * 86_400_000}-0")
    await publish(link, an_item(id="itm_2", story=a_story(id="sty_2")))

    await drain(link, http, an_alert(hook.url))

    assert [request.json["data"]["items"][0]["id"] for request in hook.received] == ["itm_2"]


async def test_a_new_alert_beside_others_begins_with_what_comes_after_it(
    link: Store, http: Http, hook: FakeWebhook
) -> None:
    old, new = an_alert("http://127.0.0.1:9/", name="old"), an_alert(hook.url, per_story="every", min_grade="passing")
    await publish(link, an_item())
    await drain(link, http, old)
    await publish(link, an_item(id="itm_2"))
    await drain(link, http, old, new)

    assert [request.json["data"]["items"][0]["id"] for request in hook.received] == ["itm_2"]
