"""Topic files: what is looked for, in the format of `docs/topics.md`. Knows nothing of matching or grading."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from config.check import Finding, is_language, is_pcode
from config.documents import Document
from config.lines import Path
from config.listed import Listing, problem_in, read_listed
from config.plain import did_you_mean, settle
from config.problems import ConfigError, Problem
from config.settings import Settings

SHIPPED = "topics"
GRADES = ("central", "substantial")
SPANS = ("sentence", "paragraph", "document")
PLACE = "place."
"""Concepts of the gazetteer begin with this; whether they exist is the gazetteer's business."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Part):
    """A surface form. `case`: match case-sensitively; `strength = "weak"`: counts only beside something strong."""

    text: str = Field(min_length=1)
    case: bool = False
    strength: Literal["strong", "weak"] = "strong"


class Condition(Part):
    """`any` of these concepts `within` a sentence, paragraph, document or a number of words."""

    any: tuple[str, ...]
    within: str | int = "document"


class Concept(Part):
    """The unit of explanation; its terms are synonyms, by language."""

    id: str
    weight: float = 1.0
    pcode: str | None = None
    terms: dict[str, tuple[str | Term, ...]] = Field(default_factory=dict)
    needs: Condition | None = None
    unless: Condition | None = None


class Combine(Part):
    id: str
    all: tuple[str, ...]
    within: str | int = "sentence"
    weight: float = 1.0


class Exclude(Part):
    """Lowers a grade, never hides; its id is listed in `blocked_by`."""

    id: str
    terms: dict[str, tuple[str | Term, ...]] = Field(default_factory=dict)
    weight: float = 1.0


class InlineTest(Part):
    text: str
    title: str | None = None
    grade: Literal["none", "passing", "substantial", "central"]


class Topic(Part):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    title: str
    min_grade: Literal["passing", "substantial", "central"] = "passing"
    thresholds: dict[str, float] = Field(default_factory=lambda: {"central": 0.60, "substantial": 0.35})
    gazetteer: tuple[str, ...] = ()
    concept: tuple[Concept, ...] = ()
    combine: tuple[Combine, ...] = ()
    exclude: tuple[Exclude, ...] = ()
    test: tuple[InlineTest, ...] = ()


def load_topics(settings: Settings) -> tuple[Topic, ...]:
    """All topics; a file whose id an earlier entry of `topics` has replaces that topic. Raises ConfigError."""
    return read_topics(settings).required()


def read_topics(settings: Settings) -> Listing[Topic]:
    """The same with every mistake, beside what can be used."""
    groups, unreadable = read_listed(settings.topics, SHIPPED)
    problems = list(unreadable)
    complete = not unreadable
    topics: dict[str, _Read] = {}
    for group in groups:
        seen: dict[str, _Read] = {}
        for document in group:
            topic, findings = settle(Topic, document.data, stand_ins={"id": f"unnamed-{len(seen)}", "title": "x"})
            problems.extend(problem_in(document, path, message) for path, message in findings)
            told = frozenset(at for at, _said in findings)
            complete = complete and topic is not None and ("id",) not in told
            if topic is None:
                continue
            if topic.id in seen:
                message = f'"{topic.id}" is taken by {seen[topic.id].document.name}'
                problems.append(problem_in(document, ("id",), message))
            seen[topic.id] = _Read(topic=topic, document=document, told=told)
        topics |= seen
    problems.extend(_cross_check(tuple(topics.values())))
    return Listing(
        values=tuple(read.topic for read in topics.values()),
        problems=tuple(problems),
        complete=complete,
        problem_of=lambda identity, path, message: problem_in(topics[identity].document, path, message),
    )


def topics_revision(settings: Settings) -> str:
    """`sha256:…` over the content of all topic files, in the order they are listed. Raises ConfigError."""
    groups, problems = read_listed(settings.topics, SHIPPED)
    if problems:
        raise ConfigError(problems)
    digest = hashlib.sha256()
    for document in (document for group in groups for document in group):
        digest.update(hashlib.sha256(document.content).digest())
    return f"sha256:{digest.hexdigest()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A topic, its file, and the places in it that are wrong in themselves and were left out."""

    topic: Topic
    document: Document
    told: frozenset[Path]

    @property
    def whole(self) -> bool:
        """Whether no concept had to be left out."""
        stated = self.document.data.get("concept", [])
        return isinstance(stated, list) and len(stated) == len(self.topic.concept)


