"""The worst mistakes on labelled rows: stories thrown together or split, copies missed or seen in vain. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from workers.stories.evaluate import Found, root_of

SCHEMA = "marsad.eval/1"
MOST_PARTS, MOST_ROWS = 8, 4
"""Parts of a mistake and rows of a part that are shown."""


def mistakes(found: Sequence[Found], *, most: int) -> tuple[dict[str, Any], ...]:
    """Lines of `--errors`, by how many pairs of rows are wrong through each; mistakes on copies among them."""
    lines = [*_merged(found), *_split(found), *_copies(found)]
    lines.sort(key=lambda line: (-line["pairs"], line["kind"], str(line["parts"])))
    return tuple(lines[:most])


def _merged(found: Sequence[Found]) -> Iterator[dict[str, Any]]:
    """One found story with rows of several labelled ones."""
    for rows in _grouped(found, lambda one: one.story).values():
        yield from _mistake("different stories in one", rows, label=lambda one: one.row.story)


def _split(found: Sequence[Found]) -> Iterator[dict[str, Any]]:
    """One labelled story found as several."""
    for rows in _grouped(found, lambda one: one.row.story).values():
        yield from _mistake("one story in several", rows, label=lambda one: one.story)


def _copies(found: Sequence[Found]) -> Iterator[dict[str, Any]]:
    roots = {one.row.id: one.row.copy_of for one in found}
    true = {one.row.id: root_of(one.row.id, roots) for one in found}
    for rows in _grouped(found, lambda one: true[one.row.id]).values():
        yield from _mistake("copy not found", rows, label=lambda one: one.root)
    for rows in _grouped(found, lambda one: one.root).values():
        yield from _mistake("no copy", rows, label=lambda one: true[one.row.id])


def _mistake(kind: str, rows: Sequence[Found], *, label: Callable[[Found], str]) -> Iterator[dict[str, Any]]:
    """Nothing if all rows have one label."""
    parts = _grouped(rows, label)
    if len(parts) < 2:
        return
    sizes = Counter({name: len(members) for name, members in parts.items()})
    shown = sizes.most_common(MOST_PARTS)
    yield {
        "schema": SCHEMA,
        "kind": kind,
        "pairs": (len(rows) ** 2 - sum(size**2 for size in sizes.values())) // 2,
        "rows": len(rows),
        "parts": [
            {"name": name, "rows": size, "first": [_told(one) for one in parts[name][:MOST_ROWS]]}
            for name, size in shown
        ],
        "more_parts": len(parts) - len(shown),
    }


def _told(one: Found) -> dict[str, Any]:
    row = one.row
    title = row.title or " ".join(row.text.split()[:12])
    return {"id": row.id, "time": row.time.isoformat(), "language": row.language, "title": title}


def _grouped(found: Iterable[Found], key: Callable[[Found], str]) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return groups
