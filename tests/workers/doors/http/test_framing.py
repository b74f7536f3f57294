"""Broken framing, torn connections, corrupt bodies: each has its name, none is taken for a whole answer."""

import gzip

import pytest

from tests.support.hostile import Hostile, answer, endless, raw, reset
from tests.support.refusals import failure
from workers.doors.http.client import Http

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


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

    assert (await http.get(url, deadline=30.0, max_body=1000)).body == packed


async def test_39b_a_100_mib_text_stops_at_the_cap(http: Http, server: Hostile) -> None:
    url = server.on("/", endless(HEAD + b"\r\n", b"x" * 65536))

    assert await failure(http, url) == "body_too_large"
