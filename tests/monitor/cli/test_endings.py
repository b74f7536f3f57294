"""How commands end when their surroundings fail: readers that go away, full disks, words that mean nothing."""

import asyncio
import subprocess
import sys
from pathlib import Path

import click
import pytest

from monitor.cli.frame import Exit, exit_code_of
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


def test_a_working_directory_that_is_gone_is_told(tmp_path: Path) -> None:
    code, err = shell("mkdir gone && cd gone && rmdir ../gone && {marsad} tail", tmp_path)

    assert code == 2
    assert "working directory: cannot be used any more" in err


def test_a_closed_standard_input_is_told(tmp_path: Path) -> None:
    code, err = shell("{marsad} extract - <&-", tmp_path)

    assert code == 1
    assert "standard input is closed" in err


def test_too_large_a_standard_input_is_told(tmp_path: Path) -> None:
    done = marsad("extract", "-", home=tmp_path, stdin="x" * 2000, MARSAD__POLLING__MAX_BODY="1KiB")

    assert done.code == 1
    assert "standard input is too large" in done.err


@pytest.mark.parametrize("text", ["Idlib bombed", "انفجار في الدانا"])
def test_a_text_given_by_hand_is_judged_however_short(text: str, tmp_path: Path) -> None:
    done = marsad("classify", "-", "--json", home=tmp_path, stdin=text)

    assert done.code == 0
    assert [verdict["grade"] for verdict in done.rows[0]["relevance"]] == ["central", "central"]


def test_a_row_without_an_article_has_the_keys_of_others(tmp_path: Path) -> None:
    done = marsad("classify", "-", "--json", home=tmp_path, stdin=" \n")

    assert done.code == 1
    assert (done.rows[0]["relevance"], done.rows[0]["places"], done.rows[0]["language"]) == ([], [], None)
    assert "standard input" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("dead", "retry", "xx"), ("dead", "show", "1-x"), ("dead", "drop", "9" * 5000), ("tail", "--topic", "idlip"),
        ("tail", "--since", "9" * 30), ("export", "--since", "9" * 30), ("replay", "--since", "9" * 30),
        ("alerts", "mute", "desk", "99999999999d"), ("eval", "relevance", "/dev/null"),
        ("eval", "extraction", "/dev/null"), ("eval", "stories", "/dev/null"),
    ],
)  # fmt: skip
def test_words_that_mean_nothing_are_a_usage_error(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = marsad(*arguments, home=tmp_path)

    assert done.code == 2
    assert "Traceback" not in done.err


def test_an_argument_that_is_no_text_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def command() -> None:
        "x\udcff".encode()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["marsad"])
        assert exit_code_of(command) == Exit.USAGE
    assert "is not UTF-8 text" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["click", "config.load", "workers.judge"])
def test_an_interrupt_while_loading_is_exit_130_without_a_word(module: str, tmp_path: Path) -> None:
    """The interrupt comes as the module is looked for, whatever the speed of the machine."""
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what a shell starts with & ignores it
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "sys.argv = ['marsad', 'classify', '-']\n"
        "from monitor.cli.main import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(tmp_path), input="", capture_output=True,
        text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 130
    assert "Traceback" not in done.stderr


async def test_another_server_in_the_place_of_redis_is_exit_4(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
        done = await asyncio.to_thread(marsad, "tail", home=tmp_path, MARSAD__REDIS__URL=url)

    assert done.code == 4, done.err
    assert "Traceback" not in done.err
