"""Children: jobs come back, bad ones are killed and cost nothing but themselves."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.jobs import (
    Swelling,
    burn,
    complain,
    connect,
    crash,
    double,
    eat_memory,
    environment,
    pid_of,
    remember,
    send_self,
    sleep_for_ever,
    told,
    unpicklable,
    wait_for,
)
from workers.doors.children import Children
from workers.model.errors import Permanent


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


async def test_a_package_of_the_same_name_where_marsad_is_started_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "__init__.py").write_text("raise SystemExit('not what was asked for')")
    monkeypatch.chdir(tmp_path)
    async with Children(1) as children:
        assert await children.run(double, 21, deadline=20) == 42


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


async def test_the_event_loop_is_free_while_children_work(tmp_path: Path) -> None:
    async with Children(1) as children:
        job = asyncio.create_task(children.run(wait_for, str(tmp_path / "turns"), deadline=20))
        for _ in range(10):
            await asyncio.sleep(0)
        (tmp_path / "turns").touch()

        await job
