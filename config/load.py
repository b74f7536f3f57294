"""From a file and the environment to settings, or to everything that is wrong with them."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from config.check import NEW_SECRET, cross_check
from config.documents import Document, read_document
from config.environment import FORMS, SECRETS, Override, origin, overrides
from config.lines import Path
from config.listed import Listing
from config.origins import Places
from config.plain import Finding, did_you_mean, settle
from config.problems import ConfigError, Problem
from config.schema import json_schema
from config.secrets import Resolved, resolve
from config.settings import AlertSettings, Settings
from config.sources import Source, read_sources
from config.topics import Topic, read_topics

__all__ = ["Loaded", "check_all", "find_file", "json_schema", "load", "salvage"]

FILE_NAME = "marsad.toml"
SYSTEM_FILE = FilePath("/etc/marsad") / FILE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Valid settings: paths absolute, secrets in place."""

    settings: Settings
    file: FilePath | None
    """Absolute; None when the defaults and the environment are all there is."""
    origins: Mapping[str, str]
    """`marsad.toml:17`, `environment MARSAD__…` or `default`, by dotted key."""
    warnings: tuple[Problem, ...] = ()
    places: Places = field(repr=False, default_factory=Places)
    alerts_at: tuple[int, ...] = ()
    """The position of each alert in the file."""


def load(path: FilePath | None, env: Mapping[str, str]) -> Loaded:
    """The settings. Raises ConfigError with every problem of file and environment."""
    loaded, problems = salvage(path, env)
    if loaded is None or problems:
        raise ConfigError(problems)
    return loaded


def salvage(path: FilePath | None, env: Mapping[str, str]) -> tuple[Loaded | None, tuple[Problem, ...]]:
    """What can be used of the settings, and every problem: what is wrong has its default there.

    Raises ConfigError when the file cannot be read at all.
    """
    file, name = find_file(path, env)
    document = read_document(file, name=name) if file else Document()
    found, problems = overrides(env)
    variables = {override.path: override.variable for override in found}
    directory = file.parent if file else _here()
    resolved = resolve(_merge(document.data, found), env=env, directory=directory)
    places = Places(document=document, variables=variables, aliases=resolved.aliases)
    settings, alerts, findings = _validate(resolved)
    problems += tuple(places.problem(at, message) for at, message in findings)
    problems = tuple(sorted(problems, key=lambda problem: (problem.file != name, problem.line or 0)))
    if settings is None:
        return None, problems
    settings = settings.model_copy(update={"alert": tuple(alerts.values())})
    settings, given_by = _with_paths(settings, places, env=env, directory=directory)
    unsigned = tuple(_unsigned(alerts))
    loaded = Loaded(
        settings=settings,
        file=file,
        origins={**places.origins(settings), **given_by},
        warnings=tuple(places.problem(at, message) for at, message in (*resolved.warnings, *unsigned)),
        places=places,
        alerts_at=tuple(alerts),
    )
    return loaded, problems


def check_all(loaded: Loaded) -> tuple[Problem, ...]:
    """Everything wrong with the sources, the topics, and the names that alerts use of them."""
    topics, sources = read_topics(loaded.settings), read_sources(loaded.settings)
    return (*problems_of_topics(loaded, topics), *problems_of_sources(loaded, sources))


def problems_of_topics(loaded: Loaded, topics: Listing[Topic]) -> Iterator[Problem]:
    """With the names that alerts use of them, unless some could not be read."""
    yield from _with_their_place(loaded, "topics", topics.problems)
    if topics.complete:
        yield from _unknown_names(loaded, "topics", tuple(topic.id for topic in topics.values))


def problems_of_sources(loaded: Loaded, sources: Listing[Source]) -> Iterator[Problem]:
    yield from _with_their_place(loaded, "sources", sources.problems)
    if sources.complete:
        families = tuple(source.family for source in sources.values if source.family)
        yield from _unknown_names(loaded, "sources", (*(source.id for source in sources.values), *families))


