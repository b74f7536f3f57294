"""Connections that send nothing, or a little at a time, and what is left for others."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from monitor.web import connections
from tests.monitor.web.test_web import Asker, FakeWatch, serving

HALF = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"
WHOLE = HALF + b"\r\n"


async def opened(ask: Asker, stack: AsyncExitStack, sent: bytes) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", ask.port)
    stack.callback(writer.close)
    writer.write(sent)
    return reader


async def closed(reader: asyncio.StreamReader) -> bytes:
    """What came before the other side closed."""
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("sent", [b"", HALF], ids=["silent", "half a head"])
async def test_a_request_that_does_not_come_is_not_waited_for(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)
    async with serving(FakeWatch()) as ask, AsyncExitStack() as stack:
        assert await closed(await opened(ask, stack, sent)) == b""


async def test_a_head_that_trickles_in_gets_no_more_time_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)
    async with serving(FakeWatch()) as ask:
        reader, writer = await asyncio.open_connection("127.0.0.1", ask.port)
        writer.write(HALF)
        end = asyncio.create_task(closed(reader))
        while not end.done():
            writer.write(b"X-A: b\r\n")
            await asyncio.wait({end}, timeout=0.02)
        writer.close()

        assert end.result() == b""


async def test_a_trickle_after_an_answer_is_no_new_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 1.0)
    async with serving(FakeWatch()) as ask, AsyncExitStack() as stack:
        answer = await closed(await opened(ask, stack, WHOLE + HALF))

        assert answer.count(b"HTTP/1.1 200") == 1


async def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.2)
    watch = FakeWatch(hangs=True)
    async with serving(watch) as ask, AsyncExitStack() as stack:
        assert await closed(await opened(ask, stack, WHOLE.replace(b"/livez", b"/readyz"))) == b""
        watch.hung.set()


async def test_two_hundred_half_open_connections_keep_no_probe_out() -> None:
    async with serving(FakeWatch()) as ask, AsyncExitStack() as stack:
        half = [await opened(ask, stack, HALF if number % 2 else b"") for number in range(200)]

        assert [(await ask.get(path)).status for path in ("/livez", "/readyz", "/metrics", "/")] == [200] * 4
        oldest, newest = half[0], half[-1]
        assert await closed(oldest) == b"", "the first to come is the first to go"
        assert not newest.at_eof()


async def test_who_waits_for_an_answer_stays_while_half_sent_requests_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 2)
    watch = FakeWatch(hangs=True)
    async with serving(watch) as ask, AsyncExitStack() as stack:
        waiting = await opened(ask, stack, WHOLE.replace(b"/livez", b"/readyz"))
        await watch.asked_once.wait()
        half = await opened(ask, stack, HALF)
        assert (await ask.get("/livez")).status == 200
        assert await closed(half) == b""
        watch.hung.set()

        assert (await waiting.readline()).startswith(b"HTTP/1.1 200")


async def test_several_requests_on_one_connection_are_answered() -> None:
    async with serving(FakeWatch()) as ask, AsyncExitStack() as stack:
        last = WHOLE[:-2] + b"Connection: close\r\n\r\n"
        answer = await closed(await opened(ask, stack, WHOLE * 3 + last))

        assert answer.count(b"HTTP/1.1 200") == 4
