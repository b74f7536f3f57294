"""pydantic's complaints in plain words, each at the place it is about. Knows nothing of files and lines."""

from collections.abc import Mapping
from copy import deepcopy
from difflib import get_close_matches
from types import MappingProxyType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.lines import Path

Finding = tuple[Path, str]
Model = TypeVar("Model", bound=BaseModel)

_WORDS = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": 'must be a list, e.g. ["a", "b"]',
    "list_type": 'must be a list, e.g. ["a", "b"]',
    "dict_type": "must be a table, e.g. { key = … }",
    "model_type": "must be a table, e.g. { key = … }",
    "string_too_short": "must not be empty",
}
_BOUNDS = {
    "greater_than": ("gt", "must be more than"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be less than"),
    "less_than_equal": ("le", "must be at most"),
    "string_too_long": ("max_length", "must have at most this many characters:"),
}
SLUG = "^[a-z0-9]"
ROUNDS = 6
MOST = 200
"""Mistakes of one table that are explained; a file with more is no configuration, and telling them all takes long."""


def settle(
    model: type[Model], data: Mapping[str, Any], *, stand_ins: Mapping[str, Any] = MappingProxyType({})
) -> tuple[Model | None, tuple[Finding, ...]]:
    """The model as far as it can be made, and everything that is wrong.

    What is wrong falls back to its default or stand-in, so that the rest can be checked in the same run.
    """
    own = deepcopy(dict(data))
    findings: list[Finding] = []
    tried: set[Path] = set()
    for _ in range(ROUNDS):
        try:
            return model.model_validate(own), tuple(findings)
        except ValidationError as error:
            found = explain(model, error, own)
            if error.error_count() > MOST:
                return None, (*findings, *found, ((), f"has {error.error_count()} mistakes; the first ones are told"))
            findings.extend(finding for finding in found if finding[0] not in dict(findings))
            for path, _message in found:
                _drop(own, path, whole=path in tried)
                tried.add(path)
                if path and path[0] in stand_ins:
                    own[str(path[0])] = stand_ins[str(path[0])]
    return None, tuple(findings)


def explain(model: type[BaseModel], error: ValidationError, data: Mapping[str, Any]) -> tuple[Finding, ...]:
    """One finding for each place; the branches of a choice that the value was not meant for are left out."""
    by_path: dict[Path, list[str]] = {}
    for detail in error.errors(include_url=False)[:MOST]:
        path = _real(detail["loc"], data, missing=detail["type"] == "missing")
        words = _words(model, path, detail)
        if words not in by_path.setdefault(path, []):
            by_path[path].append(words)
    return tuple(
        (path, " or ".join(words).replace(" or must be", " or"))
        for path, words in by_path.items()
        if not (isinstance(_at(data, path), dict) and any(_under(other, path) for other in by_path))
    )


def did_you_mean(name: str, known: tuple[str, ...]) -> str:
    """`; did you mean "x"?`, or nothing when nothing is near."""
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def type_at(model: type[BaseModel], path: Path) -> object:
    """The annotation of the value at a path; None where the model says nothing."""
    current: object = model
    for part in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            info = current.model_fields.get(str(part))
            current = _inner(info.annotation) if info else None
        elif get_origin(current) in {tuple, list}:
            current = _inner(get_args(current)[0])
        elif get_origin(current) is dict:
            current = _inner(get_args(current)[1])
        else:
            return None
    return current


def _words(model: type[BaseModel], path: Path, detail: ErrorDetails) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(model, path)
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", '"')
        return f"{_quoted(given)} is not known; write {allowed}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        case = "small letters, digits and -" if context["pattern"].startswith(SLUG) else "letters, digits, '.', _ and -"
        return f"{_quoted(given)} must consist of {case}, begin with a letter or digit, and have 64 characters at most"
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return f"{words} {context[name]:g}"
    return _WORDS.get(kind) or detail["msg"][:1].lower() + detail["msg"][1:]


def _unknown(model: type[BaseModel], path: Path) -> str:
    name = str(path[-1])
    owner = type_at(model, path[:-1])
    known = tuple(owner.model_fields) if isinstance(owner, type) and issubclass(owner, BaseModel) else ()
    hint = did_you_mean(name, known)
    elsewhere = [
        section
        for section, info in model.model_fields.items()
        if isinstance(info.annotation, type)
        and issubclass(info.annotation, BaseModel)
        and name in info.annotation.model_fields
    ]
    if elsewhere and not hint:
        hint = f"; it belongs in [{elsewhere[0]}]"
    return f"there is no such key{hint or '; known are ' + ', '.join(known)}"


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _inner(annotation: object) -> object:
    """What a choice like `str | Term` or `Condition | None` can hold others in."""
    if get_origin(annotation) not in {Union, UnionType}:
        return annotation
    return next((choice for choice in get_args(annotation) if choice not in {str, int, type(None)}), None)


def _real(loc: tuple[str | int, ...], data: object, *, missing: bool) -> Path:
    """The path without the names that pydantic adds for the branches of a choice. `missing`: its end is not there."""
    path: Path = ()
    value: object = data
    for index, part in enumerate(loc):
        inside = part in value if isinstance(value, dict) else isinstance(value, list) and isinstance(part, int)
        if inside:
            value = _at(value, (part,))
        elif not (missing and isinstance(value, dict) and index == len(loc) - 1):
            continue
        path = (*path, part)
    return path


def _at(data: object, path: Path) -> object:
    for part in path:
        try:
            data = data[part]  # type: ignore[index]  # walked by the path that pydantic walked
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _under(path: Path, base: Path) -> bool:
    return len(path) > len(base) and path[: len(base)] == base


def _drop(data: dict[str, Any], path: Path, *, whole: bool) -> None:
    """Take out what is wrong, and no more: a key, or the list that an element is in, so that positions stay true.

    `whole`: that did not help, since the key must be there: the outermost list goes.
    """
    keys = [index for index, part in enumerate(path) if isinstance(part, int)]
    if keys and whole:
        path = path[: keys[0]]
    while path and isinstance(path[-1], int):
        path = path[:-1]
    owner = _at(data, path[:-1])
    if isinstance(owner, dict):
        owner.pop(path[-1], None)
