"""With http.proxy the proxy connects, so what can be vetted without a lookup is vetted here."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from config.settings import HttpSettings
from tests.support.hostile import Hostile, answer
from workers.doors.http.client import Http
from workers.model.errors import Permanent, Temporary


@pytest.fixture
async def proxied(server: Hostile) -> AsyncIterator[Http]:
    """A client whose proxy is the hostile server; loopback is on the operator's own list."""
    proxy = SecretStr(f"http://desk:pw@127.0.0.1:{server.port}")
    async with Http(HttpSettings(proxy=proxy, allow=("127.0.0.0/8",)), version="1") as http:
        yield http


async def test_requests_go_through_the_proxy(proxied: Http, server: Hostile) -> None:
    server.on("http://news.example/feed", answer(body=b"via proxy"))

    found = await proxied.get("http://news.example/feed", deadline=30.0, max_body=100)

    assert found.body == b"via proxy"
    assert server.requests[0].headers["host"] == "news.example"
    assert server.requests[0].headers["proxy-authorization"] == "Basic ZGVzazpwdw=="


async def test_a_proxy_that_refuses_has_a_name(proxied: Http, server: Hostile) -> None:
    server.on("news.example:443", answer(403))

    with pytest.raises(Temporary) as caught:
        await proxied.get("https://news.example/feed", deadline=30.0, max_body=100)

    assert (caught.value.reason, server.requests[0].method) == ("proxy_error", "CONNECT")
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://169.254.169.254/", "blocked_address"),
        ("http://[::1]/", "blocked_address"),
        ("http://news.example:6379/", "blocked_port"),
        ("http://2130706433/", "bad_url"),
    ],
)
async def test_the_proxy_is_not_asked_for_the_inner_network(
    proxied: Http, server: Hostile, url: str, reason: str
) -> None:
    with pytest.raises(Permanent) as caught:
        await proxied.get(url, deadline=30.0, max_body=100)

    assert (caught.value.reason, server.requests) == (reason, [])


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "inner.localhost", "127.0.0.1", "[::ffff:127.0.0.1]"])
async def test_the_proxys_own_loopback_is_not_asked_for(server: Hostile, host: str) -> None:
    proxy = SecretStr(f"http://127.0.0.1:{server.port}")
    async with Http(HttpSettings(proxy=proxy), version="1") as http:
        with pytest.raises(Permanent) as caught:
            await http.get(f"http://{host}/", deadline=30.0, max_body=100)

    assert (caught.value.reason, server.requests) == ("blocked_address", [])


async def test_own_networks_and_private_webhooks_are_asked_directly(proxied: Http, server: Hostile) -> None:
    url = server.on("/direct", answer(body=b"direct"))

    own = await proxied.get(url, deadline=30.0, max_body=100)
    hook = await proxied.post(url, content=b"{}", deadline=30.0, allow_private=True)

    assert (own.body, hook.body) == (b"direct", b"direct")
    assert [request.target for request in server.requests] == ["/direct", "/direct"]


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "news.example:8080", "ftp://a.example"])
def test_a_proxy_of_another_kind_is_refused_at_once(proxy: str) -> None:
    with pytest.raises(Permanent, match=r"http\.proxy"):
        Http(HttpSettings(proxy=SecretStr(proxy)), version="1")


@pytest.mark.parametrize("network", ["10.0.0.0/33", "desk.example", ""])
def test_a_network_that_is_none_is_refused_at_once(network: str) -> None:
    with pytest.raises(Permanent, match=r"http\.allow"):
        Http(HttpSettings(allow=(network,)), version="1")
