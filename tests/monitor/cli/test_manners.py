"""How the command line behaves whatever the command."""

import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli.group import config_first
from monitor.cli.main import COMMANDS
from tests.support.cli import environment, marsad

HEAVY = ("pydantic", "redis", "httpx", "trafilatura", "feedparser", "apscheduler", "rich", "starlette", "structlog")


def test_version_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom monitor.cli.main import main\nsys.argv = ['marsad', '--version']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines() == ["marsad 0.1.0", "[]"]


def test_help_names_every_command_and_exit_code(tmp_path: Path) -> None:
    done = marsad("--help", home=tmp_path)

    assert done.code == 0
    assert all(name in done.out for name in COMMANDS)
    assert "130 interrupted" in " ".join(done.out.split())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_a_help_that_teaches(name: str, tmp_path: Path) -> None:
    done = marsad(name, "--help", home=tmp_path)

    assert done.code == 0
    assert len(done.out.split()) > 20


def test_a_mistyped_command_is_recognised(tmp_path: Path) -> None:
    done = marsad("stauts", home=tmp_path)

    assert done.code == 2
    assert "Did you mean 'status'?" in done.err


def test_config_may_stand_behind_the_command() -> None:
    assert config_first(["run", "--once", "--config", "a.toml"]) == ["--config", "a.toml", "run", "--once"]
    assert config_first(["check", "--config=a.toml"]) == ["--config=a.toml", "check"]
    assert config_first(["extract", "--", "--config=a"]) == ["extract", "--", "--config=a"]


def test_every_mistake_of_the_configuration_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "marsad.toml").write_text('[polling]\nmin_intervall = "5m"\n[redis]\nport = 99999\n')

    done = marsad("check", home=tmp_path)

    assert done.code == 2
    assert 'marsad.toml:2: polling.min_intervall: there is no such key; did you mean "min_interval"?' in done.err
    assert "marsad.toml:4: redis.port" in done.err


def test_the_shipped_configuration_is_good(tmp_path: Path) -> None:
    done = marsad("check", "--json", home=tmp_path)

    assert done.code == 0, done.err
    assert done.rows[0]["ok"] is True
    assert done.rows[0]["sources"] > 100
    assert done.rows[0]["tests"] > 0


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    (tmp_path / "marsad.toml").write_text('[redis]\nurl = "redis://:hunter2@127.0.0.1:1/0"\n')

    done = marsad("config", "show", "--origin", home=tmp_path)

    assert done.code == 0
    assert "hunter2" not in done.out + done.err
    assert "marsad.toml:2" in done.out


def test_a_reading_command_without_data_names_the_directory(tmp_path: Path) -> None:
    done = marsad("status", home=tmp_path, MARSAD__DATA_DIR=str(tmp_path / "nothing"))

    assert done.code == 4
    assert str(tmp_path / "nothing") in done.err


def test_redis_out_of_reach_is_exit_4_without_its_password(tmp_path: Path) -> None:
    done = marsad("tail", home=tmp_path, MARSAD__REDIS__URL="redis://:hunter2@127.0.0.1:1/0")

    assert done.code == 4
    assert "127.0.0.1:1" in done.err
    assert "hunter2" not in done.err


def test_health_without_a_daemon_is_unhealthy_and_starts_nothing(tmp_path: Path) -> None:
    done = marsad("health", "--json", home=tmp_path, MARSAD__DATA_DIR=str(tmp_path / "d"))

    assert done.code == 5
    assert done.rows[0]["healthy"] is False
    assert not (tmp_path / "d").exists()


def test_json_on_a_terminal_cannot_carry_bidi_controls() -> None:
    from monitor.cli.frame import escape_invisible

    assert escape_invisible('"\u202eabc\x9b"') == '"\\u202eabc\\u009b"'
