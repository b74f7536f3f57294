"""`MARSAD__REDIS__URL=…` as settings: names to keys, texts to values. Knows nothing of files."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.documents import parse_document
from config.lines import Path
from config.problems import ConfigError, Problem
from config.settings import Settings

PREFIX = "MARSAD__"
FORMS = ("_file", "_env")
"""A secret `x` may also be given as `x_file` or `x_env`."""
SECRETS = frozenset({("redis", "url"), ("http", "proxy"), ("web", "token")})
"""Single secrets; the alerts' are in `config.secrets`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One value that the environment gives."""

    variable: str
    path: Path
    value: Any


def overrides(env: Mapping[str, str]) -> tuple[tuple[Override, ...], tuple[Problem, ...]]:
    """What the environment overrides, and the variables that name nothing or hold no value."""
    known = {_variable(path): (path, info) for path, info in _fields()}
    found: list[Override] = []
    problems: list[Problem] = []
    for variable in sorted(name for name in env if name.upper().startswith(PREFIX)):
        if variable.upper() not in known:
            problems.append(_problem(variable, "", _unknown(variable.upper(), tuple(known))))
            continue
        path, info = known[variable.upper()]
        try:
            found.append(Override(variable=variable, path=path, value=_value(env[variable], info)))
        except ValueError as error:
            problems.append(_problem(variable, ".".join(path), str(error)))
    return tuple(found), tuple(problems)


def origin(variable: str) -> str:
    return f"environment {variable}"


def _fields() -> list[tuple[tuple[str, ...], FieldInfo]]:
    fields: list[tuple[tuple[str, ...], FieldInfo]] = []
    for name, info in Settings.model_fields.items():
        section = info.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            for key, inner in section.model_fields.items():
                fields.append(((name, key), inner))
                if (name, key) in SECRETS:
                    fields.extend(((name, key + form), inner) for form in FORMS)
        else:
            fields.append(((name,), info))
    return fields


def _value(text: str, info: FieldInfo) -> object:
    """The text itself for settings that are written as text, else the TOML value it spells."""
    annotation = info.annotation
    if get_origin(annotation) is not tuple:
        return int(text) if annotation is int and text.strip().isdigit() else text
    example = "[{ name = … }]" if BaseModel in _bases(get_args(annotation)[0]) else '["a", "b"]'
    try:
        value = parse_document(f"value = {text}".encode(errors="surrogateescape"), name="").data["value"]
    except ConfigError as error:
        raise ValueError(f"holds no TOML list; write it like {example}") from error
    if not isinstance(value, list):
        raise ValueError(f"holds no TOML list; write it like {example}")  # noqa: TRY004  (a bad value, not a bad type)
    return value


def _bases(annotation: object) -> tuple[type, ...]:
    return annotation.__mro__ if isinstance(annotation, type) else ()


def _variable(path: tuple[str, ...]) -> str:
    return PREFIX + "__".join(path).upper()


def _unknown(variable: str, known: tuple[str, ...]) -> str:
    if variable.startswith(f"{PREFIX}ALERT__"):
        return f"alerts are one list: {PREFIX}ALERT holds all of them, or write url_env and secret_env in the file"
    near = get_close_matches(variable, known, n=1, cutoff=0.6)
    return "there is no such setting" + (f"; did you mean {near[0]}?" if near else "")


def _problem(variable: str, path: str, message: str) -> Problem:
    return Problem(file=origin(variable), line=None, path=path, message=message)
