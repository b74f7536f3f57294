"""A power cut takes what was written and not yet on the disk: with fsync always nothing that was accepted is in it."""

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.consuming import publishing, running, settled, until
from tests.support.entries import an_entry, poll
from tests.support.invariants import assert_all_is_well
from tests.support.valkey import Valkey, connected
from workers.doors.redis.client import connect
from workers.model.errors import OutOfReach

SHIM = Path(__file__).with_name("fsync_shim.c")


@pytest.fixture
def shim(tmp_path: Path) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler here to make the shim with that tells what is on the disk")
    library = tmp_path / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], check=True)
    return library


def not_on_the_disk(directory: Path, log: Path) -> int:
    """Bytes at the end of the file that a power cut would take."""
    (increment,) = directory.rglob("*.incr.aof")
    lines = [line.split(" ", 1) for line in log.read_text().splitlines()]
    safe = max((int(size) for size, path in lines if path.endswith(increment.name)), default=0)
    return increment.stat().st_size - safe


def cut_to_what_is_on_the_disk(directory: Path, log: Path) -> None:
    (increment,) = directory.rglob("*.incr.aof")
    with increment.open("r+b") as file:
        file.truncate(increment.stat().st_size - not_on_the_disk(directory, log))


async def accepted_until_killed(server: Valkey, worth_it: Callable[[], bool] = lambda: True) -> list[str]:
    """Ids of the entries that were accepted, each by a commit that was answered. Killed while it is `worth_it`."""
    accepted: list[str] = []

    async def poller(first: int) -> None:
        async with connect(server.url, retries=0) as store:
            for number in range(first, first + 100_000):
                try:
                    source = f"source-{first}"
                    accepted.extend(await poll(store, an_entry(number, content="x" * 2000), source_id=source))
                except OutOfReach:
                    return

    pollers = [asyncio.create_task(poller(group * 100_000)) for group in range(4)]

    async def enough() -> bool:
        if len(accepted) <= 150:
            return False
        server.pause()  # so that nothing more reaches the disk
        if worth_it():
            return True
        server.go_on()
        return False

    await until(enough)
    server.kill()
    await asyncio.gather(*pollers)
    return accepted


async def test_nothing_accepted_is_lost_in_a_power_cut_with_fsync_always(
    tmp_path: Path, shim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "synced"
    monkeypatch.setenv("FSYNC_LOG", str(log))
    monkeypatch.setenv("LD_PRELOAD", str(shim))
    server = Valkey(tmp_path / "data", appendfsync="always")
    await server.start()
    accepted = await accepted_until_killed(server)
    monkeypatch.delenv("LD_PRELOAD")
    cut_to_what_is_on_the_disk(server.directory, log)
    await server.start()

    async with connected(server) as store, running(store, publishing(store)):
        await until(lambda: settled(store))
        await assert_all_is_well(store, accepted)
    server.kill()
    assert len(accepted) > 150


async def test_the_cut_is_real_with_fsync_every_second_it_takes_something(
    tmp_path: Path, shim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "synced"
    monkeypatch.setenv("FSYNC_LOG", str(log))
    monkeypatch.setenv("LD_PRELOAD", str(shim))
    server = Valkey(tmp_path / "data", appendfsync="everysec")
    await server.start()
    await accepted_until_killed(server, lambda: not_on_the_disk(server.directory, log) > 0)
    cut = not_on_the_disk(server.directory, log)

    assert cut > 0
