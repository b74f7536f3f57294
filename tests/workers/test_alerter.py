import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from config.settings import AlertSettings, HttpSettings, Settings
from tests.support.items import an_item
from tests.support.webhooks import SECRET, FakeWebhook
from workers.alerter import Alerter
from workers.delivery.stream import item_fields
from workers.doors.http.client import Http
from workers.doors.keys import Keys
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.model.item import Item


@pytest.fixture
async def link(valkey_url: str, keys: Keys) -> AsyncIterator[Store]:
    async with connect(valkey_url, prefix=keys.prefix) as store:
        yield store


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    async with Http(HttpSettings(), version="0") as client:
        yield client


def an_alert(hook: FakeWebhook, **changes: Any) -> AlertSettings:
    told = {"name": "desk", "url": hook.url, "secret": (SECRET,), "allow_private": True, **changes}
    return AlertSettings.model_validate(told)


async def publish(link: Store, item: Item) -> str:
    fields = item_fields(item, type="marsad.item.new")
    flat = [part for pair in fields.items() for part in pair]
    return str(await link.command("XADD", link.keys.items, "*", *flat))


async def test_an_item_on_the_stream_becomes_a_signed_webhook(link: Store, http: Http) -> None:
    async with FakeWebhook() as hook:
        await publish(link, an_item())
        await Alerter(link, http, Settings(alert=(an_alert(hook),))).drain()

    (received,) = hook.received
    assert received.verified()
    assert received.headers["content-type"] == "application/cloudevents+json"
    assert received.json["type"] == "marsad.alert"
    assert received.json["data"]["trigger"] == "new_story"
    assert received.json["data"]["items"][0]["id"] == "itm_1"


async def test_a_running_alerter_delivers_what_is_published_and_stops_when_told(link: Store, http: Http) -> None:
    stop = asyncio.Event()
    async with FakeWebhook() as hook:
        running = asyncio.create_task(Alerter(link, http, Settings(alert=(an_alert(hook),))).run(stop))
        await publish(link, an_item())
        await hook.arrived(1)
        stop.set()
        await running

    assert hook.received[0].verified()
