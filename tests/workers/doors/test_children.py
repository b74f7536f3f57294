"""Children: jobs come back, bad ones are killed, nobody is left behind."""

import asyncio
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from workers.doors.children import Children
from workers.model.errors import Permanent

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
    return len(list(Path("/proc/self/fd").iterdir()))


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - another process's end has no event to wait on
        await asyncio.sleep(0.01)


async def test_jobs_come_back_from_other_processes() -> None:
    async with Children(2) as children:
        results = await asyncio.gather(*(children.run(double, n, deadline=20) for n in range(20)))
        pids = {await children.run(pid_of, None, deadline=20) for _ in range(6)}

    assert results == [n * 2 for n in range(20)]
    assert len(pids) == 2
    assert os.getpid() not in pids


async def test_big_arguments_and_results_pass() -> None:
    async with Children(1) as children:
        assert await children.run(bytes, b"x" * 5_000_000, deadline=20) == b"x" * 5_000_000


async def test_what_outlives_its_deadline_is_killed_and_replaced() -> None:
    async with Children(1) as children:
        first = await children.run(pid_of, None, deadline=20)
        with pytest.raises(Permanent) as raised:
            await children.run(sleep_for_ever, None, deadline=0.05)
        second = await children.run(pid_of, None, deadline=20)

    assert raised.value.reason == "deadline"
    assert "sleep_for_ever" in str(raised.value)
    assert first != second


async def test_the_others_go_on_while_one_is_killed() -> None:
    async with Children(2) as children:
        bad = asyncio.create_task(children.run(burn, None, deadline=0.5))
        good = [await children.run(double, n, deadline=20) for n in range(5)]
        with pytest.raises(Permanent):
            await bad

    assert good == [0, 2, 4, 6, 8]


async def test_memory_is_limited_and_the_child_replaced() -> None:
    async with Children(1, memory=64 * 1024**2) as children:
        assert await children.run(eat_memory, 16 * 1024**2, deadline=20) == 16 * 1024**2
        with pytest.raises(Permanent) as raised:
            await children.run(eat_memory, 512 * 1024**2, deadline=20)
        assert await children.run(double, 4, deadline=20) == 8

    assert raised.value.reason == "memory"


@pytest.mark.parametrize("made", [Swelling, bytes], ids=["swells", "is sent"])
async def test_a_job_too_large_to_be_read_is_a_matter_of_memory(made: Callable[..., object]) -> None:
    argument = made(256 * 1024**2)
    async with Children(1, memory=64 * 1024**2) as children:
        with pytest.raises(Permanent) as raised:
            await children.run(told, argument, deadline=20)
        assert await children.run(double, 4, deadline=20) == 8

    assert raised.value.reason == "memory"


async def test_a_crash_costs_one_job() -> None:
    async with Children(1) as children:
        with pytest.raises(Permanent) as raised:
            await children.run(crash, None, deadline=20)
        assert await children.run(double, 4, deadline=20) == 8

    assert raised.value.reason == "crashed"
    assert "SIGSEGV" in str(raised.value)


async def test_what_a_job_raises_comes_back_as_failed() -> None:
    async with Children(1) as children:
        before = await children.run(pid_of, None, deadline=20)
        with pytest.raises(Permanent, match="ValueError: no such thing") as raised:
            await children.run(complain, "no such thing", deadline=20)
        with pytest.raises(Permanent, match="unpicklable"):
            await children.run(unpicklable, None, deadline=20)
        assert await children.run(pid_of, None, deadline=20) == before

    assert raised.value.reason == "failed"


async def test_children_have_no_network_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD__REDIS__URL", "redis://:secret@localhost")
    async with Children(1) as children:
        with pytest.raises(Permanent, match="PermissionError"):
            await children.run(connect, ("127.0.0.1", 9), deadline=20)
        seen = await children.run(environment, None, deadline=20)

    assert not [name for name in seen if name.startswith("MARSAD")]


async def test_setup_runs_once_before_the_forks() -> None:
    async with Children(2, ("json",), remember, "topics") as children:
        assert await children.run(told, None, deadline=20) == ["topics"]
        with pytest.raises(Permanent):
            await children.run(sleep_for_ever, None, deadline=0.05)
        assert await children.run(told, None, deadline=20) == ["topics"]


