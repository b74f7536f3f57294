"""`marsad check`: every mistake in configuration, sources, topics and alerts at once."""

from typing import TYPE_CHECKING

import click

from monitor.cli.frame import Exit, emit, json_option, message, say

if TYPE_CHECKING:
    from config.problems import Problem
    from monitor.checking import Checked


@click.command()
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> int:
    """Validate the configuration, the sources, the topics with their inline tests, and the alerts.

    All mistakes are told at once, one a line: file:line: path: message. Exit 2 when there is any.
    What is no mistake but cannot work as it stands is a warning.
    """
    import os
    from pathlib import Path

    from config.settings import LogSettings
    from monitor.checking import examined
    from monitor.logs import configure

    configure(LogSettings(level="warning"))
    return told(examined(Path(ctx.obj) if ctx.obj else None, os.environ), as_json=as_json)


def told(checked: "Checked", *, as_json: bool) -> int:
    if as_json:
        rows = {"problems": rows_of(checked.problems), "warnings": rows_of(checked.warnings)}
        emit({"schema": "marsad.check/1", "ok": not checked.problems, **checked.counts, **rows})
        return Exit.USAGE if checked.problems else Exit.OK
    for problem in checked.problems:
        message(str(problem))
    for warning in checked.warnings:
        message(f"warning: {warning}")
    if checked.problems:
        return Exit.USAGE
    listed = ", ".join(f"{count} {name}" for name, count in checked.counts.items())
    doubtful = f"no mistakes, {len(checked.warnings)} to look at"
    say(f"{doubtful if checked.warnings else 'all good'}: {listed}")
    return Exit.OK


def rows_of(problems: "tuple[Problem, ...]") -> list[dict[str, str | int | None]]:
    return [
        {"file": problem.file, "line": problem.line, "path": problem.path, "message": problem.message}
        for problem in problems
    ]
