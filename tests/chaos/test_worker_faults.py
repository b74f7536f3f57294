"""Workers in processes of their own, killed and frozen in the middle: every entry published exactly once."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.consuming import settled, until
from tests.support.entries import an_entry, poll
from tests.support.invariants import assert_all_is_well
from tests.support.valkey import Valkey, connected, valkey
from workers.doors.redis import work
from workers.doors.redis.store import Store
from workers.model.errors import OutOfReach

ROOT = Path(__file__).parents[2]
ENTRIES = 200
ALL = [f"ent_{number:06}" for number in range(ENTRIES)]


class Team:
    """Worker processes by name."""

    def __init__(self, url: str, *, abandoned_ms: int = 60_000, work_seconds: float = 0.02) -> None:
        self._options = (url, str(abandoned_ms), str(work_seconds))
        self.members: dict[str, subprocess.Popen[bytes]] = {}

    def hire(self, name: str) -> None:
        url, abandoned_ms, work_seconds = self._options
        command = [sys.executable, "-m", "tests.chaos.worker_process", url, name, abandoned_ms, work_seconds]
        self.members[name] = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)

    def kill(self, name: str) -> None:
        """And a new life under the old name, as a supervisor would give it."""
        end(self.members[name])
        self.hire(name)

    def signal(self, name: str, number: signal.Signals) -> None:
        self.members[name].send_signal(number)

    def dismiss(self) -> list[int]:
        """SIGTERM, once they can hear it: their exit statuses."""
        for member in self.members.values():
            assert member.stdout is not None
            member.stdout.readline()
            member.send_signal(signal.SIGTERM)
        return [member.wait() for member in self.members.values()]


def end(member: "subprocess.Popen[bytes]") -> None:
    with member:
        member.kill()


@contextmanager
def team(server: Valkey, *names: str, abandoned_ms: int = 60_000, work_seconds: float = 0.02) -> Iterator[Team]:
    team = Team(server.url, abandoned_ms=abandoned_ms, work_seconds=work_seconds)
    for name in names:
        team.hire(name)
    try:
        yield team
    finally:
        for member in team.members.values():
            end(member)


async def published(store: Store, count: int) -> None:
    async def enough() -> bool:
        try:
            return int(await store.command("XLEN", store.keys.items)) >= count
        except OutOfReach:
            return False

    await until(enough)


async def holds(store: Store, count: int) -> bool:
    return (await store.backlog()).pending >= count


async def done(store: Store) -> bool:
    try:
        return await settled(store)
    except OutOfReach:
        return False


async def test_workers_killed_in_the_middle_of_200_entries_lose_and_double_nothing(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, connected(server) as store:
        await poll(store, *(an_entry(number) for number in range(ENTRIES)))
        with team(server, "here:worker:0", "here:worker:1") as workers:
            for number in range(1, 7):
                await published(store, number * 25)
                workers.kill(f"here:worker:{number % 2}")
            await until(lambda: done(store))
            assert workers.dismiss() == [0, 0]

        found = await assert_all_is_well(store, ALL)
        assert len(found.events) == ENTRIES


async def test_workers_and_server_killed_together_lose_and_double_nothing(tmp_path: Path) -> None:
    async with valkey(tmp_path, appendfsync="always") as server, connected(server) as store:
        await poll(store, *(an_entry(number) for number in range(ENTRIES)))
        with team(server, "here:worker:0", "here:worker:1") as workers:
            for number in range(1, 5):
                await published(store, number * 30)
                server.kill()
                workers.kill(f"here:worker:{number % 2}")
                await server.start()
            await until(lambda: done(store))

        found = await assert_all_is_well(store, ALL)
        assert len(found.events) == ENTRIES


async def test_a_worker_frozen_for_longer_than_its_claim_publishes_nothing_twice(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, connected(server) as store:
        await poll(store, *(an_entry(number) for number in range(ENTRIES)))
        with team(server, "here:worker:0", abandoned_ms=600, work_seconds=0.05) as workers:
            await published(store, 20)
            workers.signal("here:worker:0", signal.SIGSTOP)
            while not (held := (await store.backlog()).pending):  # it was between two batches
                workers.signal("here:worker:0", signal.SIGCONT)
                await until(lambda: holds(store, 1))
                workers.signal("here:worker:0", signal.SIGSTOP)
            workers.hire("here:worker:1")
            await until(lambda: done(store))
            workers.signal("here:worker:0", signal.SIGCONT)
            assert workers.dismiss() == [0, 0]

        found = await assert_all_is_well(store, ALL)
        assert held > 0
        assert len(found.events) == ENTRIES


async def test_a_worker_told_to_stop_leaves_nothing_in_hand(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, connected(server) as store:
        await poll(store, *(an_entry(number) for number in range(ENTRIES)))
        with team(server, "here:worker:0", work_seconds=0.05) as workers:
            await published(store, 20)
            assert workers.dismiss() == [0]

        assert (await store.backlog()).pending == 0


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
async def test_what_a_lost_machine_had_in_hand_is_taken_over(tmp_path: Path, fault: signal.Signals) -> None:
    async with valkey(tmp_path) as server, connected(server) as store:
        await poll(store, *(an_entry(number) for number in range(20)))
        with team(server, "lost:worker:0", work_seconds=30) as workers:
            await until(lambda: holds(store, 4))
            workers.signal("lost:worker:0", fault)
            cursor, taken = "0-0", 0
            while taken < 4:
                cursor, entries = await work.read_abandoned(store, "other:worker:0", cursor=cursor, idle_ms=300)
                taken += len(entries)
                await asyncio.sleep(0.01)

        assert taken == 4