async def test_a_setup_that_fails_says_why() -> None:
    with pytest.raises(Permanent, match="ModuleNotFoundError") as raised:
        async with Children(1, ("no.such.module",)):
            pass
    with pytest.raises(Permanent, match="ValueError: bad topics"):
        async with Children(1, (), complain, "bad topics"):
            pass

    assert raised.value.reason == "failed"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_signals_meant_for_the_parent_are_ignored(number: int) -> None:
    async with Children(1) as children:
        assert await children.run(send_self, number, deadline=20) == "still here"


async def test_an_idle_child_that_was_killed_costs_no_job() -> None:
    async with Children(1) as children:
        pid = await children.run(pid_of, None, deadline=20)
        os.kill(pid, signal.SIGKILL)
        await until(lambda: not Path(f"/proc/{pid}").exists())

        assert await children.run(double, 4, deadline=20) == 8


async def test_an_idle_childs_end_is_seen_before_anybody_tells_of_it() -> None:
    others = set(zombies_and_children())
    async with Children(1) as children:
        pid = await children.run(pid_of, None, deadline=20)
        (zygote,) = set(zombies_and_children()) - others
        os.kill(zygote, signal.SIGSTOP)
        os.kill(pid, signal.SIGKILL)
        await until(lambda: not exists(pid))
        job = asyncio.create_task(children.run(double, 4, deadline=20))
        await asyncio.sleep(0)
        os.kill(zygote, signal.SIGCONT)

        assert await job == 8


async def test_the_zygote_itself_may_be_killed() -> None:
    others = set(zombies_and_children())
    async with Children(1) as children:
        pid = await children.run(pid_of, None, deadline=20)
        (zygote,) = set(zombies_and_children()) - others
        os.kill(zygote, signal.SIGKILL)
        while exists(pid):  # without a turn of the loop, which would hear of it
            pass

        assert await children.run(double, 4, deadline=20) == 8


async def test_children_are_recycled() -> None:
    async with Children(1, recycle=2) as children:
        pids = [await children.run(pid_of, None, deadline=20) for _ in range(4)]

    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_a_cancelled_job_is_stopped_and_its_place_free_again() -> None:
    async with Children(1) as children:
        pid = await children.run(pid_of, None, deadline=20)
        job = asyncio.create_task(children.run(burn, None, deadline=60))
        for _ in range(20):
            await asyncio.sleep(0)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job

        assert await children.run(double, 4, deadline=20) == 8
        assert pid not in children.pids


async def test_closing_kills_all_and_leaks_nothing() -> None:
    before, others = descriptors(), set(zombies_and_children())
    async with Children(2) as children:
        busy = asyncio.create_task(children.run(burn, None, deadline=60))
        waiting = [asyncio.create_task(children.run(burn, None, deadline=60)) for _ in range(3)]
        await until(lambda: len(children.pids) == 2)
        pids = children.pids

    ends = await asyncio.gather(busy, *waiting, return_exceptions=True)
    assert {end.reason for end in ends if isinstance(end, Permanent)} == {"closed"}
    assert not any(exists(pid) for pid in pids)
    assert set(zombies_and_children()) - others == set()
    assert descriptors() == before


PARENT = """
import asyncio, sys
from tests.workers.doors.test_children import burn, pid_of
from workers.doors.children import Children
async def main():
    async with Children(2) as children:
        idle = await children.run(pid_of, None, deadline=60)
        busy = asyncio.create_task(children.run(burn, None, deadline=60))
        while len(children.pids) < 1: await asyncio.sleep(0.01)
        print(*children.pids, flush=True)
        await busy
asyncio.run(main())
"""


async def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(PARENT)
    root = Path(__file__).parents[3]
    parent = subprocess.Popen(  # noqa: ASYNC220 - returns at once
        [sys.executable, script],
        stdout=subprocess.PIPE,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        text=True,
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdout.close()

    await until(lambda: not any(exists(pid) for pid in pids))
    assert pids


async def test_the_event_loop_is_free_while_children_work(tmp_path: Path) -> None:
    async with Children(1) as children:
        job = asyncio.create_task(children.run(wait_for, str(tmp_path / "turns"), deadline=20))
        for _ in range(10):
            await asyncio.sleep(0)
        (tmp_path / "turns").touch()

        await job
