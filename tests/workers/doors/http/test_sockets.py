"""Connections on asyncio's streams: what goes wrong has httpcore's names, a server that hung up is noticed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpcore
import pytest

from workers.doors.http.sockets import Sockets

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def connected(serve: Serve) -> AsyncIterator[httpcore.AsyncNetworkStream]:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve(reader, writer)
        writer.close()

    async with await asyncio.start_server(once, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        stream = await Sockets().connect_tcp("127.0.0.1", port, timeout=5.0)
        yield stream
        await stream.aclose()


async def test_what_is_written_arrives_and_the_answer_ends_with_nothing() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(300_000))
        await writer.drain()

    async with connected(echo) as stream:
        await stream.write(b"x" * 300_000, timeout=5.0)
        received = [await stream.read(65_536, timeout=5.0)]
        while received[-1]:
            received.append(await stream.read(65_536, timeout=5.0))

    assert sum(map(len, received)) == 300_000
    assert max(map(len, received)) <= 65_536


async def test_silence_is_a_read_timeout() -> None:
    done = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()

    async with connected(silent) as stream:
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(1, timeout=0.01)
        done.set()


async def test_a_reader_that_does_not_read_is_a_write_timeout() -> None:
    done = asyncio.Event()

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()

    async with connected(deaf) as stream:
        with pytest.raises(httpcore.WriteTimeout):
            await stream.write(b"x" * (64 << 20), timeout=0.05)
        done.set()


async def test_a_server_that_hung_up_is_noticed_before_the_next_request() -> None:
    heard = asyncio.Event()

    async def brief(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        await heard.wait()

    async with connected(brief) as stream:
        assert await stream.read(5, timeout=5.0) == b"hello"
        before = stream.get_extra_info("is_readable")
        heard.set()
        assert await stream.read(1, timeout=5.0) == b""
        assert (before, stream.get_extra_info("is_readable")) == (False, True)


async def test_a_port_that_nobody_listens_on_is_a_connect_error() -> None:
    with pytest.raises(httpcore.ConnectError):
        await Sockets().connect_tcp("127.0.0.1", 1, timeout=5.0)
