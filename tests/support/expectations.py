"""feedparser's expectations of a first entry, as far as they say something about ours. Knows nothing of why they differ."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.poll.feed import FeedEntry
from monitor.poll.words import line_of, text_of
from tests.support.suite import SuiteFile

_FIELD = r"entries\[0\](?:\['(?P<name>\w+)'\]|\.(?P<attr>\w+))(?:\[(?P<index>\d)\]\['value'\])?"
_CLAIM = re.compile(rf"{_FIELD}\s*==\s*(?P<value>u?'(?:[^'\\]|\\.)*'(?!')|u?\"(?:[^\"\\]|\\.)*\"(?!\")|\(\d[\d, ]*\))")
NAMES = frozenset(
    {"id", "link", "title", "summary", "description", "author", "published_parsed", "updated_parsed", "created_parsed"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    file: SuiteFile
    name: str
    expected: object

    def holds(self, entry: FeedEntry) -> bool:
        return self.expected == self.actual(entry)

    def actual(self, entry: FeedEntry) -> object:
        values: dict[str, object] = {
            "id": entry.guid or "",
            "link": entry.link or "",
            "title": entry.title or "",
            "summary": entry.summary or "",
            "description": entry.summary or "",
            "author": entry.authors[0] if entry.authors else "",
            "published_parsed": entry.published,
            "created_parsed": entry.published,
            "updated_parsed": entry.modified or entry.published,
        }
        return values[self.name]


def claims(file: SuiteFile) -> Iterator[Claim]:
    """What the file's expectation says of the fields that our entries have, in our terms."""
    for found in _CLAIM.finditer(file.expect or ""):
        name = found["name"] or found["attr"]
        if name in NAMES and found["index"] is None:
            yield Claim(file=file, name=name, expected=_ours(name, ast.literal_eval(found["value"].removeprefix("u"))))


def _ours(name: str, value: object) -> object:
    if isinstance(value, tuple):
        year, month, day, hour, minute, second = value[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    text = str(value)
    if name in {"summary", "description"}:
        return text_of(text)
    return line_of(text) if name in {"title", "author"} else text.strip()
