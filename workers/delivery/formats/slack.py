"""Slack incoming webhooks: Block Kit with mrkdwn. Three characters are markup there: & < >."""

from datetime import datetime
from typing import Any

from workers.delivery.formats.text import Rendered, fit, lines, more, opening
from workers.model.alert import Alert
from workers.model.item import Item
from workers.model.schema import dumps

SECTION = 3000
BLOCKS = 50
FALLBACK = 3000
OPTIONS: dict[str, str] = {}
REQUIRED: frozenset[str] = frozenset()


def render(id: str, alert: Alert, options: dict[str, Any], *, now: datetime) -> Rendered:  # noqa: A002, ARG001 - one signature for all
    shown = alert.items[: BLOCKS - 2]
    texts = [fit(opening(alert), SECTION, escape=escape), *map(_section, shown)]
    if rest := more(alert, len(shown)):
        texts.append(escape(rest))
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in texts]
    fallback = fit("\n".join([opening(alert), *(lines(item).title for item in shown[:5])]), FALLBACK, escape=escape)
    return Rendered(body=dumps({"text": fallback, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}))


def escape(text: str) -> str:
    """`<!channel>` would ring everybody; escaped it is just text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _section(item: Item) -> str:
    said = lines(item)
    link = said.url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
    title = fit(said.title.replace("\n", " "), 500, escape=escape)
    head = f"<{link}|{title}>" if len(link) <= 1000 else f"*{title}*"
    return "\n".join(
        part for part in (head, fit(said.text, 1000, escape=escape), fit(said.meta, 300, escape=escape)) if part
    )
