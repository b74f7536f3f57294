"""Configuration that would hang or overwhelm a command is refused with a message."""

import os
from pathlib import Path

import pytest

from tests.support.cli import marsad

HOSTILE = [
    (".".join(["a"] * 200_000) + " = 1\n", "marsad.toml:1: a key has too many parts"),
    ("\n[" + ".".join(['"a"'] * 100_000) + "]\n", "marsad.toml:2: a key has too many parts"),
    ("\n[redis]\nport = " + "1" * 5000 + "\n", "marsad.toml:3: a number is too long"),
    ("".join(f"key_{number} = 1\n" for number in range(100_000)), "has 100000 mistakes; the first ones are told"),
    ("".join(f"key_{number} = 1\n" for number in range(300_000)), "marsad.toml: is too large for configuration"),
]


@pytest.mark.parametrize(
    ("text", "told"), HOSTILE, ids=["long-key", "long-table", "long-number", "many-keys", "many-lines"]
)
def test_a_configuration_without_measure_is_refused_soon(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "marsad.toml").write_text(text)

    done = marsad("check", home=tmp_path, timeout=20)

    assert done.code == 2
    assert told in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("key", ["sources", "topics"])
def test_a_pipe_is_no_configuration(key: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "marsad.toml").write_text(f'{key} = ["pipe.toml"]\n')

    listed = marsad("check", home=tmp_path, timeout=20)
    itself = marsad("--config", "pipe.toml", "check", home=tmp_path, timeout=20)

    assert (listed.code, itself.code) == (2, 2)
    assert "pipe.toml: is a pipe or a device" in listed.err
    assert "pipe.toml: is a pipe or a device" in itself.err


def test_a_version_or_address_with_dots_is_no_long_key(tmp_path: Path) -> None:
    (tmp_path / "marsad.toml").write_text(f'# {"a." * 30}\ndata_dir = "./{"x.y/" * 100}"\n')

    assert marsad("config", "show", home=tmp_path).code == 0
