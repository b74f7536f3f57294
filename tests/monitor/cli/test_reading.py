"""Whether the owner of a data directory is still there, as a command asks that lost its server."""

import asyncio
import json
from pathlib import Path
from typing import IO

from monitor.cli.reading import has_ended
from workers.doors.server.place import Place, take


def owned(data_dir: Path) -> IO[str]:
    place = Place(data_dir)
    place.prepare()
    place.provide_password()
    lock = take(place.lock)
    assert lock is not None
    json.dump({"pid": 1, "kind": "run", "socket": str(place.socket()), "port": 0}, lock)
    lock.flush()
    return lock


async def test_an_owner_that_is_slow_to_give_back_its_lock_has_ended(tmp_path: Path) -> None:
    lock = owned(tmp_path)
    asyncio.get_running_loop().call_later(0.12, lock.close)

    assert await has_ended(tmp_path)


async def test_an_owner_that_keeps_its_lock_has_not_ended(tmp_path: Path) -> None:
    with owned(tmp_path):
        assert not await has_ended(tmp_path, looks=2)
