"""The address guard: one lookup, every answer vetted, then a connection to exactly what was vetted.

It sits below connection pools and TLS, so no redirect, rebinding name or caller gets around it; Host header and
certificate check keep the name.
"""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpcore

from workers.doors.http.addresses import Address, Policy
from workers.doors.http.sockets import Sockets
from workers.doors.http.urls import literal_address
from workers.model.errors import Temporary

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Host and port to addresses, in order of preference."""

_MAX_ADDRESSES = 4
_MAX_LOOKUPS = 64


class Guard(httpcore.AsyncNetworkBackend):
    """Opens TCP connections for one pool, under one policy."""

    def __init__(self, policy: Policy, resolve: Resolve) -> None:
        self._policy = policy
        self._resolve = resolve
        self._sockets: httpcore.AsyncNetworkBackend = Sockets()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self._policy.vet_port(host, port)
        clock = asyncio.get_running_loop().time
        ends = None if timeout is None else clock() + timeout
        addresses = await self._vetted(host, port, timeout)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for tried, address in enumerate(addresses):
            # A dead address (IPv6 without a route, say) must not use up the time of the living ones.
            share = None if ends is None else max(0.01, (ends - clock()) / (len(addresses) - tried))
            try:
                return await self._sockets.connect_tcp(
                    str(address), port, timeout=share, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise httpcore.ConnectError(f"unix sockets are not used ({path}, {timeout}, {socket_options})")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _vetted(self, host: str, port: int, seconds: float | None) -> tuple[Address, ...]:
        literal = literal_address(host)
        if literal is not None:
            self._policy.vet(host, port, (literal,))
            return (literal,)
        try:
            async with asyncio.timeout(seconds):
                answers = await self._resolve(host, port)
            addresses = tuple(dict.fromkeys(ipaddress.ip_address(answer) for answer in answers))
        except TimeoutError as error:
            raise Temporary(
                f"{host}: its name could not be looked up within {seconds} s", reason="dns_error"
            ) from error
        except (OSError, ValueError) as error:
            raise Temporary(f"{host}: its name could not be looked up: {error}", reason="dns_error") from error
        if not addresses:
            raise Temporary(f"{host}: its name has no address", reason="dns_error")
        self._policy.vet(host, port, addresses)
        return addresses[:_MAX_ADDRESSES]


class SystemResolver:
    """The machine's own resolver, in daemon threads: a lookup that hangs holds up neither others nor the exit."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(_MAX_LOOKUPS)

    async def __call__(self, host: str, port: int) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[tuple[str, ...]] = loop.create_future()
        await self._free.acquire()

        def finish(answers: tuple[str, ...], error: Exception | None) -> None:
            self._free.release()
            if not done.done():
                done.set_exception(error) if error is not None else done.set_result(answers)

        def look_up() -> None:
            answers, error = _look_up(host, port)
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
                loop.call_soon_threadsafe(finish, answers, error)

        threading.Thread(target=look_up, name="dns", daemon=True).start()
        return await done


def _look_up(host: str, port: int) -> tuple[tuple[str, ...], Exception | None]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return (), error
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in found)), None
