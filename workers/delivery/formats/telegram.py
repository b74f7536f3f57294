"""Telegram's sendMessage in HTML mode: 4,096 UTF-16 units after the entities are parsed."""

from datetime import datetime
from typing import Any

from workers.delivery.formats.text import Lines, Rendered, fit, lines, more, opening, utf16
from workers.model.alert import Alert
from workers.model.schema import dumps

LIMIT = 4096
OPTIONS = {
    "chat_id": 'the chat to write to: a number, or "@channel"',
    "message_thread_id": "the topic of a forum group",
    "disable_notification": "true: without sound",
}
REQUIRED = frozenset({"chat_id"})


def render(id: str, alert: Alert, options: dict[str, Any], *, now: datetime) -> Rendered:  # noqa: A002, ARG001 - one signature for all
    head = fit(opening(alert), 1000, measure=utf16)
    parts, room, shown = [escape(head)], LIMIT - utf16(head) - 100, 0
    for item in alert.items:
        plain, html = _paragraph(lines(item))
        if utf16(plain) + 2 > room:
            break
        room -= utf16(plain) + 2
        parts.append(html)
        shown += 1
    if rest := more(alert, shown):
        parts.append(escape(rest))
    message = {name: options[name] for name in OPTIONS if name in options}
    message |= {"text": "\n\n".join(parts), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    return Rendered(body=dumps(message))


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _paragraph(said: Lines) -> tuple[str, str]:
    """The same paragraph as it counts, and as it is sent."""
    title = fit(said.title, 300, measure=utf16)
    text = fit(said.text, 700, measure=utf16)
    meta = fit(said.meta, 200, measure=utf16)
    address = escape(said.url).replace('"', "&quot;")
    plain = "\n".join(part for part in (title, text, meta) if part)
    html = "\n".join(
        part for part in (f'<a href="{address}">{escape(title)}</a>', escape(text), f"<i>{escape(meta)}</i>") if part
    )
    return plain, html
