"""Discord webhooks: embeds, without mentions. Lengths are counted in UTF-16, to be on the safe side."""

import re
from datetime import datetime
from typing import Any

from workers.delivery.formats.text import Rendered, fit, lines, more, opening, utf16
from workers.model.alert import Alert
from workers.model.schema import dumps

CONTENT = 2000
EMBEDS = 10
TITLE = 256
DESCRIPTION = 4096
FOOTER = 2048
TOTAL = 6000
URL = 2048
OPTIONS = {"thread_name": "a title for the post, where the channel is a forum"}
REQUIRED: frozenset[str] = frozenset()

_MARKUP = re.compile(r"([\\*_~`|>#\[\]()<])")


def render(id: str, alert: Alert, options: dict[str, Any], *, now: datetime) -> Rendered:  # noqa: A002, ARG001 - one signature for all
    embeds: list[dict[str, Any]] = []
    room = TOTAL
    for item in alert.items[:EMBEDS]:
        said = lines(item)
        embed: dict[str, Any] = {"title": fit(said.title, TITLE, escape=escape, measure=utf16)}
        if len(said.url) <= URL and said.url.startswith(("http://", "https://")):
            embed["url"] = said.url
        if said.text:
            embed["description"] = fit(said.text, 1000, escape=escape, measure=utf16)
        embed["footer"] = {"text": fit(said.meta, 200, measure=utf16)}
        size = utf16(embed["title"] + embed.get("description", "") + embed["footer"]["text"])
        if size > room:
            break
        room -= size
        embeds.append(embed)
    rest = more(alert, len(embeds))
    content = "\n".join(
        part for part in (fit(opening(alert), 1800, escape=escape, measure=utf16), escape(rest)) if part
    )
    message: dict[str, Any] = {"content": content, "embeds": embeds, "allowed_mentions": {"parse": []}}
    if "thread_name" in options:
        message["thread_name"] = str(options["thread_name"])[:100]
    return Rendered(body=dumps(message))


def escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
