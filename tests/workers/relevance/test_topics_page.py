"""The worked example of `docs/topics.md` is a topic that loads, and its own tests hold."""

import re
import tomllib
from pathlib import Path

import pytest

from config.topics import Topic
from tests.support.shipped import shipped_topics
from workers.relevance.inline import failing_tests

PAGE = (Path(__file__).parents[3] / "docs" / "topics.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example() -> Topic:
    block = re.search(r"```toml\n(# northern-gaza\.toml\n.*?)```", PAGE, re.DOTALL)
    assert block is not None
    return Topic.model_validate(tomllib.loads(block.group(1)))


def test_the_example_is_a_valid_topic_with_tests(example: Topic) -> None:
    assert example.id == "northern-gaza"
    assert len(example.test) >= 10


def test_the_tests_of_the_example_hold_beside_the_shipped_topics(example: Topic) -> None:
    assert failing_tests((*shipped_topics(), example)) == ()


def test_the_tests_of_the_example_hold_alone(example: Topic) -> None:
    assert failing_tests((example,)) == ()


def test_the_page_names_every_field_of_a_topic() -> None:
    table = PAGE.partition("## Every field")[2]
    fields = set(Topic.model_fields) | {"needs", "unless", "within", "all", "weight", "pcode", "text", "grade"}

    assert {field for field in fields if f"`{field}" not in table and f"[[{field}]]" not in table} - {"terms"} == set()
