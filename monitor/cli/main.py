"""The `marsad` command: names of its commands and exit codes. Knows nothing of what they do."""

import signal
import sys

COMMANDS = {
    "run": ("monitor.cli.run", "Poll, grade, publish and alert: the daemon."),
    "demo": ("monitor.cli.demo", "See the whole way on local articles, without internet."),
    "check": ("monitor.cli.check", "Validate configuration, sources, topics and alerts."),
    "config": ("monitor.cli.config", "Show the effective settings, or their JSON Schema."),
    "sources": ("monitor.cli.sources", "List the sources with their health, or try one."),
    "extract": ("monitor.cli.extract", "Show the article as extracted and cleaned."),
    "classify": ("monitor.cli.classify", "Show the grade of an article, and why."),
    "why": ("monitor.cli.why", "Tell what became of one URL or item, stage by stage."),
    "tail": ("monitor.cli.tail", "Show items from the stream."),
    "status": ("monitor.cli.status", "Show roles, queues, sources, dead letters."),
    "alerts": ("monitor.cli.alerts", "List, test and follow the webhook alerts."),
    "dead": ("monitor.cli.dead", "See, retry or drop what could not be processed."),
    "replay": ("monitor.cli.replay", "Grade stored texts again."),
    "export": ("monitor.cli.export", "Write stored items as JSON Lines or CSV."),
    "eval": ("monitor.cli.eval", "Measure quality on labelled data."),
    "health": ("monitor.cli.health", "Exit 0 when healthy, 5 when not (for HEALTHCHECK)."),
}


def main() -> None:
    """Run the command line and exit with the contract's code, also when it is interrupted while it loads."""
    try:
        from monitor.cli.frame import exit_code_of
        from monitor.cli.group import group

        code = exit_code_of(group)
    except KeyboardInterrupt:  # in what is loaded here, or by a second one while the first is being answered
        code = 130
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end is near, and has its code
    sys.exit(code)
