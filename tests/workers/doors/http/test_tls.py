"""TLS without exceptions: no trust, no answer."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import HttpSettings
from tests.support.hostile import Hostile, answer
from tests.support.refusals import failure
from workers.doors.http.client import Http, Timeouts

CERTIFICATE = Path(__file__).parents[3] / "support" / "localhost.pem"


@pytest.fixture
async def tls_server() -> AsyncIterator[Hostile]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    async with Hostile(tls=context) as running:
        running.on("/", answer(body=b"secret"))
        yield running


async def test_21_an_untrusted_certificate_is_refused(http: Http, tls_server: Hostile) -> None:
    assert await failure(http, tls_server.url("/", host="localhost")) == "tls_error"
    assert tls_server.requests == []


async def test_21b_a_certificate_for_another_name_is_refused(
    tls_server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="1") as http:
        assert await failure(http, tls_server.url("/", host="127.0.0.1")) == "tls_error"
        right = await http.get(tls_server.url("/", host="localhost"), deadline=30.0, max_body=100)

    assert right.body == b"secret"


async def test_21c_plain_text_on_a_tls_port_is_no_fallback(http: Http) -> None:
    async with Hostile(greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as plain:
        assert await failure(http, plain.url("/").replace("http:", "https:")) == "tls_error"


async def test_21d_silence_instead_of_a_handshake_is_a_connect_timeout(server: Hostile) -> None:
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="1", timeouts=Timeouts(connect=0.3)) as http:
        assert await failure(http, server.url("/").replace("http:", "https:")) == "connect_timeout"


async def test_21e_a_large_page_comes_whole_and_the_connection_serves_again(
    tls_server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    page = bytes(range(256)) * 20_000  # many times what may wait unread
    tls_server.on("/page", answer(body=page))
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="1") as http:
        for _ in range(3):
            response = await http.get(tls_server.url("/page", host="localhost"), deadline=20.0, max_body=len(page))
            assert response.body == page

    assert len({request.peer_port for request in tls_server.asked("/page")}) == 1
