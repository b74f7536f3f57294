"""What tests of delivery share: alerts at a receiver, items published by hand, a clock to set forward."""

from datetime import UTC, datetime
from typing import Any

from config.settings import AlertSettings, Settings
from tests.support.items import a_story, an_item
from tests.support.webhooks import SECRET
from workers.alerter import Alerter
from workers.delivery import control
from workers.delivery.stream import ItemEvent, item_fields
from workers.doors.http.client import Http
from workers.doors.redis.store import Store
from workers.model.alert import Attempt
from workers.model.item import Item

AGES = datetime(2020, 1, 1, tzinfo=UTC)


def an_alert(url: str, **changes: Any) -> AlertSettings:
    told = {"name": "desk", "url": url, "secret": (SECRET,), "allow_private": True, **changes}
    return AlertSettings.model_validate(told)


async def publish(link: Store, item: Item, *, type: ItemEvent = "marsad.item.new", at: str = "*") -> str:  # noqa: A002 - the CloudEvents name
    """As the entry commit does, with an id of one's choice."""
    flat = [part for pair in item_fields(item, type=type).items() for part in pair]
    return str(await link.command("XADD", link.keys.items, at, *flat))


async def make_due(link: Store, alert: str = "desk") -> None:
    """Time passes: everything in the alert's queue is due, and its pause is over."""
    queue = link.keys.queue(alert)
    for delivery in await link.command("ZRANGE", queue, 0, -1):
        await link.command("ZADD", queue, 0, delivery)
    await link.command("HDEL", link.keys.endpoint(alert), "paused_until")


async def endpoint_since(link: Store, field: str, moment: datetime, alert: str = "desk") -> None:
    """Sets one of the endpoint's times."""
    await link.command("HSET", link.keys.endpoint(alert), field, int(moment.timestamp() * 1000))


async def pending(link: Store) -> int:
    """Stream entries that are not announced yet."""
    after = await link.command("GET", link.keys.alerts_position) or "0-0"
    return len(await link.command("XRANGE", link.keys.items, f"({after}", "+"))


async def drain(link: Store, http: Http, *alerts: AlertSettings, deadline: float = 15.0) -> None:
    await Alerter(link, http, Settings(alert=alerts), deadline=deadline).drain()


async def log(link: Store) -> tuple[Attempt, ...]:
    return await control.attempts_since(link, AGES)


async def state(link: Store, alert: AlertSettings) -> control.AlertStatus:
    (status,) = await control.list_alerts(link, [alert])
    return status


async def stories(link: Store, count: int) -> None:
    for number in range(count):
        await publish(link, an_item(id=f"itm_{number}", story=a_story(id=f"sty_{number}")))
