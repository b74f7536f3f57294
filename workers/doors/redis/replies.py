"""One shape for stream replies, whatever protocol version and options brought them. Knows nothing of what they mean."""

from collections.abc import Mapping, Sequence
from typing import Any

StreamEntry = tuple[str, dict[str, str]]
"""Entry id and its fields. The fields are empty for an entry that was deleted while it was pending."""


def stream_entries(reply: Any) -> tuple[StreamEntry, ...]:
    """Entries of one stream, from XRANGE, XAUTOCLAIM, XREAD or XREADGROUP (of one stream)."""
    if not reply:
        return ()
    if isinstance(reply, Mapping):
        (rows,) = reply.values()
        return stream_entries(_unwrapped(rows))
    if _names_a_stream(reply[0]):
        return stream_entries(_unwrapped(reply[0][1]))
    return tuple((str(entry_id), _fields(fields)) for entry_id, fields in reply if entry_id is not None)


def _unwrapped(rows: Any) -> Any:
    """RESP3 with legacy shapes wraps the entries once more."""
    return (
        rows[0] if rows and rows[0] and isinstance(rows[0][0], Sequence) and not isinstance(rows[0][0], str) else rows
    )


def _names_a_stream(row: Any) -> bool:
    """`[name, [(id, fields), …]]`, where an entry would be `(id, fields)` with its fields as pairs or a flat list."""
    inner = row[1]
    if not isinstance(inner, Sequence) or isinstance(inner, str) or not inner:
        return False
    return isinstance(inner[0], Sequence) and not isinstance(inner[0], str)


def _fields(fields: Any) -> dict[str, str]:
    if not fields:
        return {}
    if isinstance(fields, Mapping):
        return dict(fields)
    flat = list(fields)
    return dict(zip(flat[::2], flat[1::2], strict=True))


def pairs(flat: Any) -> dict[str, str]:
    """A hash as a script returns it: a flat list, or a map."""
    return _fields(flat)
