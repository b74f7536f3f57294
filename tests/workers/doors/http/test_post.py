"""Webhook deliveries: one request, its status, and at most 64 KiB of what the endpoint has to say."""

import pytest

from config.settings import HttpSettings
from tests.support.hostile import Hostile, answer, drip, endless, gzip_bomb, redirect, silence
from workers.doors.http.client import Http
from workers.model.errors import MarsadError, Permanent, Temporary

JSON = {"Content-Type": "application/cloudevents+json"}


async def test_a_body_arrives_as_it_is(http: Http, server: Hostile) -> None:
    url = server.on("/hook", answer(202, body=b"thanks"))

    found = await http.post(url, content="مرصد".encode(), headers=JSON, deadline=30.0)

    (request,) = server.requests
    assert (request.method, request.body) == ("POST", "مرصد".encode())
    assert request.headers["content-type"] == JSON["Content-Type"]
    assert (found.status, found.body) == (202, b"thanks")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(http: Http, server: Hostile, status: int) -> None:
    url = server.on("/hook", redirect("http://169.254.169.254/latest/", status))

    assert (await http.post(url, content=b"{}", deadline=30.0)).status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        endless(b"HTTP/1.1 500 Oops\r\n\r\n", b"x" * 65536),
        answer(500, body=b"x" * 300_000),
    ],
    ids=["endless", "large"],
)
async def test_of_the_answer_64_kib_are_kept(http: Http, server: Hostile, behaviour: object) -> None:
    url = server.on("/hook", behaviour)  # type: ignore[arg-type]

    found = await http.post(url, content=b"{}", deadline=30.0)

    assert (found.status, found.body) == (500, b"x" * 65536)


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(200, headers={"Content-Encoding": "gzip"}, body=gzip_bomb(64)),
        answer(200, headers={"Content-Encoding": "br"}, body=b"junk"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        silence(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
    ],
    ids=["bomb", "undecodable", "dripping", "silent"],
)
async def test_the_status_counts_whatever_the_body_does(http: Http, server: Hostile, behaviour: object) -> None:
    url = server.on("/hook", behaviour)  # type: ignore[arg-type]

    assert (await http.post(url, content=b"{}", deadline=1.5)).status == 200


async def test_an_endpoint_that_hangs_is_temporary(http: Http, server: Hostile) -> None:
    url = server.on("/hook", silence())

    with pytest.raises(Temporary) as caught:
        await http.post(url, content=b"{}", deadline=0.2)

    assert caught.value.reason == "deadline"


async def test_private_targets_must_be_asked_for(server: Hostile) -> None:
    url = server.on("/hook", answer(204))
    async with Http(HttpSettings(), version="1") as http:
        with pytest.raises(Permanent) as caught:
            await http.post(url, content=b"{}", deadline=30.0)
        allowed = await http.post(url, content=b"{}", deadline=30.0, allow_private=True)

    assert caught.value.reason in {"blocked_address", "blocked_port"}
    assert allowed.status == 204


async def test_a_user_name_in_the_url_becomes_a_header(http: Http, server: Hostile) -> None:
    server.on("/hook", answer(204))

    await http.post(f"http://desk:p%40ss@127.0.0.1:{server.port}/hook", content=b"{}", deadline=30.0)

    assert server.requests[0].headers["authorization"] == "Basic ZGVzazpwQHNz"
    assert server.requests[0].target == "/hook"


@pytest.mark.parametrize("path", ["/bot123:TOKEN/send", "/bot123:TOKEN/send\\", "/bot123:TOKEN/" + "x" * 2048])
async def test_messages_never_show_the_path_of_a_webhook(http: Http, server: Hostile, path: str) -> None:
    server.on("/bot123:TOKEN/send", silence())

    with pytest.raises(MarsadError) as caught:
        await http.post(server.url(path), content=b"{}", deadline=0.2)

    assert "TOKEN" not in str(caught.value)


async def test_the_answer_does_not_show_the_path_either(http: Http, server: Hostile) -> None:
    url = server.on("/bot123:TOKEN/send", answer())

    assert "TOKEN" not in repr(await http.post(url, content=b"{}", deadline=30.0))