def _with_their_place(loaded: Loaded, key: str, problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """A file that cannot be read at all has no line of its own: the one that lists it is told instead."""
    listed = getattr(loaded.settings, key)
    for problem in problems:
        if problem.line is None and not problem.path and problem.file in listed:
            position = listed.index(problem.file)
            yield loaded.places.problem((key, position), f"{problem.file}: {problem.message}")
        else:
            yield problem


def _unknown_names(loaded: Loaded, key: str, known: tuple[str, ...]) -> Iterator[Problem]:
    what = "topic" if key == "topics" else "source or family"
    for index, alert in zip(loaded.alerts_at, loaded.settings.alert, strict=True):
        for position, name in enumerate(getattr(alert, key)):
            if name not in known:
                message = f'there is no {what} "{name}"{did_you_mean(name, known)}'
                yield loaded.places.problem(("alert", index, key, position), message)


def find_file(path: FilePath | None, env: Mapping[str, str]) -> tuple[FilePath | None, str]:
    """The configuration file, absolute, and its name as the user knows it. A file that was asked for must be there."""
    asked = str(path) if path is not None else env.get("MARSAD_CONFIG", "")
    if asked:
        return _absolute(expand(asked, env)), asked
    candidates = (FilePath(FILE_NAME), xdg("XDG_CONFIG_HOME", ".config", env) / "marsad" / FILE_NAME, SYSTEM_FILE)
    for candidate in candidates:
        if candidate.exists():
            return _absolute(candidate), str(candidate)
    return None, ""


def _absolute(path: FilePath) -> FilePath:
    return path if path.is_absolute() else _here() / path


def _here() -> FilePath:
    try:
        return FilePath.cwd()
    except OSError as error:
        message = "cannot be used any more (was it deleted?); change to another one"
        raise ConfigError((Problem(file="the working directory", line=None, path="", message=message),)) from error


def expand(text: str, env: Mapping[str, str]) -> FilePath:
    """The path with a leading `~` replaced by the home directory."""
    if text == "~" or text.startswith("~/"):
        return FilePath(env.get("HOME") or FilePath.home()) / text[2:]
    return FilePath(text)


def xdg(variable: str, default: str, env: Mapping[str, str]) -> FilePath:
    """A base directory of the XDG specification, which has relative ones ignored."""
    stated = FilePath(env.get(variable, ""))
    return stated if stated.is_absolute() else expand("~", env) / default


def _merge(data: Mapping[str, Any], found: tuple[Override, ...]) -> dict[str, Any]:
    """The file's data under the environment's. A secret from there replaces it in whatever form the file has it."""
    merged = deepcopy(dict(data))
    given = {override.path for override in found}
    for override in found:
        if len(override.path) == 2 and isinstance(merged.setdefault(str(override.path[0]), {}), dict):
            section, key = merged[str(override.path[0])], str(override.path[1])
            for other in _other_forms(override.path):
                if other not in given:
                    section.pop(other[1], None)
            section[key] = override.value
        elif len(override.path) == 1:
            merged[str(override.path[0])] = override.value
    return merged


def _other_forms(path: Path) -> tuple[tuple[str, str], ...]:
    """The other ways to write the secret at this path; none when it is no secret."""
    for section, name in SECRETS:
        forms = tuple((section, name + form) for form in ("", *FORMS))
        if path in forms:
            return tuple(form for form in forms if form != path)
    return ()


def _validate(resolved: Resolved) -> tuple[Settings | None, dict[int, AlertSettings], tuple[Finding, ...]]:
    """Settings, alerts by position, and all that is wrong: what is broken is left out while the rest is checked."""
    findings = list(resolved.problems)
    broken = {path for path, _message in findings} | {
        short for short, long in resolved.aliases.items() if long in dict(findings)
    }
    data = dict(resolved.data)
    listed = data.pop("alert", [])
    settings, found = settle(Settings, data)
    findings += found
    alerts: dict[int, AlertSettings] = {}
    if not isinstance(listed, list):
        findings.append((("alert",), "alerts are a list; write [[alert]] with two brackets"))
        listed = []
    for index, stated in enumerate(listed):
        if not isinstance(stated, dict):
            findings.append((("alert", index), "must be a table; write [[alert]]"))
            continue
        alert, found = settle(AlertSettings, stated, stand_ins={"name": f"unnamed.{index}", "url": "https://unnamed/"})
        findings += [(("alert", index, *path), message) for path, message in found]
        if alert is not None:
            alerts[index] = alert
    broken |= {path for path, _message in findings}
    if settings is not None:
        findings += [finding for finding in cross_check(settings, alerts) if not _within(finding[0], broken)]
    unique = tuple(finding for finding in findings if not _repeats(finding, resolved, findings))
    return settings, alerts, unique


def _within(path: Path, broken: set[Path]) -> bool:
    return any(path[:length] in broken for length in range(1, len(path) + 1))


def _repeats(finding: Finding, resolved: Resolved, findings: list[Finding]) -> bool:
    """Whether a secret is "missing" only because its file or variable gave nothing, which is told already."""
    true = resolved.aliases.get(finding[0])
    return true is not None and true in dict(findings)


def _with_paths(
    settings: Settings, places: Places, *, env: Mapping[str, str], directory: FilePath
) -> tuple[Settings, Mapping[str, str]]:
    """Paths made absolute: those in the file beside the file, those from the environment where the process runs."""

    def absolute(key: str, text: str) -> str:
        base = _here() if (key,) in places.variables else directory
        return str((base / expand(text, env)).absolute())

    update: dict[str, object] = {
        key: tuple(text if text == "builtin" else absolute(key, text) for text in getattr(settings, key))
        for key in ("sources", "topics")
    }
    given_by = {}
    if settings.data_dir:
        update["data_dir"] = absolute("data_dir", settings.data_dir)
    else:
        update["data_dir"], given_by["data_dir"] = _default_data_dir(env)
    return settings.model_copy(update=update), given_by


def _default_data_dir(env: Mapping[str, str]) -> tuple[str, str]:
    state = env.get("STATE_DIRECTORY", "").partition(":")[0]
    if state:
        return state, origin("STATE_DIRECTORY")
    by = origin("XDG_STATE_HOME") if FilePath(env.get("XDG_STATE_HOME", "")).is_absolute() else "default"
    return str(xdg("XDG_STATE_HOME", ".local/state", env) / "marsad"), by


def _unsigned(alerts: Mapping[int, AlertSettings]) -> Iterator[Finding]:
    for index, alert in alerts.items():
        if alert.format == "cloudevents" and not alert.secret:
            message = f"has none, so the receiver cannot tell whose deliveries these are; {NEW_SECRET}"
            yield ("alert", index, "secret"), message
