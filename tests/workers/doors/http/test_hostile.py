"""Hostile servers, case by case: the failure has its name, the deadline holds, nobody hangs."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import HttpSettings
from tests.support.hostile import Hostile, answer, drip, endless, gzip_bomb, raw, redirect, reset, silence
from workers.doors.http.client import Http, Timeouts
from workers.model.errors import Permanent, Temporary

CERTIFICATE = Path(__file__).parents[3] / "support" / "localhost.pem"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


async def failure(http: Http, url: str, *, deadline: float = 5.0, max_body: int = 1 << 20) -> str:
    """The reason why `url` could not be had. Fails when the call outlives its deadline by far."""
    async with asyncio.timeout(deadline + 20):
        with pytest.raises((Temporary, Permanent)) as caught:
            await http.get(url, deadline=deadline, max_body=max_body)
    assert isinstance(caught.value, Temporary | Permanent)
    assert caught.value.reason != ""
    return caught.value.reason


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

    assert (await http.get(url, deadline=5.0, max_body=100)).body == b"here"


async def test_05_a_body_that_drips_ends_at_the_deadline(http: Http, server: Hostile) -> None:
    url = server.on("/", drip(HEAD + b"Content-Length: 1000000\r\n\r\n"))

    assert await failure(http, url, deadline=0.5) == "deadline"


async def test_06_headers_that_drip_end_at_the_deadline(http: Http, server: Hostile) -> None:
    url = server.on("/", drip(HEAD, b"X-Pad: a\r\n"))

    assert await failure(http, url, deadline=0.5) == "deadline"


async def test_07_endless_early_hints_end_at_the_deadline(http: Http, server: Hostile) -> None:
    url = server.on("/", endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100))

    assert await failure(http, url, deadline=0.5) == "deadline"


async def test_08_silence_is_a_read_timeout(http: Http, server: Hostile) -> None:
    url = server.on("/", silence())

    assert await failure(http, url) == "read_timeout"


async def test_08b_silence_in_the_middle_of_a_body_is_a_read_timeout(http: Http, server: Hostile) -> None:
    url = server.on("/", silence(HEAD + b"Content-Length: 100\r\n\r\nhalf"))

    assert await failure(http, url) == "read_timeout"


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
        right = await http.get(tls_server.url("/", host="localhost"), deadline=5.0, max_body=100)

    assert right.body == b"secret"


async def test_21c_plain_text_on_a_tls_port_is_no_fallback(http: Http) -> None:
    async with Hostile(greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as plain:
        assert await failure(http, plain.url("/").replace("http:", "https:")) == "tls_error"


async def test_21d_silence_instead_of_a_handshake_is_a_connect_timeout(server: Hostile) -> None:
    async with Http(HttpSettings(allow=("127.0.0.0/8",)), version="1", timeouts=Timeouts(connect=0.3)) as http:
        assert await failure(http, server.url("/").replace("http:", "https:")) == "connect_timeout"


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"Content-Length: 100\r\n\r\nshort",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshorty",
        HEAD + b"Content-Length: -1\r\n\r\nshort",
        HEAD + b"Content-Length: 1e3\r\n\r\nshort",
        CHUNKED + b"5\r\nshort\r\n",
        CHUNKED + b"ffffffffffffffffffffffffff\r\nshort\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 20 Short\r\n\r\n",
        b"HTTP/1.1 999999 Long\r\n\r\n",
        HEAD + b"Transfer-Encoding: gzip\r\n\r\n",
        HEAD + b"Bad Name: x\r\n\r\n",
        HEAD + b"X: a\x00b\r\nContent-Length: 1\r\n\r\nx",
        b"SSH-2.0-OpenSSH_9.0\r\n",
        b"<html>hello</html>",
        b"",
    ],
    ids=[
        "lie",
        "two",
        "negative",
        "no-number",
        "cut-chunk",
        "huge-chunk",
        "101",
        "short-status",
        "long-status",
        "te-gzip",
        "bad-name",
        "nul",
        "ssh",
        "http-0.9",
        "nothing",
    ],
)
async def test_22_broken_framing_is_a_protocol_error(http: Http, server: Hostile, data: bytes) -> None:
    assert await failure(http, server.on("/", raw(data))) == "protocol_error"


async def test_22b_a_huge_announced_length_is_too_large(http: Http, server: Hostile) -> None:
    assert (
        await failure(http, server.on("/", raw(HEAD + b"Content-Length: 9999999999999999999\r\n\r\nx")))
        == "body_too_large"
    )


async def test_22c_a_torn_connection_has_a_name(http: Http, server: Hostile) -> None:
    assert await failure(http, server.on("/", reset())) == "connection_lost"


async def test_22d_a_closed_port_has_a_name(http: Http) -> None:
    async with Hostile() as gone:
        url = gone.url("/")

    assert await failure(http, url) == "connect_error"


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08\x00junk that is no deflate", b"\x78\x9c\x07"])
async def test_a_corrupt_body_has_a_name(http: Http, server: Hostile, body: bytes) -> None:
    coding = "gzip" if body.startswith(b"\x1f\x8b") else "deflate"
    url = server.on("/", answer(body=body, headers={"Content-Encoding": coding}))

    assert await failure(http, url) == "bad_encoding"


async def test_a_truncated_gzip_body_is_not_taken_for_the_whole(http: Http, server: Hostile) -> None:
    url = server.on("/", answer(body=gzip.compress(b"y" * 1000)[:-12], headers={"Content-Encoding": "gzip"}))

    assert await failure(http, url) == "protocol_error"


async def test_39_a_gzip_file_is_not_unpacked_unasked(http: Http, server: Hostile) -> None:
    packed = gzip.compress(b"z" * 1000)
    url = server.on("/", answer(body=packed, headers={"Content-Type": "text/html"}))

    assert (await http.get(url, deadline=5.0, max_body=1000)).body == packed


async def test_39b_a_100_mib_text_stops_at_the_cap(http: Http, server: Hostile) -> None:
    url = server.on("/", endless(HEAD + b"\r\n", b"x" * 65536))

    assert await failure(http, url) == "body_too_large"
