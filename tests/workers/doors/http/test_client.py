"""The client's manners: redirects, what goes along with them, identity, connections, answers of every status."""

import ast
import asyncio
import gzip
import sys

import pytest

from config.settings import HttpSettings
from tests.support.hostile import Hostile, Request, answer, drip, raw, redirect, silence
from workers.doors.http.client import Http
from workers.doors.http.outgoing import Validators
from workers.doors.http.response import Response
from workers.model.errors import Permanent, Temporary

SECRETS = {
    "Authorization": "Bearer x",
    "Cookie": "a=b",
    "If-None-Match": '"1"',
    "If-Modified-Since": "x",
    "X-Api-Key": "k",
}


async def get(http: Http, url: str, **options: object) -> Response:
    return await http.get(url, **{"deadline": 30.0, "max_body": 1 << 20, **options})  # type: ignore[arg-type]


async def test_a_redirect_is_followed_and_told(http: Http, server: Hostile) -> None:
    server.on("/a", redirect("/b", 301))
    server.on("/b", redirect("//127.0.0.1:" + str(server.port) + "/c#part", 308))
    server.on("/c", answer(body=b"here"))

    found = await get(http, server.url("/a"))

    assert (found.url, found.status, found.body) == (server.url("/c"), 200, b"here")
    assert found.hops == ((301, server.url("/a")), (308, server.url("/b")))
    assert found.moved_to == server.url("/c")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_every_redirect_is_asked_with_get(http: Http, server: Hostile, status: int) -> None:
    server.on("/a", redirect("/b", status))
    server.on("/b", answer())

    await get(http, server.url("/a"))

    assert [request.method for request in server.requests] == ["GET", "GET"]


@pytest.mark.parametrize("status", [300, 304, 305, 399])
async def test_other_3xx_are_answers(http: Http, server: Hostile, status: int) -> None:
    url = server.on("/", answer(status, headers={"Location": "/b"} if status != 304 else {"ETag": '"2"'}))

    assert (await get(http, url)).status == status


async def test_a_redirect_without_a_target_is_an_answer(http: Http, server: Hostile) -> None:
    assert (await get(http, server.on("/", answer(302)))).status == 302


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("/سوريا", "/%D8%B3%D9%88%D8%B1%D9%8A%D8%A7"),
        ("/caf\xe9", "/caf%C3%A9"),
        ("?page=2", "/?page=2"),
        ("x y", "/x%20y"),
    ],
)
async def test_a_target_may_be_written_in_any_way(http: Http, server: Hostile, location: str, asked: str) -> None:
    as_sent = location if "\xe9" in location else location.encode().decode("latin-1")
    url = server.on("/", redirect(as_sent), answer())

    await get(http, url)

    assert server.requests[1].target == asked


async def test_secrets_and_validators_stay_with_their_origin(http: Http, server: Hostile) -> None:
    manners = {"Accept": "application/rss+xml", "Accept-Language": "ar", "User-Agent": "desk/1"}
    async with Hostile() as stranger:
        server.on("/a", redirect("/b"))
        server.on("/b", redirect(stranger.url("/c")))
        stranger.on("/c", redirect(server.url("/d")))
        server.on("/d", answer())

        await get(http, server.url("/a"), headers=SECRETS | manners)

    kept = [
        {name.title() for name in request.headers} & set(SECRETS) for request in (*server.requests, *stranger.requests)
    ]
    assert kept == [set(SECRETS), set(SECRETS), set(), set()]
    assert stranger.requests[0].headers["accept"] == manners["Accept"]
    assert stranger.requests[0].headers["user-agent"] == "desk/1"


async def test_validators_go_only_to_the_url_that_issued_them(http: Http, server: Hostile) -> None:
    server.on("/a", redirect("/b"))
    server.on("/b", answer(304))
    validators = Validators(url=server.url("/b"), etag='W/"a,b"', last_modified="yesterday")

    found = await get(http, server.url("/a"), validators=validators)

    first, second = server.requests
    assert (found.status, found.body) == (304, b"")
    assert "if-none-match" not in first.headers
    assert (second.headers["if-none-match"], second.headers["if-modified-since"]) == ('W/"a,b"', "yesterday")


async def test_a_cookie_is_never_returned(http: Http, server: Hostile) -> None:
    url = server.on("/", answer(headers={"Set-Cookie": "session=1; Path=/"}))

    await get(http, url)
    await get(http, url)

    assert [request.headers.get("cookie") for request in server.requests] == [None, None]


async def test_who_asks_is_told_honestly(http: Http, server: Hostile) -> None:
    url = server.on("/", answer())

    await get(http, url)
    await get(http, url, headers={"user-agent": "Mozilla/5.0 (a source that insists)"})

    assert server.requests[0].headers["user-agent"] == "marsad/1.2.3 (+https://desk.example/bot)"
    assert server.requests[1].headers["user-agent"] == "Mozilla/5.0 (a source that insists)"
    assert "referer" not in server.requests[0].headers


async def test_header_values_go_out_as_the_bytes_they_came_in(http: Http, server: Hostile) -> None:
    url = server.on("/", answer())

    await get(http, url, headers={"If-None-Match": '"\xe9"', "X-Desk": "مرصد"})

    sent = server.requests[0].headers
    assert sent["if-none-match"] == '"\xe9"'
    assert sent["x-desk"].encode("latin-1").decode() == "مرصد"


