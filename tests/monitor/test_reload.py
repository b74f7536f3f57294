"""SIGHUP: what is taken, and what is refused."""

import asyncio
from pathlib import Path

import pytest

from monitor.reload import Reloader
from tests.support.configuration import loaded

ALERT = '[[alert]]\nname = "desk"\nurl = "https://discord.example/hook"\nformat = "discord"\n'


@pytest.mark.parametrize(
    ("more", "taken"), [('options = { thread_name = "x" }\n', True), ("options = { thread_name = { a = 1 } }\n", False)]
)
async def test_an_alert_that_cannot_work_is_refused_and_the_old_configuration_stays(
    tmp_path: Path, *, more: str, taken: bool
) -> None:
    before, stop = loaded(tmp_path, ""), asyncio.Event()
    reloader = Reloader(before, str(tmp_path / "marsad.toml"), stop)
    (tmp_path / "marsad.toml").write_text(ALERT + more, encoding="utf-8")

    reloader.hang_up()

    assert (reloader.current is not before, reloader.round.is_set()) == (taken, taken)
    stop.set()
    await asyncio.wait_for(reloader._watch, 10)
