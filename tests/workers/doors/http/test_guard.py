"""The guard: one lookup, every answer vetted, connected to what was vetted; and it is really in the way."""

import asyncio
import ipaddress
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
import pytest

from config.settings import HttpSettings
from tests.support.hostile import Hostile, answer, redirect
from workers.doors.http.addresses import Policy
from workers.doors.http.client import Http
from workers.doors.http.guard import Guard, SystemResolver
from workers.doors.http.transport import GuardedTransport
from workers.model.errors import Permanent, Temporary

PUBLIC = "93.184.216.34"
LOOPBACK = Policy(allow=(ipaddress.ip_network("127.0.0.0/8"),))


class Answers:
    """A resolver with a script: one tuple of addresses a lookup, the last one stays."""

    def __init__(self, *answers: tuple[str, ...] | Exception) -> None:
        self.answers = list(answers)
        self.lookups: list[str] = []

    async def __call__(self, host: str, port: int) -> tuple[str, ...]:
        self.lookups.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Sockets(httpcore.AsyncNetworkBackend):
    """Remembers where connections would have gone; `dead` addresses refuse."""

    def __init__(self, *dead: str) -> None:
        self.dead = dead
        self.connected: list[tuple[str, int]] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append((host, port))
        if host in self.dead:
            raise httpcore.ConnectError("refused")
        return httpcore.AsyncMockStream([])


def guarded(resolve: Answers, *dead: str, policy: Policy | None = None) -> tuple[Guard, Sockets]:
    guard, sockets = Guard(policy or Policy(), resolve), Sockets(*dead)
    guard._sockets = sockets
    return guard, sockets


async def test_18_a_name_that_changes_its_mind_is_looked_up_once() -> None:
    rebinding = Answers((PUBLIC,), ("127.0.0.1",))
    guard, sockets = guarded(rebinding)

    await guard.connect_tcp("rebind.example", 80)

    assert rebinding.lookups == ["rebind.example"]
    assert sockets.connected == [(PUBLIC, 80)]


async def test_19_a_name_with_one_private_address_is_refused() -> None:
    guard, sockets = guarded(Answers((PUBLIC, "127.0.0.1")))

    with pytest.raises(Permanent) as caught:
        await guard.connect_tcp("mixed.example", 80)

    assert (caught.value.reason, sockets.connected) == ("blocked_address", [])


async def test_a_blocked_port_costs_no_lookup() -> None:
    resolve = Answers((PUBLIC,))
    guard, _ = guarded(resolve)

    with pytest.raises(Permanent):
        await guard.connect_tcp("news.example", 6379)

    assert resolve.lookups == []


async def test_a_dead_address_leaves_the_others_a_chance() -> None:
    guard, sockets = guarded(Answers(("2606:4700::1111", PUBLIC)), "2606:4700::1111")

    await guard.connect_tcp("news.example", 443, timeout=5.0)

    assert sockets.connected == [("2606:4700::1111", 443), (PUBLIC, 443)]


async def test_of_many_addresses_four_are_tried() -> None:
    many = tuple(f"93.184.216.{n}" for n in range(20))
    guard, sockets = guarded(Answers(many), *many)

    with pytest.raises(httpcore.ConnectError):
        await guard.connect_tcp("news.example", 443, timeout=5.0)

    assert [host for host, _ in sockets.connected] == list(many[:4])


@pytest.mark.parametrize("failure", [OSError("no such name"), UnicodeError("label too long"), ("not an address",), ()])
async def test_a_name_without_addresses_is_a_dns_error(failure: tuple[str, ...] | Exception) -> None:
    guard, _ = guarded(Answers(failure))

    with pytest.raises(Temporary) as caught:
        await guard.connect_tcp("gone.example", 443)

    assert caught.value.reason == "dns_error"


async def test_a_lookup_that_hangs_ends_with_the_connect_timeout() -> None:
    async def never(host: str, port: int) -> tuple[str, ...]:
        await asyncio.Event().wait()
        return ()

    with pytest.raises(Temporary) as caught:
        await Guard(Policy(), never).connect_tcp("slow.example", 443, timeout=0.05)

    assert caught.value.reason == "dns_error"


async def test_unix_sockets_are_refused() -> None:
    with pytest.raises(httpcore.ConnectError):
        await Guard(Policy(), Answers((PUBLIC,))).connect_unix_socket("/run/docker.sock")


async def test_the_hook_into_httpx_is_live() -> None:
    """The backend is set through a private attribute; this fails when an httpx no longer has it."""
    resolve = Answers(("127.0.0.1",))
    transport = GuardedTransport(Guard(Policy(), resolve), verify=httpx.create_ssl_context(), proxy=None)

    with pytest.raises(Permanent):
        await transport.handle_async_request(httpx.Request("GET", "http://inner.example/"))

    assert resolve.lookups == ["inner.example"]
    await transport.aclose()


async def test_an_httpx_without_the_hook_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "__init__", lambda self, **_: setattr(self, "_pool", object()))

    with pytest.raises(RuntimeError, match=r"install httpx 0\.28"):
        GuardedTransport(Guard(Policy(), Answers((PUBLIC,))), verify=httpx.create_ssl_context(), proxy=None)


async def test_the_environments_proxy_is_ignored(monkeypatch: pytest.MonkeyPatch, http: Http, server: Hostile) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    url = server.on("/", answer(body=b"direct"))

    assert (await http.get(url, deadline=30.0, max_body=100)).body == b"direct"


async def test_a_connection_made_for_a_webhook_is_not_reused_for_a_page(server: Hostile) -> None:
    url = server.on("/hook", answer(body=b"ok"))
    async with Http(HttpSettings(), version="1") as http:
        delivered = await http.post(url, content=b"{}", deadline=30.0, allow_private=True)
        with pytest.raises(Permanent) as caught:
            await http.get(url, deadline=30.0, max_body=100)

    assert delivered.status == 200
    assert caught.value.reason == "blocked_port"
    assert len(server.requests) == 1


async def test_the_second_hop_is_guarded_too(server: Hostile) -> None:
    resolve = Answers(("127.0.0.1",), ("10.0.0.7",))
    server.on("/", redirect("http://inner.example/"))
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="1", resolve=resolve) as http:
        with pytest.raises(Permanent) as caught:
            await http.get(server.url("/", host="news.example"), deadline=30.0, max_body=100)

    assert caught.value.reason == "blocked_address"
    assert resolve.lookups == ["news.example", "inner.example"]


async def test_the_system_resolver_knows_localhost() -> None:
    assert "127.0.0.1" in await SystemResolver()("localhost", 80)


async def test_the_system_resolver_reports_names_that_are_none() -> None:
    with pytest.raises(UnicodeError):
        await SystemResolver()("x" * 70 + ".invalid.", 80)
