"""Hostile servers, polled beside a good source: bounded in time and memory, named, and nobody else's problem."""

import pytest

from tests.monitor.poll.conftest import MIB, Poll
from tests.support.hostile import Behaviour, answer, drip, endless, gzip_bomb, raw, redirect, reset, silence

DEADLINE = 3.0
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BOMB = gzip_bomb(1024)

CASES: dict[str, tuple[Behaviour, set[str]]] = {
    "01 gzip bomb": (answer(body=BOMB, headers={"Content-Encoding": "gzip"}), {"body_too_large"}),
    "02 nested gzip": (answer(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip, gzip"}), {"bad_encoding"}),
    "03 brotli unasked": (answer(body=b"x" * 100, headers={"Content-Encoding": "br"}), {"bad_encoding"}),
    "05 dripping body": (drip(OK + b"\r\n"), {"deadline"}),
    "06 dripping headers": (drip(OK, b"X: y\r\n", every=0.2), {"deadline"}),
    "07 endless early hints": (
        drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", every=0.01),
        {"deadline", "protocol_error"},
    ),
    "08 silence": (silence(), {"deadline", "read_timeout"}),
    "09 endless chunks": (endless(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"), {"body_too_large", "deadline"}),
    "10 crumbs": (
        endless(CHUNKED, b"1\r\nx\r\n" * 2000),
        {"deadline", "body_too_large", "too_many_pieces", "protocol_error"},
    ),
    "11 header of a megabyte": (raw(OK + b"X: " + b"y" * MIB + b"\r\n\r\n"), {"protocol_error"}),
    "11 twenty thousand headers": (raw(OK + b"X-Some-Header: with a value\r\n" * 20_000 + b"\r\n"), {"protocol_error"}),
    "12 loop": (redirect("/hostile"), {"redirect_loop"}),
    "14 file": (redirect("file:///etc/passwd"), {"bad_scheme"}),
    "15 metadata": (redirect("http://169.254.169.254/"), {"blocked_address"}),
    "16 decimal address": (redirect("http://2130706433/"), {"bad_url"}),
    "17 mapped address": (redirect("http://[64:ff9b::7f00:1]/"), {"blocked_address"}),
    "20 redis": (redirect("http://8.8.8.8:6379/"), {"blocked_port"}),
    "22 two lengths": (raw(OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello"), {"protocol_error"}),
    "22 negative length": (raw(OK + b"Content-Length: -5\r\n\r\nhello"), {"protocol_error"}),
    "reset": (reset(), {"connection_lost", "protocol_error"}),
    "not HTTP": (raw(b"SSH-2.0-OpenSSH_9.9\r\n"), {"protocol_error"}),
    "40 impossible patience": (answer(429, headers={"Retry-After": "1" + "0" * 20}), {"throttled"}),
}


@pytest.fixture
def exchange_seconds() -> float:
    return DEADLINE


@pytest.mark.parametrize("name", CASES)
async def test_a_hostile_server_costs_its_deadline_and_no_more(name: str, beside: Poll) -> None:
    behaviour, reasons = CASES[name]
    found = await beside(behaviour)

    assert found.hostile.outcome == "failed"
    assert found.hostile.reason in reasons
    assert found.neighbour.new == 3
    assert found.seconds < DEADLINE + 20
    assert found.growth < 64 * MIB


async def test_04_the_endless_body_of_a_redirect_is_never_read(beside: Poll, server: object) -> None:
    bomb = redirect("/good", headers={"Content-Encoding": "gzip"}, body=BOMB)
    found = await beside(bomb)

    assert found.hostile.outcome in {"new", "unchanged"}
    assert found.growth < 64 * MIB
