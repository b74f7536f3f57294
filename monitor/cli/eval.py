"""`marsad eval`: quality on labelled data. Prints what was measured, nothing else."""

import json
from collections.abc import Mapping, Sized
from pathlib import Path
from typing import Any, TypeVar

import click

from monitor.cli.frame import Exit, Failure, emit, json_option, say, settings_of

Rows = TypeVar("Rows", bound=Sized)


@click.group()
def command() -> None:
    """Measure quality on labelled data (JSON Lines; docs/evaluation.md tells the fields)."""


@command.command("relevance")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--errors", type=click.IntRange(0, 1000), default=0, help="List so many of the worst mistakes.")
@json_option
@click.pass_context
def relevance(ctx: click.Context, file: Path, errors: int, as_json: bool) -> int:
    """Score topic grades (substantial or better) against labels idlib, syria, passing, none."""
    from config.sources import load_sources
    from config.topics import load_topics
    from workers.relevance.evaluate import judge, read_rows, summary
    from workers.relevance.grader import Grader

    settings = settings_of(ctx.find_root().obj).settings
    rows = read(file, lambda lines: read_rows(lines, name=str(file)))
    sources = load_sources(settings)
    focus = {name: source.focus for source in sources for name in (source.id, source.name)}
    outcomes = judge(rows, Grader(load_topics(settings)), focus_of=lambda name: focus.get(name or ""))
    told(summary(outcomes), as_json=as_json)
    if errors:
        from workers.relevance.mistakes import mistakes

        for mistake in mistakes(outcomes, most=errors):
            emit(mistake) if as_json else show_mistake(mistake)
    return Exit.OK


@command.command("extraction")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def extraction(file: Path, as_json: bool) -> int:
    """Score extracted text against true text, by shingles of four words."""
    from workers.article.evaluate import evaluate, load
    from workers.doors.clock import utc_now

    now = utc_now()
    try:
        report = evaluate(load(file, now=now), now=now)
    except OSError as error:
        raise Failure(
            f"{error.filename or file}: cannot be read ({error.strerror}); give a JSON Lines file", Exit.USAGE
        ) from error
    except ValueError as error:
        raise Failure(str(error), Exit.USAGE) from error
    some(file, report.scores)
    told(report.summary(), as_json=as_json)
    return Exit.OK


@command.command("stories")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--errors", type=click.IntRange(0, 1000), default=0, help="List so many of the worst mistakes.")
@json_option
def stories(file: Path, errors: int, as_json: bool) -> int:
    """Score clusters (B-cubed) and copy pairs against labelled stories."""
    from workers.stories.evaluate import place_all, read_rows, summary

    found = place_all(read(file, lambda lines: read_rows(lines, name=str(file))))
    told(summary(found), as_json=as_json)
    if errors:
        from workers.stories.mistakes import mistakes

        for mistake in mistakes(found, most=errors):
            emit(mistake) if as_json else show_parts(mistake)
    return Exit.OK


def read(file: Path, parse: Any) -> Any:
    """The rows of a file, or a message that names the line."""
    try:
        with file.open(encoding="utf-8") as lines:
            return some(file, parse(lines))
    except OSError as error:
        raise Failure(f"{file}: cannot be read ({error.strerror}); give a JSON Lines file", Exit.USAGE) from error
    except (ValueError, UnicodeDecodeError) as error:
        raise Failure(str(error), Exit.USAGE) from error


def some(file: Path, rows: Rows) -> Rows:
    """What is not there has no quality, not a quality of nought."""
    if not rows:
        raise Failure(f"{file}: holds no labelled row; each line is one object", Exit.USAGE)
    return rows


def told(summary: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        emit(summary)
        return
    for path, value in flat(summary):
        say(f"{path}: {value}")


def flat(value: Mapping[str, Any], prefix: str = "") -> Any:
    """`topics.syria f1 0.95 precision …`: one line for each innermost table."""
    plain = {key: part for key, part in value.items() if not isinstance(part, Mapping)}
    if plain:
        yield (
            prefix.rstrip(".") or "summary",
            "  ".join(f"{key} {part}" for key, part in plain.items() if key != "schema"),
        )
    for key, part in value.items():
        if isinstance(part, Mapping):
            yield from flat(part, f"{prefix}{key}.")


def show_mistake(mistake: Mapping[str, Any]) -> None:
    say(json.dumps(mistake, ensure_ascii=False, indent=1))


def show_parts(mistake: Mapping[str, Any]) -> None:
    """A heading, and below it each part with its first rows."""
    say(f"\n{mistake['kind']}: {mistake['pairs']} wrong pairs, {mistake['rows']} rows")
    for part in mistake["parts"]:
        say(f"  {part['name']} ({part['rows']} rows)")
        for row in part["first"]:
            say(f"    {row['time'][:16]} {row['language'] or 'und':>3}  {row['title']}  [{row['id']}]")
    if mistake["more_parts"]:
        say(f"  and {mistake['more_parts']} more")
