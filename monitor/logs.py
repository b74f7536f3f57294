"""How the daemon logs: one event a line, JSON or for people. Knows nothing of what is logged."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from config.settings import LogSettings
from workers.model.plain import one_line


def clean_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remote text may stand in any value: no line breaks, no terminal controls."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = one_line(value)
    return event


def configure(settings: LogSettings) -> None:
    """Send structlog and the standard library's warnings to stderr in the configured shape."""
    as_json = settings.format == "json" or (settings.format == "auto" and not sys.stderr.isatty())
    level = getattr(logging, settings.level.upper())
    shape: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            clean_values,
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    for noisy in ("httpx", "httpcore", "trafilatura", "apscheduler", "htmldate"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
