"""The other side of `children`: a preloaded process that forks, and the forks that do one job after another.

Knows nothing of what the jobs are. Run as `python -m workers.doors.zygote`; speaks on file descriptor 0 (a socket).
The parent sends five-byte orders: `b"+" + token` with a socket attached asks for a child on it, `b"-" + pid` kills one.
The answers are JSON lines: `{"ready": true}`, `{"born": pid, "token": n}`, `{"dead": pid, "status": n}`,
`{"failed": "…"}`.
"""

import ctypes
import gc
import importlib
import json
import logging
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from mmap import mmap
from typing import Any

from workers.doors.arena import mapped

ORDER_BYTES = 5
OUT_OF_MEMORY = 12
"""The exit status of a child that could not even read its job, or say what became of it: ENOMEM."""
_LENGTH = struct.Struct("!Q")
_IN_ARENA = 1 << 63
_PR_SET_PDEATHSIG = 1
_FORBIDDEN = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system"})


def frame(value: object) -> bytes:
    """A message with its length in front."""
    payload = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(payload)) + payload


def read_exactly(channel: socket.socket, size: int) -> bytes:
    """Blocking; raises EOFError when the other side is gone."""
    received = bytearray(size)
    view = memoryview(received)
    while view:
        count = channel.recv_into(view)
        if not count:
            raise EOFError
        view = view[count:]
    return bytes(received)


def framed(message: object, arena: mmap | None) -> bytes:
    """What is to be sent of a message: length and pickle, or only the length where shared memory holds the pickle."""
    if arena is None:
        return frame(message)
    arena.seek(0)
    try:
        pickle.dump(message, arena, protocol=pickle.HIGHEST_PROTOCOL)
    except ValueError:  # more than there is room for
        return frame(message)
    return _LENGTH.pack(arena.tell() | _IN_ARENA)


def read_message(channel: socket.socket, arena: mmap | None = None) -> Any:
    (size,) = _LENGTH.unpack(read_exactly(channel, _LENGTH.size))
    if size & _IN_ARENA and arena is not None:
        with memoryview(arena) as shared, shared[: size ^ _IN_ARENA] as payload:
            return pickle.loads(payload)  # noqa: S301 - written by our own parent, which alone has this memory too
    return pickle.loads(read_exactly(channel, size))  # noqa: S301 - written by our own parent, over an inherited socket


def serve(control: socket.socket) -> None:
    """Until the parent is gone: fork on order, report the dead. Never busy, so it always sees the parent's end."""
    wakeup, waker = socket.socketpair()
    for end in (wakeup, waker):
        end.settimeout(0)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    alive: set[int] = set()
    try:
        while True:
            ready, _, _ = select.select([control, wakeup], [], [])
            if wakeup in ready:
                with suppress(BlockingIOError):
                    wakeup.recv(4096)
                _report_dead(control, alive)
            if control in ready and not _obey(control, alive, inherited=(wakeup, waker)):
                return
    finally:
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
        for pid in alive:
            os.waitpid(pid, 0)


def _report_dead(control: socket.socket, alive: set[int]) -> None:
    for pid in sorted(alive):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            alive.discard(pid)
            _answer(control, {"dead": pid, "status": os.waitstatus_to_exitcode(status)})


def _answer(control: socket.socket, message: dict[str, object]) -> None:
    with suppress(OSError):
        control.sendall(json.dumps(message).encode() + b"\n")


def _obey(control: socket.socket, alive: set[int], *, inherited: tuple[socket.socket, ...]) -> bool:
    """Carry out one order; False when the parent is gone. Only pids not yet reaped are killed: no reuse, no mistake."""
    try:
        order, files, _, _ = socket.recv_fds(control, ORDER_BYTES, 2)
    except OSError:
        return False
    if len(order) < ORDER_BYTES:
        return False
    if order.startswith(b"-"):
        pid = int.from_bytes(order[1:], "big")
        if pid in alive:
            os.kill(pid, signal.SIGKILL)
        return True
    token, pid = int.from_bytes(order[1:], "big"), os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        for end in (control, *inherited):
            end.close()
        _live(files)
    for file in files:
        os.close(file)
    alive.add(pid)
    _answer(control, {"born": pid, "token": token})
    return True


def _live(files: list[int]) -> None:
    """The whole life of a child: jobs until the parent closes the socket. Never returns."""
    status = 1
    try:
        channel, arena = socket.socket(fileno=files[0]), mapped(files[1]) if len(files) > 1 else None
        _die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        memory: int = read_message(channel)
        _limit_memory(memory)
        while True:
            function, argument, deadline = read_message(channel, arena)
            _limit_time(deadline)
            outcome, answer = _attempt(function, argument)
            channel.sendall(answer)
            if outcome == "memory":
                break
    except MemoryError:
        status = OUT_OF_MEMORY
    except (EOFError, OSError):
        status = 0
    finally:
        os._exit(status)


def _attempt(function: Callable[..., object], argument: object) -> tuple[str, bytes]:
    """("done", the framed result), or ("failed" or "memory", a framed line that says why)."""
    try:
        return "done", frame(("done", function(argument)))
    except MemoryError:
        return "memory", frame(("memory", "MemoryError"))
    except BaseException as error:  # noqa: BLE001 - the process boundary: whatever a job raises is the parent's to judge
        return "failed", frame(("failed", f"{type(error).__name__}: {error}"))


def _limit_time(deadline: float) -> None:
    """CPU seconds from now on: the kernel ends what the parent, should it hang, doesn't."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + deadline) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _die_with_parent() -> None:
    """Linux kills a child in the midst of a job; elsewhere it ends at the job's end, when its socket is closed."""
    if not sys.platform.startswith("linux"):
        return
    zygote = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != zygote or zygote == 1:
        raise EOFError


def _limit_memory(memory: int) -> None:
    """Address space above what the preloaded modules already have. Not enforced where the kernel doesn't."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - one short read, no path arithmetic
            pages = int(statm.read().split()[0])
    except OSError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory,) * 2)


def _refuse_network(event: str, _: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"a child process may not do {event}: it has no business outside")


def _prepare(control: socket.socket) -> None:
    """Import and set up once, so that every fork shares the memory."""
    sys.path[:], preload = read_message(control)
    for module in preload:
        importlib.import_module(module)
    setup, argument = read_message(control)
    if setup is not None:
        setup(argument)


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(ignored, signal.SIG_IGN)  # the parent decides when its children end
    control = socket.socket(fileno=os.dup(0))
    os.close(0)
    os.open(os.devnull, os.O_RDONLY)
    logging.getLogger().addHandler(logging.NullHandler())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(EOFError):
        outcome, answer = _attempt(_prepare, control)
        if outcome != "done":
            _answer(control, {"failed": pickle.loads(answer[_LENGTH.size :])[1]})  # noqa: S301 - our own
            return
    sys.addaudithook(_refuse_network)
    gc.collect()
    gc.freeze()
    _answer(control, {"ready": True})
    serve(control)


if __name__ == "__main__":
    main()
