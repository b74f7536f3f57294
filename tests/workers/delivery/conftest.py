"""A store, an HTTP client and a receiver for the tests that deliver."""

from collections.abc import AsyncIterator

import pytest

from config.settings import HttpSettings
from tests.support.webhooks import FakeWebhook
from workers.doors.http.client import Http
from workers.doors.keys import Keys
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store


@pytest.fixture
async def link(valkey_url: str, keys: Keys) -> AsyncIterator[Store]:
    async with connect(valkey_url, prefix=keys.prefix) as store:
        yield store


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    async with Http(HttpSettings(), version="0") as client:
        yield client


@pytest.fixture
async def hook() -> AsyncIterator[FakeWebhook]:
    async with FakeWebhook() as server:
        yield server
