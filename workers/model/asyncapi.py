"""The public streams and the webhook as an AsyncAPI 3 document, made of the values themselves. Knows no Redis, no HTTP.

The fields of a stream entry are the message's headers, its field `data` is the payload: CloudEvents in binary mode.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from workers.model.alert import Alert, TriggerKind
from workers.model.item import Item, MergedStory
from workers.model.schema import ALERT_SCHEMA, ITEM_SCHEMA, STORY_SCHEMA, open_schema

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COMMON: Mapping[str, Schema] = {
    "specversion": {"const": "1.0"},
    "id": {**_TEXT, "description": "`<subject>.<version>`; the same event is never added twice"},
    "type": _TEXT,
    "source": {**_TEXT, "description": "`/sources/<source id>`"},
    "subject": {**_TEXT, "description": "item id (`itm_…`), or the surviving story (`sty_…`)"},
    "time": {**_TEXT, "format": "date-time", "description": "when emitted, from the server's clock"},
    "datacontenttype": {"const": "application/json"},
}
_ROUTING: Mapping[str, Schema] = {
    "dataschema": _TEXT,
    "topics": {**_TEXT, "examples": ["idlib:central:0.94,syria:central:0.98"], "description": "best first"},
    "lang": {**_TEXT, "description": "BCP 47; `und` when nobody could tell"},
    "story": _TEXT,
    "origin": {**_TEXT, "examples": ["original", "wire", "copy", "derived", "unknown"]},
}
_EVENTS = {
    "itemNew": ("marsad.item.new", "An article that concerns a topic, published for the first time.", "Item"),
    "itemUpdated": ("marsad.item.updated", "A further version; `changed` names the fields.", "Item"),
    "itemRetracted": ("marsad.item.retracted", "The last version without its text; `retraction` says why.", "Item"),
    "storyMerged": ("marsad.story.merged", "Stories that turned out to be one.", "MergedStory"),
}
_NAMES = {"Item": ITEM_SCHEMA, "MergedStory": STORY_SCHEMA, "Alert": ALERT_SCHEMA}


def asyncapi() -> Schema:
    """The document, without anything that depends on this machine."""
    messages = {name: _event(*told) for name, told in _EVENTS.items()}
    messages |= {"watch": _watch(), "alert": _alert()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Marsad",
            "version": "1.0.0",
            "description": "Articles that concern a topic, as a Redis stream and as webhooks. "
            "Readers must accept unknown fields and values: within version 1 they are only ever added.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "embedded": {
                "host": "127.0.0.1:6399",
                "protocol": "redis",
                "description": "The embedded server; it needs no password for reading. With `redis.url` set, your own.",
            }
        },
        "channels": _channels(),
        "operations": {
            "publishItems": _sends("items", _EVENTS),
            "publishWatch": _sends("ops", ("watch",)),
            "deliverAlert": _sends("webhook", ("alert",)),
        },
        "components": {"messages": messages, "schemas": _schemas()},
    }


def _channels() -> Schema:
    prefix = {"prefix": {"default": "marsad", "description": "`redis.prefix`"}}
    server = [{"$ref": "#/servers/embedded"}]
    return {
        "items": {
            "address": "{prefix}:items",
            "title": "What was found",
            "description": "A Redis stream. Read it with XREAD, or with a consumer group of your own.",
            "servers": server,
            "parameters": prefix,
            "messages": _references(_EVENTS),
        },
        "ops": {
            "address": "{prefix}:ops",
            "title": "What concerns the watch itself",
            "servers": server,
            "parameters": prefix,
            "messages": _references(("watch",)),
        },
        "webhook": {
            "address": None,
            "title": "An alert",
            "description": "A POST to the `url` of an `[[alert]]`, signed after Standard Webhooks.",
            "servers": [],
            "messages": _references(("alert",)),
        },
    }


def _references(names: Any) -> Schema:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _sends(channel: str, names: Any) -> Schema:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
    }


def _event(kind: str, summary: str, data: str) -> Schema:
    fields = {**_COMMON, **_ROUTING, "type": {"const": kind}, "dataschema": {"const": _NAMES[data]}}
    replay = {"replay": {**_TEXT, "examples": ["quiet", "alert"], "description": "only on what a replay published"}}
    return {
        "name": kind,
        "summary": summary,
        "headers": {"type": "object", "properties": {**fields, **replay}, "required": list(fields)},
        "payload": {"$ref": f"#/components/schemas/{data}"},
    }


def _watch() -> Schema:
    fields = {**_COMMON, "type": {**_TEXT, "examples": ["marsad.source.state", "marsad.alert.state"]}}
    return {
        "name": "marsad.*.state",
        "summary": "A source or an alert changed its state.",
        "headers": {"type": "object", "properties": fields, "required": list(fields)},
        "payload": {"type": "object"},
    }


def _alert() -> Schema:
    headers = ("webhook-id", "webhook-timestamp", "webhook-signature")
    event = {
        **{name: _COMMON[name] for name in ("specversion", "id", "source", "subject", "time", "datacontenttype")},
        "type": {"const": "marsad.alert"},
        "dataschema": {"const": ALERT_SCHEMA},
        "data": {"$ref": "#/components/schemas/Alert"},
    }
    return {
        "name": "marsad.alert",
        "summary": f"What an alert says: {', '.join(TriggerKind)}. Texts are cut at 2,000 characters.",
        "contentType": "application/cloudevents+json",
        "headers": {"type": "object", "properties": dict.fromkeys(headers, _TEXT), "required": list(headers[:2])},
        "payload": {"type": "object", "properties": event, "required": [name for name in event if name != "subject"]},
    }


def _schemas() -> Schema:
    schemas: Schema = {}
    for adapter, name in (
        (TypeAdapter(Item), "Item"),
        (TypeAdapter(MergedStory), "MergedStory"),
        (TypeAdapter(Alert), "Alert"),
    ):
        schema = open_schema(adapter, ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[name] = schema
    return schemas
