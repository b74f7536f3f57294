"""Whatever a file holds, the answer is settings or problems that name their line, never a crash."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from config.load import load
from config.problems import ConfigError, Problem
from config.settings import AlertSettings, Settings
from config.sources import Source, load_sources
from config.topics import Combine, Concept, Condition, Exclude, InlineTest, Term, Topic, load_topics

MODELS: tuple[type[BaseModel], ...] = (
    Settings,
    AlertSettings,
    Source,
    Topic,
    Concept,
    Condition,
    Combine,
    Exclude,
    InlineTest,
    Term,
)
SECTIONS: tuple[type[BaseModel], ...] = tuple(
    annotation
    for annotation in (info.annotation for info in Settings.model_fields.values())
    if isinstance(annotation, type) and issubclass(annotation, BaseModel)
)
NAMES = sorted(
    {name for model in (*MODELS, *SECTIONS) for name in model.model_fields} | {"source", "url_file", "secret_env", "en"}
)
names = st.sampled_from(NAMES) | st.text(max_size=3)
words = st.sampled_from(["x", "5m", "10MiB", "builtin", "telegram", "ntfy", "https://a.example/", "https://[", "redis+cluster://h", "0.0.0.0:1", "SY07", "central", "", "whsec_", "page"])  # fmt: skip
values = st.recursive(
    words | st.text(max_size=5) | st.integers() | st.floats() | st.booleans() | st.datetimes() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=6,
)
files = st.dictionaries(names, values | st.lists(st.dictionaries(names, values, max_size=5), max_size=3), max_size=5)
quickly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip


def quoted(text: str) -> str:
    return '"' + "".join(char if char.isalnum() and char.isascii() else f"\\U{ord(char):08x}" for char in text) + '"'


def written(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case list():
            return "[" + ", ".join(written(part) for part in value) + "]"
        case dict():
            return "{" + ", ".join(f"{quoted(key)} = {written(part)}" for key, part in value.items()) + "}"
        case int() | float():
            return repr(value)
        case _:
            return str(value.isoformat())


def file_with(directory: Path, data: dict[str, Any]) -> Path:
    file = directory / "any.toml"
    file.write_text("".join(f"{quoted(key)} = {written(value)}\n" for key, value in data.items()), encoding="utf-8")
    return file


def expect_located(problems: tuple[Problem, ...]) -> None:
    assert problems
    assert all(problem.message for problem in problems)
    assert not [problem for problem in problems if problem.path.startswith("alert[") and problem.line is None]


@quickly
@given(files)
def test_any_settings_load_or_are_told_apart(tmp_path: Path, data: dict[str, Any]) -> None:
    try:
        load(file_with(tmp_path, data), {"HOME": "/nowhere"})
    except ConfigError as error:
        expect_located(error.problems)


@quickly
@given(files)
def test_any_topic_loads_or_is_told_apart(tmp_path: Path, data: dict[str, Any]) -> None:
    try:
        load_topics(Settings(topics=(str(file_with(tmp_path, data)),)))
    except ConfigError as error:
        expect_located(error.problems)


@quickly
@given(st.lists(st.dictionaries(names, values, max_size=6) | st.just({}), max_size=3))
def test_any_sources_load_or_are_told_apart(tmp_path: Path, listed: list[dict[str, Any]]) -> None:
    try:
        load_sources(Settings(sources=(str(file_with(tmp_path, {"source": listed})),)))
    except ConfigError as error:
        expect_located(error.problems)


@pytest.mark.parametrize("depth", [40, 200, 330, 400, 5000])
def test_deep_nesting_is_a_problem_not_a_crash(tmp_path: Path, depth: int) -> None:
    file = tmp_path / "deep.toml"
    file.write_text(f"http.allow = {'[' * depth}{']' * depth}\n")

    with pytest.raises(ConfigError, match="nested too deeply"):
        load(file, {})
