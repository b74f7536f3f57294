"""The files of one embedded server, and who owns them now. Knows nothing of processes beyond their ids."""

import errno
import fcntl
import hashlib
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from workers.model.errors import Permanent

OWN_USER = "marsad"
LONGEST_SOCKET_PATH = 100
"""The kernel takes 107 bytes on Linux and 103 on macOS, in silence cut or refused beyond."""
OWNER_BYTES = 512
"""What the lock file always holds, so that a new word covers the old one."""
SHORTEST_PASSWORD = 16
"""Characters. What is shorter was cut by a crash, not made by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """What the lock file says. `kind` is `run`, or `reading` for a command that started the server for itself."""

    pid: int
    kind: str
    socket: str
    port: int
    server_pid: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """The directory of the embedded server below the data directory."""

    data_dir: Path

    @property
    def directory(self) -> Path:
        return self.data_dir / "redis"

    @property
    def lock(self) -> Path:
        """Held (flock) by the process that runs the server."""
        return self.directory / "lock"

    @property
    def server_lock(self) -> Path:
        """Held by the server itself, through an inherited descriptor, so for as long as it lives and no longer."""
        return self.directory / "server.lock"

    @property
    def password_file(self) -> Path:
        return self.directory / "password"

    @property
    def acl_file(self) -> Path:
        return self.directory / "users.acl"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def has_data(self) -> bool:
        return (self.directory / "appendonlydir").is_dir()

    def socket(self) -> Path:
        """In the directory; in a private one of short name where that path is too long for a socket."""
        plain = self.directory / "socket"
        if len(os.fsencode(plain)) <= LONGEST_SOCKET_PATH:
            return plain
        name = hashlib.blake2b(os.fsencode(self.directory.resolve()), digest_size=6).hexdigest()
        return _private_directory() / name

    def prepare(self) -> None:
        """Makes the directory. Raises Permanent naming the path and the remedy, also where it is not ours alone."""
        with self.writing():
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            _refuse_foreign(self.directory)
            self.directory.chmod(0o700)

    def provide_password(self) -> None:
        """Makes the password where there is none, or an empty or cut one. Only who holds the lock may."""
        with self.writing():
            if self.password_file.exists():
                _refuse_foreign(self.password_file)
                if len(self.password()) >= SHORTEST_PASSWORD:
                    return
            write_private(self.password_file, secrets.token_urlsafe(24))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Raises Permanent where the directory cannot be written."""
        try:
            yield
        except OSError as error:
            raise Permanent(
                f"The data directory {self.data_dir} cannot be written ({error.strerror or error}). Make it writable "
                "for this user, free space on its disk, or set data_dir to another directory.",
                reason="data_dir",
            ) from error

    def password(self) -> str:
        return self.password_file.read_text().strip()

    def url(self, socket: str) -> str:
        """Marsad's own user, over the unix socket."""
        return f"unix://{OWN_USER}:{quote(self.password(), safe='')}@{quote(socket)}"

    def tell(self, owner: Owner) -> None:
        """Into the lock file, which is ours; in one write, so that who asks meanwhile reads the old word or the new."""
        with open(self.lock, "r+b", buffering=0, opener=_not_through_links) as handle:
            handle.write(json.dumps(asdict(owner)).encode().ljust(OWNER_BYTES))

    def owner(self) -> Owner | None:
        """Who runs the server now; None when nobody does."""
        try:
            with open(self.lock, opener=_not_through_links) as handle:
                if _locked(handle, fcntl.LOCK_SH):
                    return None
                return Owner(**json.load(handle))
        except (OSError, ValueError, TypeError):
            return None


def write_private(path: Path, text: str) -> None:
    """Replaces the file in one step, readable for this user alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())  # else a power cut may leave the new name with nothing in it
    Path(name).replace(path)


def take(path: Path) -> IO[str] | None:
    """The lock file, locked until it is closed, or None when somebody else holds it."""
    try:
        handle = open(path, "a+", opener=_not_through_links)  # noqa: SIM115 - held until it is closed
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise Permanent(
            f"{path} is a symbolic link, which Marsad never makes; remove it.", reason="data_dir"
        ) from error
    os.fchmod(handle.fileno(), 0o600)
    if _locked(handle, fcntl.LOCK_EX):
        return handle
    handle.close()
    return None


def _not_through_links(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _refuse_foreign(path: Path) -> None:
    """What others own or may write can be a trap: the password is theirs then, or the users file."""
    found = path.stat()
    fault = "may be written by other users" if found.st_mode & 0o022 else ""
    if found.st_uid != os.geteuid():
        fault = f"belongs to another user (uid {found.st_uid})"
    if fault:
        raise Permanent(
            f"{path} {fault}. Run Marsad as its owner, `chmod go-w` it if you trust what is in it, or set data_dir to "
            "another directory.",
            reason="data_dir",
        )


def _locked(handle: IO[str], how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _private_directory() -> Path:
    """A directory with a short path that nobody else can have prepared."""
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/")
    short = runtime != Path("/") and runtime.is_dir() and len(os.fsencode(runtime)) < LONGEST_SOCKET_PATH // 2
    parent = runtime if short else Path("/tmp")  # noqa: S108 -- checked below
    directory = parent / f"marsad-{os.getuid()}"
    directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != 0o700:
        raise Permanent(
            f"{directory} belongs to somebody else or is open to others; remove it, or set data_dir to a shorter path.",
            reason="data_dir",
        )
    return directory
