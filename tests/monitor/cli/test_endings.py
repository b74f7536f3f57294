"""How commands end when their surroundings fail: readers that go away, full disks, words that mean nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli import environment, marsad


def shell(command: str, home: Path) -> tuple[int, str]:
    """The exit code of the first command of a pipe, and what it said on stderr."""
    line = f"{command.format(marsad=f'{sys.executable} -m monitor')}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=home, env=environment(home), capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["sources list", "sources list --json", "sources export", "config show"])
def test_a_reader_that_goes_away_is_no_error(command: str, tmp_path: Path) -> None:
    code, err = shell(f"{{marsad}} {command} | head -c 5 > /dev/null", tmp_path)

    assert code == 0
    assert "Traceback" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    code, err = shell("{marsad} sources list > /dev/full", tmp_path)

    assert code == 1
    assert "cannot be written" in err


@pytest.mark.parametrize("address", ["http://[::1", "http://x:99999/", "http://a b/\x01"])
def test_an_address_that_is_none_is_a_usage_error(address: str, tmp_path: Path) -> None:
    done = marsad("why", address, home=tmp_path)

    assert done.code == 2
    assert "Traceback" not in done.err


def test_a_stream_id_beyond_64_bits_is_a_usage_error(tmp_path: Path) -> None:
    from monitor.cli.frame import Failure
    from monitor.cli.tail import start_of

    with pytest.raises(Failure, match=r"below 2\^64"):
        start_of("99999999999999999999999999-0", 0)
    assert start_of("1795618224616-3", 0) == "1795618224616-3"
    assert start_of("2h", 10_000_000) == "2800000-0"


def test_a_poor_encoding_of_the_terminal_does_not_end_a_command(tmp_path: Path) -> None:
    done = marsad(
        "classify",
        "-",
        "--json",
        home=tmp_path,
        stdin="قصف على ريف إدلب الجنوبي مساء اليوم",
        PYTHONIOENCODING="latin-1",
    )

    assert done.code == 0, done.err
    assert done.rows[0]["relevance"]
