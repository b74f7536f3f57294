"""The shipped topics, read without a configuration."""

import tomllib
from functools import cache
from pathlib import Path

from config.topics import Topic

FOLDER = Path(__file__).parents[2] / "config" / "topics"


@cache
def shipped_topics() -> tuple[Topic, ...]:
    return tuple(
        Topic.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml"))
    )
