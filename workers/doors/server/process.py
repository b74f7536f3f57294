"""One server process: started so that it dies with us, watched until it answers, stopped. Knows nothing of restarts."""

import asyncio
import ctypes
import errno
import os
import signal
import socket as sockets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from workers.model.errors import Permanent

STOP_PATIENCE = 30.0
_PR_SET_PDEATHSIG = 1


def _death_wish() -> Callable[[], None] | None:
    """Run in the child before the server: the kernel tells it to stop when we are gone, however we went."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def wish() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # we died in between
            os._exit(1)

    return wish


def spawn(command: list[str], *, server_lock: int) -> subprocess.Popen[bytes]:
    """`server_lock`: a locked descriptor that the server inherits, and so holds while it lives."""
    return subprocess.Popen(  # noqa: S603 -- our own command line
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(server_lock,),
        restore_signals=False,  # a file over a limit is then an error, as a full disk is, not the end
        start_new_session=True,  # a Ctrl-C in the terminal is for us; we stop the server when the rest is done
        preexec_fn=_death_wish(),  # noqa: PLW1509 -- calls prctl and getppid, nothing that could wait for a lock
    )


async def answer(socket: Path) -> str:
    """What the server says to PING: "+PONG", "-LOADING …", or "" when nobody listens."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return ""
    try:
        writer.write(b"PING\r\n")
        async with asyncio.timeout(5):
            return (await reader.readline()).decode(errors="replace").strip()
    except (OSError, TimeoutError):
        return ""
    finally:
        writer.close()


async def until_ready(
    process: subprocess.Popen[bytes], socket: Path, log: Path, *, progress: Callable[[str], None]
) -> None:
    """Waits for as long as the server loads. Raises Permanent with the server's own words when it ends instead."""
    said, waited = "", 0
    while True:
        said = await answer(socket)
        if said == "+PONG":
            return
        if process.poll() is not None:
            raise Permanent(
                f"The embedded server ended at once (status {process.returncode}). Its log {log} says: {tail(log)}",
                reason="server_crashed",
            )
        waited += 1
        if said.startswith("-LOADING") and waited % 100 == 0:
            progress(said)
        await asyncio.sleep(0.01 if waited < 200 else 0.1)


async def ended(process: subprocess.Popen[bytes], socket: Path) -> None:
    """Also returns when the socket is gone: the server lives, but nobody can reach it any more."""
    looks = 0
    while process.poll() is None:
        await asyncio.sleep(0.05)  # the kernel tells of a child's end only by asking or by signal
        looks += 1
        if looks % 20 == 0 and _is_gone(socket):
            return


def _is_gone(path: Path) -> bool:
    return not path.is_socket()


def serves(pid: int, directory: Path) -> bool:
    """Whether this process is a server of ours on this directory, and not a later one with the same id."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        words = [os.fsdecode(word) for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
    except OSError:
        return False
    options = dict(zip(words[1::2], words[2::2], strict=False))
    return "--aclfile" in options and Path(options.get("--dir", "/")).resolve() == directory.resolve()


async def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks, waits, and only then insists: a clean end writes the last data."""
    if process.poll() is None:
        process.terminate()
    for _ in range(int(STOP_PATIENCE / 0.02)):
        if process.poll() is not None:
            return
        await asyncio.sleep(0.02)
    process.kill()
    process.wait()


def tail(log: Path, *, lines: int = 2) -> str:
    """The last words of the server, without its standing advice about the kernel."""
    try:
        with log.open("rb") as handle:
            handle.seek(max(0, handle.seek(0, os.SEEK_END) - 4000))
            said = handle.read().decode(errors="replace").split("\n")
    except OSError as error:
        return f"(not readable: {error.strerror})"
    return " / ".join([line for line in said if line and "overcommit" not in line][-lines:])


def cut_off(log: Path) -> bool:
    """Whether the server's last words end in the middle of a line: it could not even write its log."""
    try:
        with log.open("rb") as handle:
            if handle.seek(0, os.SEEK_END) == 0:
                return False
            handle.seek(-1, os.SEEK_END)
            return handle.read(1) != b"\n"
    except OSError:
        return False


def free_port(wanted: int) -> int:
    """The wanted port, or another one where it is taken. 0 stays 0: no TCP."""
    if wanted == 0 or _is_free(wanted):
        return wanted
    with sockets.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with sockets.socket() as probe:
        probe.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True