def _cross_check(topics: tuple[_Read, ...]) -> Iterator[Problem]:
    """Concepts may be named across files; where a file's concepts are broken, nobody can say which exist."""
    known = tuple(concept.id for read in topics for concept in read.topic.concept)
    if not all(read.whole for read in topics):
        known = ()
    for read in topics:
        for path, message in _check(read.topic, known):
            if not any(_one_within_the_other(path, other) for other in read.told):
                yield problem_in(read.document, path, message)


def _one_within_the_other(one: Path, other: Path) -> bool:
    return one[: len(other)] == other or other[: len(one)] == one


def _check(topic: Topic, known: tuple[str, ...]) -> Iterator[Finding]:
    yield from _check_thresholds(topic)
    for index, code in enumerate(topic.gazetteer):
        if not is_pcode(code):
            yield ("gazetteer", index), f'"{code}" is no P-code; write it like "SY07" or "SY0700"'
    names: dict[str, str] = {}
    checks: Mapping[str, Callable[[Any], Iterator[Finding]]] = {
        "concept": lambda part: _check_concept(part, known),
        "combine": lambda part: _check_combine(part, known),
        "exclude": _check_exclude,
    }
    for kind, check in checks.items():
        for index, part in enumerate(getattr(topic, kind)):
            if names.setdefault(part.id, f"{kind}[{index}]") != f"{kind}[{index}]":
                yield (kind, index, "id"), f'"{part.id}" is taken by {names[part.id]}'
            for path, message in check(part):
                yield (kind, index, *path), message


def _check_thresholds(topic: Topic) -> Iterator[Finding]:
    for name in topic.thresholds:
        if name not in GRADES:
            yield (
                ("thresholds", name),
                f"is no grade with a threshold{did_you_mean(name, GRADES)}; write both of {', '.join(GRADES)}",
            )
    missing = [name for name in GRADES if name not in topic.thresholds]
    if missing:
        yield (
            ("thresholds",),
            f"{' and '.join(missing)} is missing; write thresholds = {{ central = 0.60, substantial = 0.35 }}",
        )
    elif not 0 < topic.thresholds["substantial"] < topic.thresholds["central"] <= 1:
        yield ("thresholds",), "must be 0 < substantial < central <= 1"


def _check_concept(concept: Concept, known: tuple[str, ...]) -> Iterator[Finding]:
    if not concept.terms and concept.pcode is None:
        yield (), f'"{concept.id}" has neither terms nor a pcode, so nothing can match it; write terms.en = [ … ]'
    if concept.weight < 0:
        yield ("weight",), "must be 0 (context only) or more; to lower a grade write an [[exclude]]"
    if concept.pcode is not None and not is_pcode(concept.pcode):
        yield ("pcode",), f'"{concept.pcode}" is no P-code; write it like "SY07" or "SY0700"'
    yield from _check_terms(concept.terms)
    for name, condition in (("needs", concept.needs), ("unless", concept.unless)):
        if condition is None:
            continue
        if not condition.any:
            yield (name, "any"), "must name at least one concept"
        yield from _check_names((name, "any"), condition.any, known)
        yield from _check_within((name, "within"), condition.within)


def _check_combine(combine: Combine, known: tuple[str, ...]) -> Iterator[Finding]:
    if len(combine.all) < 2:
        yield ("all",), "must name at least two concepts"
    if combine.weight <= 0:
        yield ("weight",), "must be more than 0"
    yield from _check_names(("all",), combine.all, known)
    yield from _check_within(("within",), combine.within)


def _check_exclude(exclude: Exclude) -> Iterator[Finding]:
    if not exclude.terms:
        yield (), f'"{exclude.id}" has no terms; write terms.en = [ … ]'
    if exclude.weight <= 0:
        yield ("weight",), "must be more than 0; it is taken from the score"
    yield from _check_terms(exclude.terms)


def _check_terms(terms: dict[str, tuple[str | Term, ...]]) -> Iterator[Finding]:
    for language, forms in terms.items():
        if not is_language(language):
            yield ("terms", language), f'"{language}" is no language tag; write it like "ar", "en" or "kmr"'
        if not forms:
            yield ("terms", language), "must not be empty"
        for index, form in enumerate(forms):
            if not (form if isinstance(form, str) else form.text).strip():
                yield ("terms", language, index), "must not be empty"


def _check_names(path: tuple[str, ...], names: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if known and name not in known and not name.startswith(PLACE):
            yield (*path, index), f'there is no concept "{name}"{did_you_mean(name, known)}'


def _check_within(path: tuple[str, ...], within: str | int) -> Iterator[Finding]:
    if within not in SPANS and not (isinstance(within, int) and within > 0):
        yield path, f"must be one of {', '.join(SPANS)} or a number of words, not {within!r}"
