"""Sources: what is polled. The model here, the shipped list in `sources.toml`. Knows nothing of polling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from config.check import Finding, http_url_fault, is_language, zone_fault
from config.documents import Document
from config.lines import Path
from config.listed import Listing, problem_in, read_listed
from config.plain import settle
from config.problems import Problem
from config.settings import LongerThanZero, Settings

Kind = Literal["feed", "telegram", "search", "sitemap", "json", "page"]


class Source(BaseModel):
    """One `[[source]]`. `family` is the editorial owner; None means unknown, never "independent"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    name: str
    kind: Kind = "feed"
    url: str
    homepage: str | None = None
    language: str | None = None
    country: str | None = None
    family: str | None = None
    bloc: str | None = None
    owner: str = "unknown"
    wire: bool = False
    focus: Literal["syria", "region", "world"] | None = None
    enabled: bool = True
    min_interval: LongerThanZero | None = None
    max_interval: LongerThanZero | None = None
    fetch: Literal["auto", "page", "feed"] = "auto"
    fallback: str | None = None
    tz: str | None = None
    user_agent: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    cache_bust: bool = False
    items: str | None = None
    title: str | None = None
    link: str | None = None
    text: str | None = None
    published: str | None = None
    link_pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """What all files together say of one source. `parts`: document and position, the latest last."""

    data: dict[str, Any]
    parts: tuple[tuple[Document, int], ...]

    def problem(self, path: Path, message: str) -> Problem:
        """Told of the file that has the key, else of the latest."""
        document, index = next(
            (part for part in reversed(self.parts) if ("source", part[1], *path[:1]) in part[0].lines), self.parts[-1]
        )
        return problem_in(document, ("source", index, *path), message)


def load_sources(settings: Settings) -> tuple[Source, ...]:
    """All sources, also those that are off; a later entry's keys lie over an earlier one's. Raises ConfigError."""
    return read_sources(settings).required()


def read_sources(settings: Settings) -> Listing[Source]:
    """The same with every mistake, beside what can be used."""
    groups, unreadable = read_listed(settings.sources, "sources.toml")
    problems = list(unreadable)
    placed: dict[str, _Placed] = {}
    for group in groups:
        seen: dict[str, _Placed] = {}
        for document in group:
            problems.extend(_collect(document, seen))
        for identity, entry in seen.items():
            base = placed.get(identity, _Placed(data={}, parts=()))
            placed[identity] = _Placed(data={**base.data, **entry.data}, parts=(*base.parts, *entry.parts))
    sources = []
    for entry in placed.values():
        source, findings = settle(Source, entry.data, stand_ins={"id": "x", "name": "x", "url": "https://unnamed/"})
        told = {path[:1] for path, _message in findings}
        if source is not None:
            sources.append(source)
            findings += tuple(found for found in _check(source, frozenset(placed)) if found[0][:1] not in told)
        problems.extend(entry.problem(path, message) for path, message in findings)
    return Listing(
        values=tuple(sources),
        problems=tuple(problems),
        complete=not unreadable and len(sources) == len(placed),
        problem_of=lambda identity, path, message: placed[identity].problem(path, message),
    )


def _collect(document: Document, seen: dict[str, _Placed]) -> Iterator[Problem]:
    """Add this document's entries to those of its list; two of one id in one list are a mistake."""
    for key in document.data:
        if key != "source":
            yield problem_in(document, (key,), "there is no such key; sources are written as [[source]]")
    stated = document.data.get("source", [])
    if not isinstance(stated, list) or not all(isinstance(entry, dict) for entry in stated):
        yield problem_in(document, ("source",), "sources are a list; write [[source]] with two brackets")
        return
    for index, entry in enumerate(stated):
        identity = entry.get("id")
        if not isinstance(identity, str):
            message = "must be a text in quotes" if "id" in entry else "is missing"
            yield problem_in(document, ("source", index, "id"), message)
        elif identity in seen:
            other, position = seen[identity].parts[0]
            where = f"{other.name}:{other.line(('source', position))}"
            yield problem_in(document, ("source", index, "id"), f'"{identity}" is taken by the source at {where}')
        else:
            seen[identity] = _Placed(data=entry, parts=((document, index),))


def _check(source: Source, known: frozenset[str]) -> Iterator[Finding]:
    for name in ("url", "homepage"):
        url = getattr(source, name)
        if url is not None and (fault := _url_fault(url)):
            yield (name,), fault
    if source.language is not None and not is_language(source.language):
        yield ("language",), f'"{source.language}" is no language tag; write it like "ar", "en", "kmr" or "pt-BR"'
    if source.country is not None and not re.fullmatch("[A-Z]{2}", source.country):
        yield ("country",), f'"{source.country}" is no country code; write two capital letters, e.g. "SY"'
    if source.min_interval and source.max_interval and source.min_interval > source.max_interval:
        yield ("min_interval",), "must not be more than max_interval"
    if source.fallback is not None and (source.fallback == source.id or source.fallback not in known):
        near = get_close_matches(source.fallback, known - {source.id}, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        yield ("fallback",), f'there is no other source "{source.fallback}"{hint}'
    if source.tz is not None and (fault := zone_fault(source.tz)):
        yield ("tz",), fault
    yield from _check_kind(source)
    yield from _check_headers(source)


def _url_fault(url: str) -> str:
    if fault := http_url_fault(url):
        return fault
    if len(url) > 2048:
        return "is longer than 2,048 characters"
    if "@" in url.split("/")[2]:
        return "must not hold a user name or password; give them as headers = { Authorization = … }"
    return ""


def _check_kind(source: Source) -> Iterator[Finding]:
    needed = {"page": ("link_pattern",), "json": ("items", "link")}.get(source.kind, ())
    for name in needed:
        if not getattr(source, name):
            yield (name,), f'is missing; a source of kind "{source.kind}" needs it'
    if source.link_pattern is not None:
        try:
            re.compile(source.link_pattern)
        except re.error as error:
            yield ("link_pattern",), f"is no regular expression: {error}"


def _check_headers(source: Source) -> Iterator[Finding]:
    for name, value in (("user_agent", source.user_agent or ""), *source.headers.items()):
        path = (name,) if name == "user_agent" else ("headers", name)
        if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
            yield path, f'"{name}" is no name of a header'
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
            yield path, "must be one line without control characters"
