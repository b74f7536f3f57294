"""Work entries as the work stream stores them. Knows nothing of who reads them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from workers.model.entry import Entry
from workers.model.errors import NewerData, Permanent

VERSION = "1"
_ENTRY = TypeAdapter(Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEntry:
    """An entry in hand. `deliveries`: how often it was handed out; `tries`: how often it failed.

    `recheck`: which look at its published page this is, 0 for the first; `doubted`: the look before found it gone.
    `waited_ms`: how long it was put off without a failure.
    """

    work_id: str
    entry: Entry
    deliveries: int = 1
    tries: int = 0
    first_failed: str = ""
    reason: str = ""
    detail: str = ""
    recheck: int = 0
    doubted: bool = False
    waited_ms: int = 0

    @property
    def member(self) -> str:
        """Its name in the delay set: two revisions of one entry may wait there side by side."""
        return f"{self.entry.id}:{self.entry.revision}" + (":recheck" if self.recheck else "")


def entry_json(entry: Entry) -> str:
    return _ENTRY.dump_json(entry).decode()


def read_entry_json(text: str) -> Entry:
    return _ENTRY.validate_json(text)


def packed(work: WorkEntry) -> dict[str, str]:
    """The fields of the work stream."""
    known = {"first_failed": work.first_failed, "reason": work.reason, "detail": work.detail}
    return {
        "v": VERSION,
        "entry": entry_json(work.entry),
        "tries": str(work.tries),
        **{name: value for name, value in known.items() if value},
        **({"waited_ms": str(work.waited_ms)} if work.waited_ms else {}),
        **({"recheck": str(work.recheck), "doubted": str(int(work.doubted))} if work.recheck else {}),
    }


def flat(work: WorkEntry) -> str:
    """The same as a script takes it apart again: a JSON list of names and values in turn."""
    return json.dumps([part for pair in packed(work).items() for part in pair])


def unpacked(work_id: str, fields: Mapping[str, str], *, deliveries: int = 1) -> WorkEntry:
    """Raises NewerData when a newer Marsad wrote it, Permanent when it is no work entry at all."""
    version = fields.get("v", "")
    if version != VERSION:
        if version.isdigit() and int(version) > int(VERSION):
            raise NewerData(f"work entry {work_id} has version {version}; this Marsad reads {VERSION}: update it.")
        raise Permanent(f"work entry {work_id} has no version that is known ({version!r})", reason="bad_payload")
    try:
        entry = read_entry_json(fields["entry"])
        tries, recheck = int(fields.get("tries", "0")), int(fields.get("recheck", "0"))
        waited_ms = int(fields.get("waited_ms", "0"))
    except (KeyError, ValueError, ValidationError) as error:
        raise Permanent(f"work entry {work_id} cannot be read: {error}", reason="bad_payload") from error
    return WorkEntry(
        work_id=work_id,
        entry=entry,
        deliveries=deliveries,
        tries=tries,
        first_failed=fields.get("first_failed", ""),
        reason=fields.get("reason", ""),
        detail=fields.get("detail", ""),
        recheck=recheck,
        doubted=fields.get("doubted", "0") == "1",
        waited_ms=waited_ms,
    )
