"""docs/configuration.md says what the code does."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from config.load import check_all
from config.plain import settle
from config.settings import AlertSettings, Settings
from config.sources import Source, load_sources
from tests.support.configuration import loaded

DOC = (Path(__file__).parents[2] / "docs/configuration.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", DOC, re.DOTALL | re.MULTILINE)
ALL, SECRETS, SOURCES = BLOCKS


def test_the_documented_settings_are_all_there_are() -> None:
    written: dict[str, Any] = {"data_dir": "", **tomllib.loads(ALL)}
    models = {name: info.annotation for name, info in Settings.model_fields.items() if name in written}

    assert set(written) == set(Settings.model_fields)
    assert set(written["alert"][0]) == set(AlertSettings.model_fields)
    for name, value in written.items():
        if isinstance(value, dict):
            section = models[name]
            assert isinstance(section, type)
            assert set(value) == set(section.model_fields)


def test_the_documented_defaults_are_the_defaults(tmp_path: Path) -> None:
    settings = loaded(tmp_path, ALL).settings
    alert = settings.alert[0]
    required = {"name": alert.name, "url": alert.url, "secret": alert.secret, "topics": alert.topics}

    assert settings.model_copy(update={"alert": (), "data_dir": ""}) == Settings()
    assert alert == AlertSettings(**required)


def test_the_documented_configuration_has_no_mistake_and_no_warning(tmp_path: Path) -> None:
    configuration = loaded(tmp_path, ALL)

    assert check_all(configuration) == ()
    assert configuration.warnings == ()


def test_the_documented_forms_of_secrets_load(tmp_path: Path) -> None:
    secret = tmp_path / "desk-secret"
    secret.write_text(loaded(tmp_path, ALL).settings.alert[0].secret[0].get_secret_value() + "\n")
    secret.chmod(0o600)
    url = tmp_path / "url"
    url.write_text("redis://h\n")
    text = SECRETS.replace("/run/secrets/redis-url", str(url))

    settings = loaded(tmp_path, text, {"DESK_WEBHOOK": "https://desk.example/"}).settings

    assert settings.redis.url.get_secret_value() == "redis://h"
    assert len(settings.alert[0].secret) == 1


def test_the_documented_sources_load_over_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SOURCES, encoding="utf-8")

    found = {source.id: source for source in load_sources(Settings(sources=("builtin", str(tmp_path / "mine.toml"))))}

    assert (found["sana-tr"].enabled, found["our-paper"].language) == (True, "ar")


@pytest.mark.parametrize("key", Source.model_fields)
def test_every_key_of_a_source_is_documented(key: str) -> None:
    assert re.search(rf"^\| .*`{key}`.* \|", DOC, re.MULTILINE)


def test_the_documented_defaults_of_a_source_are_the_defaults() -> None:
    source, _ = settle(Source, {"id": "x", "name": "x", "url": "https://x.example/"})
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", DOC, re.MULTILINE))

    assert source is not None
    assert {"kind", "owner", "wire", "enabled", "fetch", "cache_bust"} == set(rows)
    for key, default in rows.items():
        assert tomllib.loads(f"x = {default}")["x"] == getattr(source, key)
