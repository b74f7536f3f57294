"""Secrets: given in place, by file or by environment variable, and masked for display. Knows nothing of their use."""

import re
import stat
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, SecretStr

from config.environment import FORMS, SECRETS
from config.lines import Path
from config.settings import DURATION, SIZE, Settings
from config.units import format_duration, format_size

MASK = "***"
MAX_BYTES = 64 * 1024
Finding = tuple[Path, str]

_SECRET_OPTION = re.compile(r"token|secret|password|passwd|authorization|(?:^|_)key$", re.IGNORECASE)
_MANAGED = ("/run/secrets/", "/var/run/secrets/")
"""Container engines mount secrets here, world-readable inside the container by default: no news to the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Settings with every secret in place."""

    data: dict[str, Any]
    aliases: Mapping[Path, Path]
    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def is_secret_option(name: str) -> bool:
    """Whether an entry of `alert.options` is masked and may be given as `…_file` or `…_env`."""
    return _SECRET_OPTION.search(name) is not None


def resolve(data: Mapping[str, Any], *, env: Mapping[str, str], directory: FilePath) -> Resolved:
    """The same data with each `x_file` and `x_env` replaced by `x`.

    Relative file names are looked up in $CREDENTIALS_DIRECTORY (systemd's credentials), then in `directory`.
    """
    own = deepcopy(dict(data))
    aliases: dict[Path, Path] = {}
    problems: list[Finding] = []
    told: dict[str, Path] = {}
    for table, name, base in list(_secrets(own)):
        given = [key for key in (name, *(name + form for form in FORMS)) if key in table]
        if len(given) > 1:
            problems.append(((*base, given[1]), f"give one of {' and '.join(given)}, not both"))
        for key in given:
            if key == name:
                continue
            stated = table.pop(key)
            aliases.setdefault((*base, name), (*base, key))
            try:
                value, warning = _fetch(key, stated, env, directory)
            except ValueError as error:
                problems.append(((*base, key), str(error)))
                continue
            table[name] = value
            if warning:
                told.setdefault(warning, (*base, key))  # one file may hold the secret of many alerts
    warnings = tuple((at, warning) for warning, at in told.items())
    return Resolved(data=own, aliases=aliases, problems=tuple(problems), warnings=warnings)


def masked(settings: Settings) -> dict[str, Any]:
    """The settings as they would be written in the file, secrets as `***`."""
    return _masked(settings)


def _secrets(data: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Path]]:
    """Every table that may hold a secret, the secret's name, and the table's path."""
    for section, name in sorted(SECRETS):
        table = data.get(section)
        if isinstance(table, dict):
            yield table, name, (section,)
    alerts = data.get("alert")
    for index, alert in enumerate(alerts if isinstance(alerts, list) else ()):
        if not isinstance(alert, dict):
            continue
        yield alert, "url", ("alert", index)
        yield alert, "secret", ("alert", index)
        options = alert.get("options")
        if isinstance(options, dict):
            for name in sorted({re.sub("_(?:file|env)$", "", key) for key in options}):
                if is_secret_option(name):
                    yield options, name, ("alert", index, "options")


def _fetch(key: str, stated: object, env: Mapping[str, str], directory: FilePath) -> tuple[str | list[str], str]:
    """The secret that `x_file` or `x_env` names, and a warning or "". Raises ValueError, without the secret."""
    if not isinstance(stated, str) or not stated.strip():
        raise ValueError("must be the name of a file" if key.endswith("_file") else "must be the name of a variable")
    if key.endswith("_env"):
        if stated not in env:
            raise ValueError(f"the environment variable {stated} is not set")
        text, warning = env[stated], ""
    else:
        text, warning = _read(_locate(stated, env, directory))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError(f"{stated} is empty")
    if key.startswith("secret") and len(lines) > 1:
        return lines, warning
    if len(lines) > 1:
        raise ValueError(f"{stated} has {len(lines)} lines; one is expected")
    return lines[0], warning


def _locate(stated: str, env: Mapping[str, str], directory: FilePath) -> FilePath:
    credentials = env.get("CREDENTIALS_DIRECTORY", "")
    if credentials and (FilePath(credentials) / stated).exists():
        return FilePath(credentials) / stated
    return directory / stated


def _read(path: FilePath) -> tuple[str, str]:
    try:
        with path.open("rb") as file:
            mode = path.stat().st_mode
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error
    if len(content) > MAX_BYTES:
        raise ValueError(f"{path} has more than {MAX_BYTES:,} bytes; that is no secret")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text") from error
    if mode & (stat.S_IRGRP | stat.S_IROTH) and not str(path).startswith(_MANAGED):
        return text, f"{path} can be read by other users; run chmod 600 {path}"
    return text, ""


def _masked(model: BaseModel) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if DURATION in info.metadata:
            shown[name] = format_duration(value)
        elif SIZE in info.metadata:
            shown[name] = format_size(value)
        else:
            shown[name] = _shown(name, value)
    return shown


def _shown(name: str, value: object) -> object:
    match value:
        case SecretStr():
            return MASK if value.get_secret_value() else ""
        case BaseModel():
            return _masked(value)
        case dict():
            return {key: MASK if is_secret_option(key) else _shown(key, inner) for key, inner in value.items()}
        case tuple() | list():
            return [_shown(name, inner) for inner in value]
        case _:
            return value
