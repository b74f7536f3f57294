"""Configuration written by a test: files in a scratch directory, and what is wrong with them as lines."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from config.load import Loaded, load
from config.problems import ConfigError


def loaded(directory: Path, text: str, env: Mapping[str, str] | None = None) -> Loaded:
    """`text` as marsad.toml, loaded with a home and nothing else in the environment."""
    file = directory / "marsad.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, {"HOME": str(directory), **(env or {})})


def complaints(directory: Path, text: str, env: Mapping[str, str] | None = None) -> list[str]:
    """Every problem with `text`, as the user reads it; the directory left out."""
    with pytest.raises(ConfigError) as caught:
        loaded(directory, text, env)
    return told(caught.value, directory)


def told(error: ConfigError, directory: Path) -> list[str]:
    return [str(problem).replace(f"{directory}/", "") for problem in error.problems]
