"""Everything wrong with a configuration, and what is doubtful in it, in one look. Prints nothing, asks nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.listed import Listing
from config.load import Loaded, problems_of_sources, problems_of_topics, salvage
from config.problems import ConfigError, Problem
from config.sources import Source, read_sources
from config.topics import Topic, read_topics
from monitor.doubts import doubts
from workers.alerter import alert_problems
from workers.relevance.inline import failing_tests

NOTHING = {"sources": 0, "topics": 0, "tests": 0, "alerts": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`counts`: what there is of sources, topics, inline tests and alerts."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: dict(NOTHING))


def examined(path: Path | None, env: Mapping[str, str]) -> Checked:
    """A mistake in one part hides none in another; only a file that is no TOML at all stands alone."""
    try:
        loaded, problems = salvage(path, env)
    except ConfigError as error:
        return Checked(problems=error.problems)
    if loaded is None:
        return Checked(problems=problems)
    topics, sources = read_topics(loaded.settings), read_sources(loaded.settings)
    problems = (*problems, *_further(loaded, topics, sources, problems))
    tests = sum(len(topic.test) for topic in topics.values)
    if not topics.problems:
        problems = (*problems, *failing_tests(topics.values, topics.problem_of))
    counts = {"sources": len(sources.values), "topics": len(topics.values), "tests": tests}
    warnings = (*loaded.warnings, *doubts(loaded, sources, topics))
    return Checked(
        problems=problems,
        warnings=tuple(warning for warning in warnings if not _told(warning, problems)),
        counts={**counts, "alerts": len(loaded.settings.alert)},
    )


def _further(
    loaded: Loaded, topics: Listing[Topic], sources: Listing[Source], problems: tuple[Problem, ...]
) -> Iterator[Problem]:
    """What the settings alone don't show. A list that is broken itself says nothing of the names in it."""
    broken = {problem.path.partition("[")[0] for problem in problems}
    if "topics" not in broken:
        yield from problems_of_topics(loaded, topics)
    if "sources" not in broken:
        yield from problems_of_sources(loaded, sources)

    def place(index: int, setting: str, message: str) -> Problem:
        return loaded.places.problem(("alert", loaded.alerts_at[index], setting), message)

    yield from (one for one in alert_problems(loaded.settings.alert, place) if not _told(one, problems))


def _told(warning: Problem, problems: tuple[Problem, ...]) -> bool:
    """Whether a mistake at the same place is told: what was left out for it is no second finding."""
    return any(problem.file == warning.file and _related(warning.path, problem.path) for problem in problems)


def _related(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (shorter != "" and longer.startswith((f"{shorter}.", f"{shorter}[")))
