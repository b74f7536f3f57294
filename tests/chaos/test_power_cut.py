"""A power cut takes what was written and not yet on the disk: with fsync always nothing that was accepted is in it."""

import asyncio
import shutil
import subprocess
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


def cut_to_what_is_on_the_disk(directory: Path, log: Path) -> int:
    """Bytes that the power cut took."""
    (increment,) = directory.rglob("*.incr.aof")
    lines = [line.split(" ", 1) for line in log.read_text().splitlines()]
    safe = max((int(size) for size, path in lines if path.endswith(increment.name)), default=0)
    before = increment.stat().st_size
    with increment.open("r+b") as file:
        file.truncate(safe)
    return before - safe


async def accepted_until_killed(server: Valkey) -> list[str]:
    """Ids of the entries that were accepted, each by a commit that was answered."""
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
        return len(accepted) > 150

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
    await accepted_until_killed(server)

    assert cut_to_what_is_on_the_disk(server.directory, log) > 0
