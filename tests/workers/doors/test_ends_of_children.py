"""Children: their ends, and that of the process that forks them; nobody is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.jobs import burn, descriptors, double, exists, pid_of, until, zombies_and_children
from workers.doors.children import Children
from workers.model.errors import Permanent


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


async def test_who_hears_first_that_the_zygote_is_gone_keeps_nobody_waiting() -> None:
    others = set(zombies_and_children())
    async with Children(2) as children:
        idle = await children.run(pid_of, None, deadline=20)
        busy = asyncio.create_task(children.run(burn, None, deadline=60))
        await until(lambda: len(children.pids) == 2)
        (zygote,) = set(zombies_and_children()) - others
        os.kill(zygote, signal.SIGKILL)
        while any(exists(pid) for pid in (idle, *children.pids)):  # without a turn of the loop
            pass

        assert await children.run(double, 4, deadline=20) == 8
        async with asyncio.timeout(10):
            with pytest.raises(Permanent, match="SIGKILL"):
                await busy


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
from tests.support.jobs import burn, pid_of
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
