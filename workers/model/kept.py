"""What is kept of an entry that was dropped, so that it can be graded again. Knows nothing of where it is kept."""

import json
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from workers.model.article import Article, Block, Zone
from workers.model.entry import Entry
from workers.model.errors import NewerData
from workers.model.schema import dumps

RECORD = 1
"""Version of the kept JSON. A reader refuses a higher one."""

_ZONES = {"l": Zone.LEAD, "b": Zone.BODY, "h": Zone.HEADING, "c": Zone.CAPTION}
_LETTERS = {zone: letter for letter, zone in _ZONES.items()}
_BREAK = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """`entry` without the feed's own text: the article has it."""

    entry: Entry
    article: Article


_KEPT = TypeAdapter(Kept)
_OPENING = f'{{"record":{RECORD},'


def kept_json(entry: Entry, article: Article) -> str:
    kept = Kept(entry=replace(entry, content=None, summary=None), article=article)
    try:
        return _OPENING + _KEPT.dump_json(kept)[1:].decode()
    except PydanticSerializationError:  # a lone surrogate, out of some page's JSON
        return dumps({"record": RECORD, **_KEPT.dump_python(kept)})


def kept_from_json(text: str) -> Kept | None:
    """None when it is no such record. Raises NewerData when a newer Marsad wrote it."""
    try:
        values: Any = json.loads(text)
        record = values.pop("record")
    except (ValueError, AttributeError, KeyError):
        return None
    if record != RECORD:
        raise NewerData(
            f"a dropped text is kept as record version {record}, this Marsad reads version {RECORD}; "
            "run the Marsad that wrote it, or a newer one"
        )
    return _KEPT.validate_python(values)


def zones_of(blocks: tuple[Block, ...]) -> str:
    """A letter for each paragraph of an article: all that its published text does not tell of its structure."""
    return "".join(_LETTERS.get(block.zone, "b") for block in blocks)


def blocks_from(text: str, zones: str) -> tuple[Block, ...]:
    """The blocks of a published text; none when its zones are not known."""
    paragraphs = text.split(_BREAK)
    if len(paragraphs) != len(zones) or not set(zones) <= set(_ZONES):
        return ()
    blocks, start = [], 0
    for paragraph, letter in zip(paragraphs, zones, strict=True):
        blocks.append(Block(zone=_ZONES[letter], start=start, end=start + len(paragraph)))
        start += len(paragraph) + len(_BREAK)
    return tuple(blocks)
