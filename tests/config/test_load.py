"""Where settings come from."""

from pathlib import Path

import pytest

from config.load import load
from config.problems import ConfigError
from config.settings import Settings
from tests.support.configuration import complaints, loaded, told


def write(path: Path, port: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"redis.port = {port}\n")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("config.load.SYSTEM_FILE", tmp_path / "etc/marsad/marsad.toml")
    return tmp_path


def test_the_first_file_in_the_order_of_the_contract_wins(home: Path) -> None:
    env = {"HOME": str(home), "MARSAD_CONFIG": str(write(home / "named.toml", 2)), "XDG_CONFIG_HOME": str(home / "xdg")}
    write(home / "marsad.toml", 3)
    write(home / "xdg/marsad/marsad.toml", 4)
    write(home / "etc/marsad/marsad.toml", 6)
    ports = [load(write(home / "asked.toml", 1), env).settings.redis.port, load(None, env).settings.redis.port]
    del env["MARSAD_CONFIG"]
    ports.append(load(None, env).settings.redis.port)
    (home / "marsad.toml").unlink()
    ports.append(load(None, env).settings.redis.port)
    del env["XDG_CONFIG_HOME"]
    write(home / ".config/marsad/marsad.toml", 5)
    ports.append(load(None, env).settings.redis.port)
    (home / ".config/marsad/marsad.toml").unlink()
    ports.append(load(None, env).settings.redis.port)

    assert ports == [1, 2, 3, 4, 5, 6]


def test_without_any_file_the_defaults_hold(home: Path) -> None:
    without = load(None, {"HOME": str(home)})

    assert without.file is None
    assert without.settings == Settings(data_dir=str(home / ".local/state/marsad"))
    assert set(without.origins.values()) == {"default"}
    assert without.warnings == ()


@pytest.mark.parametrize("env", [{}, {"MARSAD_CONFIG": "gone.toml"}])
def test_a_file_that_was_asked_for_must_be_there(home: Path, env: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load(None if env else Path("gone.toml"), env)

    assert told(caught.value, home) == ["gone.toml: there is no such file"]


def test_a_directory_is_no_file(home: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(home, {})

    assert "cannot be read: is a directory" in str(caught.value)


@pytest.mark.parametrize(
    ("env", "directory"),
    [
        ({"STATE_DIRECTORY": "/var/lib/marsad:/var/lib/other", "XDG_STATE_HOME": "/x"}, "/var/lib/marsad"),
        ({"XDG_STATE_HOME": "/x"}, "/x/marsad"),
        ({"XDG_STATE_HOME": "relative"}, "{home}/.local/state/marsad"),
        ({}, "{home}/.local/state/marsad"),
    ],
)
def test_data_goes_where_systemd_or_xdg_want_it(home: Path, env: dict[str, str], directory: str) -> None:
    assert directory.format(home=home) == load(None, {"HOME": str(home), **env}).settings.data_dir


def test_paths_in_the_file_are_beside_the_file(tmp_path: Path) -> None:
    text = 'data_dir = "data"\nsources = ["builtin", "mine.toml", "/abs", "~/home"]\ntopics = ["topics"]\n'

    settings = loaded(tmp_path, text).settings

    assert settings.data_dir == str(tmp_path / "data")
    assert settings.sources == ("builtin", str(tmp_path / "mine.toml"), "/abs", str(tmp_path / "home"))
    assert settings.topics == (str(tmp_path / "topics"),)


def test_paths_in_the_environment_are_beside_the_user(home: Path) -> None:
    file = write(home / "elsewhere/marsad.toml", 1)

    settings = load(file, {"MARSAD__DATA_DIR": "var", "MARSAD__TOPICS": '["mine"]'}).settings

    assert (settings.data_dir, settings.topics) == (str(home / "var"), (str(home / "mine"),))


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    env = {
        "MARSAD__REDIS__PORT": "7",
        "MARSAD__REDIS__PREFIX": "123",
        "MARSAD__POLLING__MIN_INTERVAL": "1m",
        "MARSAD__POLLING__MAX_BODY": "1MiB",
        "MARSAD__HTTP__ALLOW": '["127.0.0.0/8"]',
        "MARSAD__ALERT": '[{ name = "desk", url = "https://desk.example/", late = true }]',
        "marsad__log__level": "debug",
        "MARSAD": "other",
    }

    settings = loaded(tmp_path, 'redis.port = 1\n[[alert]]\nname = "x"\nurl = "https://x.example/"\n', env).settings

    assert (settings.redis.port, settings.redis.prefix, settings.log.level) == (7, "123", "debug")
    assert (settings.polling.min_interval, settings.polling.max_body) == (60, 1024**2)
    assert settings.http.allow == ("127.0.0.0/8",)
    assert [(alert.name, alert.late) for alert in settings.alert] == [("desk", True)]


def test_each_value_knows_its_origin(tmp_path: Path) -> None:
    text = 'sources = ["builtin"]\n[polling]\ntimeout = "9s"\n[[alert]]\nname = "x"\nurl_env = "HOOK"\nformat = "telegram"\noptions = { chat_id = 1 }\n'
    env = {"MARSAD__REDIS__PORT": "7", "XDG_STATE_HOME": "/x", "HOOK": "https://desk.example/"}

    origins = loaded(tmp_path, text, env).origins

    file = tmp_path / "marsad.toml"
    assert {path: origin for path, origin in origins.items() if origin != "default"} == {
        "data_dir": "environment XDG_STATE_HOME",
        "sources": f"{file}:1",
        "redis.port": "environment MARSAD__REDIS__PORT",
        "polling.timeout": f"{file}:3",
        "alert[0].name": f"{file}:5",
        "alert[0].url": f"{file}:6",
        "alert[0].format": f"{file}:7",
        "alert[0].options.chat_id": f"{file}:8",
    }
    assert origins["polling.max_interval"] == "default"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
redis.prot = 1
[polling]
timeout = "soon"
min_interval = "2h"
[[alert]]
nam = "x"
url = "ftp://x.example"
secret = "hunter2"
[[alert]]
name = "b"
url_file = "gone"
languages = ["english"]
"""

    lines = complaints(tmp_path, text, {"MARSAD__LOG__LEVEL": "loud"})

    assert [line.partition(" ")[0] for line in lines] == [
        "marsad.toml:1:", "marsad.toml:3:", "marsad.toml:4:", "marsad.toml:5:", "marsad.toml:6:",
        "marsad.toml:7:", "marsad.toml:8:", "marsad.toml:11:", "marsad.toml:12:", "environment",
    ]  # fmt: skip


def test_a_file_without_end_is_not_read_to_the_end() -> None:
    with pytest.raises(ConfigError, match="is a pipe or a device"):
        load(Path("/dev/zero"), {})


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert loaded(tmp_path, "\ufeffredis.port = 5\n").settings.redis.port == 5
