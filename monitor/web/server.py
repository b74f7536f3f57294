"""Serves a Starlette application until told to stop. Knows nothing of its routes."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from monitor.web.connections import Connection
from workers.model.errors import Permanent

BACKLOG = 128


class _Server(uvicorn.Server):
    """The daemon owns the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def split_listen(listen: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:8765` or `[::1]:8765`."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


def bind(listen: str) -> socket.socket:
    """A listening socket. Raises Permanent, with the remedy, when the address cannot be had."""
    host, port = split_listen(listen)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        taken = error.errno == errno.EADDRINUSE
        cause = "is taken by another program" if taken else f"cannot be used ({error.strerror})"
        remedy = 'set web.listen to another address, e.g. "127.0.0.1:8766"'
        raise Permanent(f"web page: {listen} {cause}; {remedy}", reason="listen") from error
    return sock


async def serve(app: ASGIApp, sock: socket.socket, stop: asyncio.Event) -> None:
    """Answer until `stop` is set; open requests get five seconds to end."""
    config = uvicorn.Config(
        app,
        http=Connection,
        lifespan="off",
        log_level="critical",
        access_log=False,
        ws="none",
        backlog=BACKLOG,
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([sock]))
    try:
        await stop.wait()
    finally:
        server.should_exit = True
        await task
        sock.close()
