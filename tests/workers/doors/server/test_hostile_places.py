"""The embedded server among others on one machine: foreign files, recycled pids, greedy clients, a lost socket."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import RedisSettings
from tests.support.consuming import until
from workers.doors.redis.client import connect
from workers.doors.server.embedded import EmbeddedServer, attach
from workers.doors.server.place import OWNER_BYTES, Owner, Place, take
from workers.doors.server.process import serves
from workers.model.errors import Permanent

NO_PORT = RedisSettings(port=0)


@pytest.mark.parametrize("left", ["", "  \n", "short"])
async def test_a_password_that_a_crash_cut_is_made_anew(tmp_path: Path, left: str) -> None:
    place = Place(tmp_path)
    place.prepare()
    place.password_file.write_text(left)
    place.password_file.chmod(0o600)

    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server, connect(server.url) as store:
        assert await store.command("DBSIZE") == 0
        assert len(place.password()) == 32


async def test_the_password_outlives_a_restart(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server:
        first = server.place.password()

    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server:
        assert server.place.password() == first


async def test_who_is_refused_leaves_the_owners_password_alone(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server:
        server.place.password_file.write_text("cut")
        with pytest.raises(Permanent, match="already runs"):
            async with EmbeddedServer(tmp_path, NO_PORT, "marsad"):
                pass

        assert server.place.password() == "cut"


@pytest.mark.parametrize("name", [".", "password"])
async def test_what_others_may_write_is_refused(tmp_path: Path, name: str) -> None:
    place = Place(tmp_path)
    place.prepare()
    place.provide_password()
    (place.directory / name).chmod(0o722)

    with pytest.raises(Permanent, match=r"may be written by other users\. .*chmod go-w") as refused:
        async with EmbeddedServer(tmp_path, NO_PORT, "marsad"):
            pass

    assert refused.value.reason == "data_dir"


async def test_what_another_user_owns_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Place(tmp_path).prepare()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(Permanent, match="belongs to another user"):
        Place(tmp_path).prepare()


def test_a_lock_file_is_not_opened_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    victim.chmod(0o644)
    (tmp_path / "lock").symlink_to(victim)

    with pytest.raises(Permanent, match="is a symbolic link"):
        take(tmp_path / "lock")

    assert victim.stat().st_mode & 0o777 == 0o644
    assert attach(tmp_path) is None


def test_a_new_word_of_the_owner_covers_the_old_one_without_an_empty_moment(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.prepare()
    sizes = []
    with take(place.lock) or pytest.fail("nobody else is here"):
        for server_pid in (1234567, 0, 12):
            place.tell(Owner(pid=1, kind="run", socket="/run/marsad", port=6399, server_pid=server_pid))
            sizes.append(place.lock.stat().st_size)
            found = place.owner()
            assert found is not None
            assert found.server_pid == server_pid

    assert sizes == [OWNER_BYTES] * 3
    assert place.owner() is None


def a_stranger(directory: Path) -> "subprocess.Popen[bytes]":
    """Ends well when it is given a line."""
    command = [sys.executable, "-c", "input()", "--dir", str(directory)]
    return subprocess.Popen(command, stdin=subprocess.PIPE)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
async def test_a_recycled_pid_is_not_stopped(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.prepare()
    held = take(place.server_lock)
    assert held is not None
    with a_stranger(place.directory) as other:
        owner = {"pid": 1, "kind": "run", "socket": "", "port": 0, "server_pid": other.pid}
        place.lock.write_text(json.dumps(owner))
        starting = asyncio.create_task(EmbeddedServer(tmp_path, NO_PORT, "marsad").__aenter__())
        await asyncio.sleep(0)  # it runs up to where it waits for the orphan
        other.communicate(b"\n")
        assert other.returncode == 0
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
    held.close()


async def test_a_server_is_known_by_its_directory(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path / "a", NO_PORT, "marsad") as server:
        assert serves(server._process.pid, tmp_path / "a" / "redis")
        if sys.platform.startswith("linux"):
            assert not serves(server._process.pid, tmp_path / "b" / "redis")


async def test_a_lost_socket_is_noticed_and_the_server_started_again_with_its_data(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server:
        async with connect(server.url) as store:
            await store.command("SET", "marsad:meta", "kept")
        server.socket.unlink()

        async def again() -> bool:
            return server.restarts == 1

        await until(again)
        async with connect(server.url, retries=20) as store:
            assert await store.command("GET", "marsad:meta") == "kept"


async def test_an_unfinished_command_is_cut_off_before_it_fills_the_memory(tmp_path: Path) -> None:
    settings = RedisSettings(port=0, max_memory=1024**3)
    async with EmbeddedServer(tmp_path, settings, "marsad") as server, connect(server.url) as store:

        def flood() -> int:
            sent = 0
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(server.socket))
                client.sendall(b"*2\r\n$4\r\nECHO\r\n$500000000\r\n")
                try:
                    while sent < 500_000_000:
                        sent += client.send(b"x" * 1_000_000)
                except OSError:
                    pass
            return sent

        assert await asyncio.to_thread(flood) < 250_000_000
        assert await store.command("CONFIG", "GET", "maxmemory-clients") == {"maxmemory-clients": "20%"}
