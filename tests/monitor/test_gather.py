"""What the status says when the embedded server is away."""

from pathlib import Path

import pytest

from config.settings import RedisSettings, Settings
from monitor.gather import status_of, with_its_trouble
from workers.doors.redis.client import connect
from workers.doors.server.embedded import EmbeddedServer
from workers.model.errors import OutOfReach


@pytest.mark.parametrize(
    ("trouble", "told"), [("the disk of /d is full", "^the disk of /d is full$"), ("", "not answer")]
)
async def test_a_server_that_is_away_is_told_with_the_cause_that_is_known(
    tmp_path: Path, trouble: str, told: str
) -> None:
    server = EmbeddedServer(tmp_path, RedisSettings(port=0), "marsad")
    server.trouble = trouble

    async with connect(f"unix://{tmp_path}/nobody") as store:
        with pytest.raises(OutOfReach, match=told), with_its_trouble(server):
            await status_of(store, Settings(), ())
