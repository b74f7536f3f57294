"""Secrets: three ways to give one, none to see one."""

import json
import logging
from pathlib import Path

import pytest

from config.load import Loaded
from config.secrets import MASK, masked, resolve
from tests.support.configuration import complaints, loaded

SECRETS = ["whsec_" + "A" * 32, "whsec_" + "B" * 44]


def secret(directory: Path, name: str, content: str, mode: int = 0o600) -> Path:
    file = directory / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(content)
    file.chmod(mode)
    return file


def redis_url(configuration: Loaded) -> str:
    return configuration.settings.redis.url.get_secret_value()


def test_a_secret_is_given_in_place_by_file_or_by_variable(tmp_path: Path) -> None:
    secret(tmp_path, "url", "redis://file\n")
    ways = ['url = "redis://place"', 'url_file = "url"', f'url_file = "{tmp_path}/url"', 'url_env = "REDIS"']

    found = [redis_url(loaded(tmp_path, f"[redis]\n{way}\n", {"REDIS": "redis://variable"})) for way in ways]

    assert found == ["redis://place", "redis://file", "redis://file", "redis://variable"]


def test_systemd_credentials_come_before_files_beside_the_configuration(tmp_path: Path) -> None:
    secret(tmp_path, "url", "redis://beside")
    secret(tmp_path, "credentials/url", "redis://credential")
    env = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}

    assert redis_url(loaded(tmp_path, 'redis.url_file = "url"\n', env)) == "redis://credential"
    assert redis_url(loaded(tmp_path, 'redis.url_file = "url"\n')) == "redis://beside"


def test_the_environment_replaces_a_secret_in_whatever_form_the_file_has_it(tmp_path: Path) -> None:
    secret(tmp_path, "url", "redis://file\n")
    env = {"MARSAD__REDIS__URL_FILE": "url"}

    assert (
        redis_url(loaded(tmp_path, 'redis.url_env = "GONE"\n', {"MARSAD__REDIS__URL": "redis://direct"}))
        == "redis://direct"
    )
    assert redis_url(loaded(tmp_path, 'redis.url = "redis://place"\n', env)) == "redis://file"


def test_every_secret_of_an_alert_has_the_three_forms(tmp_path: Path) -> None:
    secret(tmp_path, "secrets", "\n".join(SECRETS) + "\n")
    text = """\
[[alert]]
name = "a"
url_env = "HOOK"
secret_file = "secrets"
"""

    alert = loaded(tmp_path, text, {"HOOK": "https://a.example/"}).settings.alert[0]

    assert [value.get_secret_value() for value in alert.secret] == SECRETS
    assert alert.url.get_secret_value() == "https://a.example/"


def test_an_option_that_is_a_secret_has_the_three_forms(tmp_path: Path) -> None:
    data = {"alert": [{"options": {"token_env": "TOKEN", "topic_env": "as it is"}}]}

    resolved = resolve(data, env={"TOKEN": "t"}, directory=tmp_path)

    assert resolved.data["alert"][0]["options"] == {"token": "t", "topic_env": "as it is"}
    assert resolved.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[redis]\nurl = "redis://x"\nurl_env = "X"\n', "3: redis.url_env: give one of url and url_env, not both"),
        ('[web]\ntoken_file = "gone"\n', "2: web.token_file: gone cannot be read: no such file or directory"),
        ('web.token_file = "."\n', "1: web.token_file: . cannot be read: is a directory"),
        ('web.token_file = "empty"\n', "1: web.token_file: empty is empty"),
        ('web.token_file = "two"\n', "1: web.token_file: two has 2 lines; one is expected"),
        ('web.token_file = ""\n', "1: web.token_file: must be the name of a file"),
        ('web.token_env = "GONE"\n', "1: web.token_env: the environment variable GONE is not set"),
        ("web.token_env = 1\n", "1: web.token_env: must be the name of a variable"),
        ('[[alert]]\nname = "a"\nurl_env = "GONE"\n', "3: alert[0].url_env: the environment variable GONE is not set"),
    ],
)
def test_each_mistake(tmp_path: Path, text: str, expected: str) -> None:
    secret(tmp_path, "empty", "\n \n")
    secret(tmp_path, "two", "a\nb\n")

    found = [line.replace(str(tmp_path), ".") for line in complaints(tmp_path, text, {"X": "redis://x"})]

    assert [f"marsad.toml:{expected}"] == found


def test_a_bad_secret_in_a_file_is_told_of_the_line_that_names_the_file(tmp_path: Path) -> None:
    secret(tmp_path, "secret", "hunter2")
    text = '[[alert]]\nname = "a"\nurl = "https://a.example/"\nsecret_file = "secret"\n'

    (line,) = complaints(tmp_path, text)

    assert line.startswith("marsad.toml:4: alert[0].secret: must be whsec_ and")
    assert "hunter2" not in line


def test_a_file_that_others_can_read_is_a_warning(tmp_path: Path) -> None:
    file = secret(tmp_path, "url", "redis://file", 0o640)

    (warning,) = loaded(tmp_path, 'redis.url_file = "url"\n').warnings

    expected = f"{tmp_path}/marsad.toml:1: redis.url_file: {file} can be read by other users; run chmod 600 {file}"
    assert expected == str(warning)


def test_an_alert_without_a_secret_is_a_warning(tmp_path: Path) -> None:
    (warning,) = loaded(tmp_path, '[[alert]]\nname = "a"\nurl = "https://a.example/"\n').warnings

    assert "alert[0].secret: has none, so the receiver cannot tell" in str(warning)


FULL = f"""\
redis.url = "redis://:hunter2@h"
http.proxy = "http://u:hunter2@p:1"
web.token = "hunter2"
polling.first_run = "90m"
[[alert]]
name = "a"
url = "https://hunter2.example/"
secret = ["{SECRETS[0]}", "{SECRETS[1]}"]
format = "telegram"
options = {{ chat_id = "1" }}
"""


def test_masked_settings_show_everything_but_secrets(tmp_path: Path) -> None:
    settings = loaded(tmp_path, FULL).settings
    options = {"bot_token": "hunter2", "chat_id": "1", "nested": {"password": "hunter2"}}
    alert = settings.alert[0].model_copy(update={"options": options})

    shown = masked(settings.model_copy(update={"alert": (alert,)}))

    assert "hunter2" not in json.dumps(shown)
    assert (shown["redis"]["url"], shown["http"]["proxy"], shown["web"]["token"]) == (MASK, MASK, MASK)
    assert (shown["polling"]["first_run"], shown["polling"]["max_body"]) == ("90m", "10MiB")
    assert shown["alert"][0]["secret"] == [MASK, MASK]
    assert shown["alert"][0]["options"] == {"bot_token": MASK, "chat_id": "1", "nested": {"password": MASK}}
    assert masked(loaded(tmp_path, "").settings)["web"]["token"] == ""


def test_no_secret_gets_into_a_log_by_way_of_repr(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger(__name__).info("settings: %r", loaded(tmp_path, FULL))

    assert "hunter2" not in caplog.text
    assert "whsec_" not in caplog.text
