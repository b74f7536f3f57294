"""Jobs for child processes, good and bad: each is found by name there. And what the kernel tells of processes."""

import asyncio
import ctypes
import gc
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

_told: list[str] = []


def double(number: int) -> int:
    return number * 2


def pid_of(_: object) -> int:
    return os.getpid()


def sleep_for_ever(_: object) -> None:
    signal.pause()


def burn(_: object) -> None:
    while True:
        pass


def eat_memory(size: int) -> int:
    return len(bytearray(size))


class Swelling:
    """Small to send, large to read."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __reduce__(self) -> tuple[type[bytearray], tuple[int]]:
        return bytearray, (self.size,)


def crash(_: object) -> None:
    ctypes.string_at(0)


def complain(what: str) -> None:
    raise ValueError(what)


def connect(address: tuple[str, int]) -> None:
    socket.create_connection(address)


def wait_for(file: str) -> None:
    while not Path(file).exists():
        time.sleep(0.01)


def remember(word: str) -> None:
    _told.append(word)


def told(_: object) -> list[str]:
    return _told


def environment(_: object) -> dict[str, str]:
    return dict(os.environ)


def send_self(number: int) -> str:
    os.kill(os.getpid(), number)
    return "still here"


def unpicklable(_: object) -> Callable[[], None]:
    return lambda: None


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


def zombies_and_children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def descriptors() -> int:
    """Open ones, less what only waits to be collected: an earlier test may have left some."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - another process's end has no event to wait on
        await asyncio.sleep(0.01)
