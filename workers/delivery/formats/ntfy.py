"""ntfy, published as JSON: to the server's root, with the topic inside. A message has at most 4,096 bytes."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from workers.delivery.formats.text import Rendered, fit, lines, more, opening
from workers.model.alert import Alert
from workers.model.schema import dumps

MESSAGE = 4096
TITLE = 250
OPTIONS = {
    "topic": "the topic; needed only where the URL doesn't end in it",
    "priority": "1 to 5",
    "tags": "a list of tags or emoji names",
}
REQUIRED: frozenset[str] = frozenset()


def render(id: str, alert: Alert, options: dict[str, Any], *, now: datetime) -> Rendered:  # noqa: A002, ARG001 - one signature for all
    first = alert.items[0] if alert.items else None
    message = {"topic": options.get("topic", ""), "title": _title(alert), "message": _text(alert)}
    message |= {name: options[name] for name in ("priority", "tags") if name in options}
    if first is not None and len(alert.items) == 1:
        message["click"] = first.url
    return Rendered(body=dumps(message))


def target(url: str) -> tuple[str, str]:
    """The server's root and the topic, of a topic's URL. The query (`?auth=…`) stays with the root."""
    parts = urlsplit(url)
    path, _, topic = parts.path.rstrip("/").rpartition("/")
    return urlunsplit(parts._replace(path=f"{path}/")), topic


def size(text: str) -> int:
    return len(text.encode())


def _title(alert: Alert) -> str:
    first = lines(alert.items[0]).title if len(alert.items) == 1 else f"{alert.alert}: {len(alert.items)} items"
    return fit(first.replace("\n", " "), TITLE, measure=size)


def _text(alert: Alert) -> str:
    text = fit(opening(alert), 800, measure=size)
    shown = 0
    for item in alert.items:
        said = lines(item)
        parts = (said.title if len(alert.items) > 1 else "", fit(said.text, 1200, measure=size), said.meta, said.url)
        paragraph = "\n".join(part for part in parts if part)
        if size(text) + size(paragraph) + 100 > MESSAGE:
            break
        text += "\n\n" + paragraph
        shown += 1
    rest = more(alert, shown)
    return f"{text}\n\n{rest}" if rest else text