async def test_framing_headers_are_not_the_callers(http: Http, server: Hostile) -> None:
    url = server.on("/", answer(body=b"x"))
    foreign = {
        "Accept-Encoding": "br",
        "Host": "other.example",
        "Content-Length": "5",
        "Transfer-Encoding": "chunked",
        "Referer": "x",
    }

    await get(http, url, headers=foreign)

    sent = server.requests[0].headers
    assert (sent["accept-encoding"], sent["host"]) == ("gzip", f"127.0.0.1:{server.port}")
    assert {"content-length", "transfer-encoding", "referer"} & set(sent) == set()


async def test_a_header_that_would_split_the_request_is_refused(http: Http, server: Hostile) -> None:
    with pytest.raises(Permanent) as caught:
        await get(http, server.on("/", answer()), headers={"X-Key": "a\r\nX-Evil: b"})

    assert (caught.value.reason, server.requests) == ("bad_header", [])


async def test_a_connection_is_kept_for_the_next_request(http: Http, server: Hostile) -> None:
    url = server.on(
        "/", answer(body=gzip.compress(b"x"), headers={"Content-Encoding": "gzip"}), answer(304), answer(404)
    )

    for _ in range(4):
        await get(http, url)

    assert len({request.peer_port for request in server.requests}) == 1


@pytest.mark.parametrize("status", [200, 204, 206, 226, 401, 403, 404, 410, 429, 500, 503])
async def test_every_status_is_an_answer(http: Http, server: Hostile, status: int) -> None:
    url = server.on("/", answer(status, headers={"Retry-After": "7"}))

    found = await get(http, url)

    assert (found.status, found.headers["retry-after"]) == (status, "7")


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(429, headers={"Retry-After": "60", "Content-Encoding": "br"}, body=b"junk"),
        raw(b"HTTP/1.1 429 Slow\r\nRetry-After: 60\r\nContent-Length: 999999999\r\n\r\nshort"),
        drip(b"HTTP/1.1 429 Slow\r\nRetry-After: 60\r\nContent-Length: 999\r\n\r\n"),
        silence(b"HTTP/1.1 429 Slow\r\nRetry-After: 60\r\nContent-Length: 999\r\n\r\n"),
    ],
    ids=["undecodable", "short", "dripping", "silent"],
)
async def test_an_errors_bad_body_does_not_hide_the_error(http: Http, server: Hostile, behaviour: object) -> None:
    url = server.on("/", behaviour)  # type: ignore[arg-type]

    found = await get(http, url, deadline=1.5)

    assert (found.status, found.headers["retry-after"]) == (429, "60")


async def test_an_errors_body_is_kept_in_part(http: Http, server: Hostile) -> None:
    page = b"<title>Just a moment...</title>" + b"x" * 200_000

    found = await get(http, server.on("/", answer(403, body=page)))

    assert found.body == page[:65536]


async def test_a_failure_names_the_url_without_its_query(http: Http, server: Hostile) -> None:
    url = server.on("/feed", answer(headers={"Content-Encoding": "br"}))

    with pytest.raises(Permanent) as caught:
        await get(http, url + "?token=secret")

    assert str(caught.value).startswith(url + ": ")
    assert "secret" not in str(caught.value)


async def test_cancelling_a_request_closes_its_connection(http: Http, server: Hostile) -> None:
    gone = asyncio.Event()

    async def wait_for_hangup(request: Request, out: asyncio.StreamWriter) -> None:
        arrived.set()
        await request.hangup()
        out.close()
        gone.set()

    arrived = asyncio.Event()
    task = asyncio.create_task(get(http, server.on("/", wait_for_hangup)))
    await arrived.wait()
    task.cancel()

    async with asyncio.timeout(10):
        await gone.wait()
    assert task.cancelled()


async def test_slow_hosts_of_one_pool_end_at_their_own_deadline(http: Http, server: Hostile) -> None:
    url = server.on("/", drip(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"))

    outcomes = await asyncio.gather(*(get(http, url, deadline=0.3) for _ in range(20)), return_exceptions=True)

    assert [isinstance(outcome, Temporary) and outcome.reason for outcome in outcomes] == ["deadline"] * 20


async def test_without_a_contact_the_name_stands_alone() -> None:
    async with Http(HttpSettings(), version="2.0") as http:
        assert http.user_agent == "marsad/2.0"


@pytest.mark.parametrize("host", ["xn--i-7iq.example", "xn--", "my_host.example", "NEWS.example"])
async def test_any_name_that_resolves_can_be_asked(http: Http, server: Hostile, host: str) -> None:
    server.on("/", answer(body=b"here"))

    assert (await get(http, server.url("/", host=host))).body == b"here"
    assert server.requests[0].headers["host"] == f"{host.lower()}:{server.port}"


async def test_connections_to_a_busy_host_are_used_again(http: Http, server: Hostile) -> None:
    server.on("/a", answer(body=b"here"))

    for _ in range(5):
        await asyncio.gather(*(get(http, server.url("/a")) for _ in range(8)))

    assert (len(server.requests), server.accepted) == (40, 8)


async def test_the_first_request_imports_nothing(server: Hostile) -> None:
    """What it imported would hold up everything else in the process."""
    server.on("/a", answer(body=b"here"))
    command = (sys.executable, "-c", FIRST_REQUEST, server.url("/a"))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()

    assert ast.literal_eval(told.decode()) == (200, [])


FIRST_REQUEST = """
import asyncio, sys
from config.settings import HttpSettings
from workers.doors.http.client import Http

async def first():
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="1") as http:
        before = set(sys.modules)
        answer = await http.get(sys.argv[1], deadline=30.0, max_body=1000)
        return answer.status, sorted(set(sys.modules) - before)

print(asyncio.run(first()))
"""
