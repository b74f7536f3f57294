"""Microsoft Teams (Workflows webhook): one Adaptive Card of at most 28 KB."""

import re
from datetime import datetime
from typing import Any

from workers.delivery.formats.text import Rendered, fit, lines, more, opening
from workers.model.alert import Alert
from workers.model.item import Item
from workers.model.schema import dumps

BUDGET = 28_000
"""Bytes, counted as UTF-16 or as UTF-8, whichever is more: the documentation doesn't tell which it means."""
OPTIONS: dict[str, str] = {}
REQUIRED: frozenset[str] = frozenset()

_MARKUP = re.compile(r"([\\*_~`|>#\[\]()-])")
_ROOM_FOR_REST = 400


def render(id: str, alert: Alert, options: dict[str, Any], *, now: datetime) -> Rendered:  # noqa: A002, ARG001 - one signature for all
    blocks: list[dict[str, Any]] = [_text(fit(opening(alert), 1000, escape=escape), weight="bolder")]
    used, shown = weight(dumps(_message(blocks))) + _ROOM_FOR_REST, 0
    for item in alert.items:
        block = _container(item)
        if used + weight(dumps(block)) + 2 > BUDGET:
            break
        used += weight(dumps(block)) + 2
        blocks.append(block)
        shown += 1
    if rest := more(alert, shown):
        blocks.append(_text(escape(rest)))
    return Rendered(body=dumps(_message(blocks)))


def escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def weight(text: str) -> int:
    return max(len(text.encode()), len(text.encode("utf-16-le")))


def _message(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _container(item: Item) -> dict[str, Any]:
    said = lines(item)
    texts = [
        _text(fit(said.title, 300, escape=escape), weight="bolder"),
        _text(fit(said.meta, 200, escape=escape), isSubtle=True),
    ]
    if said.text:
        texts.insert(1, _text(fit(said.text, 600, escape=escape)))
    container: dict[str, Any] = {"type": "Container", "separator": True, "items": texts}
    if said.url.startswith(("http://", "https://")) and len(said.url) <= 2000:
        container["selectAction"] = {"type": "Action.OpenUrl", "url": said.url}
    return container


def _text(text: str, **look: object) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **look}
