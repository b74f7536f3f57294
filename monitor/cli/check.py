"""`marsad check`: every mistake in configuration, sources, topics and alerts at once."""

import click

from config.problems import Problem
from monitor.cli.frame import Exit, emit, json_option, message, say, settings_of


@click.command()
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> int:
    """Validate the configuration, the sources, the topics with their inline tests, and the alerts.

    All mistakes are told at once, one a line: file:line: path: message. Exit 2 when there is any.
    """
    from config.load import check_all
    from config.problems import ConfigError
    from config.sources import load_sources
    from config.topics import load_topics
    from workers.relevance.inline import failing_tests

    loaded = settings_of(ctx.obj)
    problems = check_all(loaded)
    counts = {"sources": 0, "topics": 0, "tests": 0, "alerts": len(loaded.settings.alert)}
    if not problems:
        try:
            topics = load_topics(loaded.settings)
            counts |= {"sources": len(load_sources(loaded.settings)), "topics": len(topics)}
            counts["tests"] = sum(len(topic.test) for topic in topics)
            problems = failing_tests(topics)
        except ConfigError as error:
            problems = error.problems
    return told(problems, counts, as_json=as_json)


def told(problems: tuple[Problem, ...], counts: dict[str, int], *, as_json: bool) -> int:
    if as_json:
        rows = [
            {"file": problem.file, "line": problem.line, "path": problem.path, "message": problem.message}
            for problem in problems
        ]
        emit({"schema": "marsad.check/1", "ok": not problems, **counts, "problems": rows})
    else:
        for problem in problems:
            message(str(problem))
        if not problems:
            listed = ", ".join(f"{count} {name}" for name, count in counts.items())
            say(f"all good: {listed}")
    return Exit.USAGE if problems else Exit.OK
