"""The JSON Schema for editors says what the loader does."""

import tomllib
from typing import Any

import jsonschema
import pytest

from config.load import json_schema

SCHEMA = json_schema()
ALERT = {"name": "a", "url": "https://a.example/"}


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"polling": {"timeout": "1h30m", "max_body": "10MiB"}, "redis": {"url_file": "x"}},
        {"alert": [{**ALERT, "secret": "x", "digest": ""}, {"name": "b", "url_env": "X", "secret": ["x", "y"]}]},
    ],
)
def test_what_may_be_written_is_valid(data: dict[str, Any]) -> None:
    jsonschema.validate(data, SCHEMA)


@pytest.mark.parametrize(
    "data",
    [
        {"redis": {"prot": 1}},
        {"polling": {"timeout": "soon"}},
        {"polling": {"max_body": "10"}},
        {"alert": [{"name": "a"}]},
        {"alert": [{**ALERT, "url_env": "X"}]},
    ],
)
def test_what_may_not_be_written_is_not(data: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


def test_defaults_are_shown_as_they_are_written() -> None:
    polling = SCHEMA["$defs"]["PollingSettings"]["properties"]

    assert (polling["min_interval"]["default"], polling["max_body"]["default"]) == ("5m", "10MiB")
    jsonschema.validate(tomllib.loads('polling.min_interval = "5m"'), SCHEMA)
