"""Hostile servers, case by case: the failure has its name, the deadline holds, nobody hangs."""

import gzip

import pytest

from config.settings import HttpSettings
from tests.support.hostile import Hostile, answer, drip, endless, gzip_bomb, raw, redirect, silence
from tests.support.refusals import failure
from workers.doors.http.client import Http

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


async def test_01_a_gzip_bomb_is_stopped(http: Http, server: Hostile) -> None:
    url = server.on("/", answer(body=gzip_bomb(1024), headers={"Content-Encoding": "gzip"}))

    assert await failure(http, url, max_body=10 << 20) == "body_too_large"


async def test_01b_a_small_body_that_grows_200_fold_is_stopped(http: Http, server: Hostile) -> None:
    url = server.on("/", answer(body=gzip_bomb(8), headers={"Content-Encoding": "gzip"}))

    assert await failure(http, url, max_body=10 << 20) == "body_too_large"


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,gzip,gzip", "deflate, gzip"])
async def test_02_nested_codings_are_refused(http: Http, server: Hostile, coding: str) -> None:
    url = server.on("/", answer(body=gzip.compress(gzip_bomb(16)), headers={"Content-Encoding": coding}))

    assert await failure(http, url) == "bad_encoding"


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "x-unheard-of"])
async def test_03_codings_that_were_not_asked_for_are_refused(http: Http, server: Hostile, coding: str) -> None:
    url = server.on("/", answer(body=b"x" * 100, headers={"Content-Encoding": coding}))

    assert await failure(http, url) == "bad_encoding"
    assert server.requests[0].headers["accept-encoding"] == "gzip"


async def test_04_the_body_of_a_redirect_is_never_read(http: Http, server: Hostile) -> None:
    endless_body = (
        b"HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Encoding: gzip\r\nContent-Length: 99999999999\r\n\r\n"
    )
    url = server.on("/", endless(endless_body, b"\0" * 65536))
    server.on("/page", answer(body=b"here"))

    assert (await http.get(url, deadline=30.0, max_body=100)).body == b"here"


async def test_05_a_body_that_drips_ends_at_the_deadline(http: Http, server: Hostile) -> None:
    url = server.on("/", drip(HEAD + b"Content-Length: 1000000\r\n\r\n"))

    assert await failure(http, url, deadline=0.5) == "deadline"


async def test_06_headers_that_drip_end_at_the_deadline(http: Http, server: Hostile) -> None:
    url = server.on("/", drip(HEAD, b"X-Pad: a\r\n"))

    assert await failure(http, url, deadline=0.5) == "deadline"


async def test_07_endless_early_hints_end_at_the_deadline(http: Http, server: Hostile) -> None:
    url = server.on("/", endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100))

    assert await failure(http, url, deadline=0.5) == "deadline"


async def test_08_silence_is_a_read_timeout(hasty: Http, server: Hostile) -> None:
    url = server.on("/", silence())

    assert await failure(hasty, url, deadline=60.0) == "read_timeout"


async def test_08b_silence_in_the_middle_of_a_body_is_a_read_timeout(hasty: Http, server: Hostile) -> None:
    url = server.on("/", silence(HEAD + b"Content-Length: 100\r\n\r\nhalf"))

    assert await failure(hasty, url, deadline=60.0) == "read_timeout"


async def test_09_an_infinite_body_stops_at_the_cap(http: Http, server: Hostile) -> None:
    url = server.on("/", endless(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"))

    assert await failure(http, url) == "body_too_large"


async def test_09b_a_body_announced_too_large_is_not_read(http: Http, server: Hostile) -> None:
    url = server.on("/", silence(HEAD + b"Content-Length: 1048577\r\n\r\n"))

    assert await failure(http, url, max_body=1048576) == "body_too_large"


async def test_10_a_body_in_a_million_crumbs_is_given_up(http: Http, server: Hostile) -> None:
    url = server.on("/", endless(CHUNKED, b"1\r\na\r\n" * 5000))

    assert await failure(http, url, deadline=1.0) in {"deadline", "protocol_error"}


@pytest.mark.parametrize(
    "junk", [b"X: " + b"a" * (1 << 20), b"X-Y: a\r\n" * 20_000], ids=["one-mib", "twenty-thousand"]
)
async def test_11_header_floods_break_the_protocol(http: Http, server: Hostile, junk: bytes) -> None:
    url = server.on("/", raw(HEAD + junk + b"\r\n\r\n"))

    assert await failure(http, url) == "protocol_error"


async def test_12_a_redirect_loop_is_noticed(http: Http, server: Hostile) -> None:
    url = server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a"))

    assert await failure(http, url) == "redirect_loop"
    assert len(server.requests) == 2


async def test_13_the_sixth_redirect_is_one_too_many(http: Http, server: Hostile) -> None:
    for n in range(10):
        server.on(f"/{n}", redirect(f"/{n + 1}"))

    assert await failure(http, server.url("/0")) == "too_many_redirects"
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "gopher://127.0.0.1/", "data:text/html,x", "javascript:alert(1)", "ftp://a.example/"],
)
async def test_14_redirects_out_of_http_are_refused(http: Http, server: Hostile, location: str) -> None:
    assert await failure(http, server.on("/", redirect(location))) == "bad_scheme"


@pytest.mark.parametrize(
    "location", ["http://[::1", "https://", "https:///x", "//a b/", "http://me:pw@news.example/", "https://x\x1b/"]
)
async def test_14b_redirects_to_no_url_are_refused(http: Http, server: Hostile, location: str) -> None:
    assert await failure(http, server.on("/", redirect(location))) == "bad_url"


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "100.100.100.200", "[fd00:ec2::254]", "10.0.0.1", "0.1.2.3", "[::]", "[::127.0.0.1]",
                "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[ff02::1]", "224.0.0.1"]
)  # fmt: skip
async def test_15_17_redirects_to_the_inner_network_are_refused(http: Http, server: Hostile, address: str) -> None:
    url = server.on("/", redirect(f"http://{address}/latest/meta-data"))

    assert await failure(http, url) == "blocked_address"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "017700000001", "127.1", "0", "0177.0.0.1", "①②⑦.⓪.⓪.①", "0x7f.1", "1.2.3.4.5"]
)
async def test_16_numbers_that_resolvers_read_as_addresses_are_refused(server: Hostile, host: str) -> None:
    async with Http(HttpSettings(), version="1") as http:
        assert await failure(http, f"http://{host}/") == "bad_url"


@pytest.mark.parametrize("host", ["127。0。0。1", "[::ffff:127.0.0.1]", "localhost", "LOCALHOST", "127.0.0.1"])
async def test_16b_every_spelling_of_loopback_is_refused(host: str) -> None:
    async with Http(HttpSettings(), version="1") as http:
        assert await failure(http, f"http://{host}/") == "blocked_address"


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
async def test_20_other_ports_than_the_webs_are_refused(port: int) -> None:
    async with Http(HttpSettings(), version="1") as http:
        assert await failure(http, f"http://news.example:{port}/") == "blocked_port"
