"""The hostile server, and a client that may talk to it."""

import ssl
from collections.abc import AsyncIterator

import httpx
import pytest

from config.settings import HttpSettings
from tests.support.hostile import Hostile
from workers.doors.http.client import Http, Timeouts


async def loopback(host: str, port: int) -> tuple[str, ...]:
    """Every name is this machine."""
    return ("127.0.0.1",)


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with Hostile() as running:
        yield running


@pytest.fixture(scope="session")
def trust() -> ssl.SSLContext:
    """Made once: loading the certificate authorities takes longer than most of these tests."""
    return httpx.create_ssl_context()


def client(trust: ssl.SSLContext, timeouts: Timeouts) -> Http:
    settings = HttpSettings(allow=("127.0.0.0/8",), contact="https://desk.example/bot")
    return Http(settings, version="1.2.3", resolve=loopback, timeouts=timeouts, verify=trust)


@pytest.fixture
async def http(trust: ssl.SSLContext) -> AsyncIterator[Http]:
    async with client(trust, Timeouts()) as patient:
        yield patient


@pytest.fixture
async def hasty(trust: ssl.SSLContext) -> AsyncIterator[Http]:
    """Does not wait for those who say nothing."""
    async with client(trust, Timeouts(read=0.3)) as impatient:
        yield impatient
