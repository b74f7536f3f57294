"""The values as JSON, and the JSON Schemas published of them. Knows nothing of Redis fields or HTTP."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, cast

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from workers.model.alert import Alert
from workers.model.entry import Entry
from workers.model.errors import NewerData
from workers.model.item import Item, MergedStory

SCHEMAS = "https://marsad.example/schemas/"
"""A name, not an address that has to answer: the schemas are printed by the code that writes the entries."""
ITEM_SCHEMA = f"{SCHEMAS}item-v1.json"
STORY_SCHEMA = f"{SCHEMAS}story-v1.json"
ALERT_SCHEMA = f"{SCHEMAS}alert-v1.json"
ENTRY_RECORD = 1
"""Version of the entry's internal JSON. A reader refuses a higher one."""

ONLY_WHEN_SET = ("changed", "retraction", "revised")
"""Fields of an item that appear only on updates and retractions."""

_ITEM = TypeAdapter(Item)
_STORY = TypeAdapter(MergedStory)
_ENTRY = TypeAdapter(Entry)
_ALERT = TypeAdapter(Alert)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def moment(value: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: `2026-11-22T09:30:00.000Z`."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dumps(value: object) -> str:
    """Compact JSON, UTF-8 unescaped, times as `moment`. A lone surrogate becomes U+FFFD, so offsets stay true."""
    return _encode(value, moment)


def item_json(item: Item) -> str:
    return dumps(item_object(item))


def item_object(item: Item) -> dict[str, Any]:
    """The item as plain values (times still datetimes), without the fields that are only sometimes there."""
    values: dict[str, Any] = _ITEM.dump_python(item)
    return _without_unset(values)


def alert_object(alert: Alert) -> dict[str, Any]:
    """The data of a webhook, as `item_object`."""
    values: dict[str, Any] = _ALERT.dump_python(alert)
    return {**values, "items": [_without_unset(item) for item in values["items"]]}


def item_from_json(text: str | bytes) -> Item:
    """Ignores unknown fields. Raises pydantic's ValidationError, a ValueError."""
    return _ITEM.validate_json(text)


def story_json(story: MergedStory) -> str:
    return dumps(_STORY.dump_python(story))


def story_from_json(text: str | bytes) -> MergedStory:
    return _STORY.validate_json(text)


def entry_json(entry: Entry) -> str:
    """The entry as the work stream carries it; times keep their microseconds."""
    return _encode({"record": ENTRY_RECORD, **_ENTRY.dump_python(entry)}, datetime.isoformat)


def entry_from_json(text: str | bytes) -> Entry:
    values: dict[str, Any] = json.loads(text)
    record = values.pop("record", None)
    if record != ENTRY_RECORD:
        raise NewerData(
            f"an entry is stored as record version {record}, this Marsad reads version {ENTRY_RECORD}; "
            "run the Marsad that wrote it, or a newer one"
        )
    return _ENTRY.validate_python(values)


def item_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of an item: open, so that unknown fields and values stay valid."""
    return _published(_ITEM, ITEM_SCHEMA, "An item of Marsad's public stream")


def story_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the data of `marsad.story.merged`."""
    return _published(_STORY, STORY_SCHEMA, "A story that others were merged into")


def alert_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the data of a webhook."""
    return _published(_ALERT, ALERT_SCHEMA, "What a webhook of Marsad is told")


def open_schema(adapter: TypeAdapter[Any], *, ref_template: str) -> dict[str, Any]:
    """A schema as written by `dumps`: every field present but `ONLY_WHEN_SET`, enumerations open."""
    schema = adapter.json_schema(mode="serialization", ref_template=ref_template)
    return cast("dict[str, Any]", _opened(schema))


def _published(adapter: TypeAdapter[Any], name: str, title: str) -> dict[str, Any]:
    schema = open_schema(adapter, ref_template="#/$defs/{model}")
    return {"$schema": GenerateJsonSchema.schema_dialect, "$id": name, **schema, "title": title}


def _without_unset(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value or name not in ONLY_WHEN_SET}


def _opened(node: object) -> object:
    if isinstance(node, list):
        return [_opened(part) for part in node]
    if not isinstance(node, dict):
        return node
    opened = {key: _opened(value) for key, value in node.items() if key not in {"default", "title"} or _is_field(value)}
    if "enum" in opened:
        values = opened.pop("enum")
        opened.pop("type", None)
        return {**opened, "anyOf": [{"enum": values}, {"type": "string"}]}
    properties = opened.get("properties")
    if isinstance(properties, dict):
        opened["required"] = _always(properties)
    return opened


def _is_field(value: object) -> bool:
    """Whether the value under a key named `title` is the schema of a field of that name."""
    return isinstance(value, dict)


def _always(properties: Iterable[str]) -> list[str]:
    return [name for name in properties if name not in ONLY_WHEN_SET]


def _encode(value: object, when: Callable[[datetime], str]) -> str:
    def plain(part: object) -> str:
        if isinstance(part, datetime):
            return when(part)
        raise TypeError(f"{type(part).__name__} has no JSON form here")

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=plain)
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)
