"""Cuts the blocks of a feed that were read before, so that only new ones are parsed. Knows nothing of their content.

The cut is only sound where blocks and entries correspond one to one; `tests/monitor/poll/test_delta.py` holds that over
every feed of feedparser's own suite.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

BLOCK_BYTES = 8
_START = re.compile(r"<(?:!--|!\[CDATA\[|(/?)(?:[A-Za-z_][\w.-]{0,40}+:)?(item|entry)(?=[\s/>]))")
_LOOSE_START = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s/>])")
_ROOT_END = re.compile(r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|feed|RDF|channel|CHANNEL)\s*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Spans of the `<item>` and `<entry>` elements in document order, and the short hash of each."""

    spans: tuple[tuple[int, int], ...]
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Tag:
    """`text[start:end]` is `<item …>`, `</entry>` and the like, outside of comments and CDATA."""

    name: str
    start: int
    end: int
    closes: bool


def _tags(text: str) -> Iterator[_Tag]:
    """What is never closed reaches to the end of the text, so that no input makes this quadratic."""
    position = 0
    while (found := _START.search(text, position)) is not None:
        if found[2] is None:
            mark = "-->" if found[0] == "<!--" else "]]>"
            position = _after(text, mark, found.end())
            continue
        position = _after(text, ">", found.end())
        yield _Tag(found[2], found.start(), position, bool(found[1]))


def _after(text: str, mark: str, position: int) -> int:
    at = text.find(mark, position)
    return len(text) if at < 0 else at + len(mark)


def find_blocks(text: str) -> Blocks | None:
    """The blocks, or None where they are nested, empty-element or unclosed, so that a cut would not be sound."""
    spans: list[tuple[int, int]] = []
    opened: _Tag | None = None
    for tag in _tags(text):
        if not tag.closes:
            if opened is not None or text.endswith("/>", tag.start, tag.end):
                return None
            opened = tag
        elif opened is None or tag.name != opened.name:
            return None
        else:
            spans.append((opened.start, tag.end))
            opened = None
    if opened is not None or not spans:
        return None
    return Blocks(spans=tuple(spans), hashes=tuple(block_hash(text[first:last]) for first, last in spans))


def block_hash(block: str) -> bytes:
    return blake2b(block.encode("utf-8", "surrogatepass"), digest_size=BLOCK_BYTES).digest()


def cut(text: str, blocks: Blocks, *, known: frozenset[bytes]) -> str:
    """The text without the blocks in `known`."""
    parts = []
    position = 0
    for (start, end), name in zip(blocks.spans, blocks.hashes, strict=True):
        if name in known:
            parts.append(text[position:start])
            position = end
    parts.append(text[position:])
    return "".join(parts)


def keep_first(text: str, blocks: Blocks, *, count: int) -> tuple[str, Blocks]:
    """The text with its first `count` blocks only."""
    if len(blocks.spans) <= count:
        return text, blocks
    kept = Blocks(spans=blocks.spans[:count], hashes=blocks.hashes[:count])
    return text[: blocks.spans[count][0]] + text[blocks.spans[-1][1] :], kept


def keep_first_loosely(text: str, *, count: int) -> tuple[str, bool]:
    """Like `keep_first` for a document whose blocks cannot be told apart: cut before the start of one too many."""
    for number, found in enumerate(_LOOSE_START.finditer(text), start=1):
        if number > count:
            return text[: found.start()], True
    return text, False


def names_an_entry(text: str) -> bool:
    """Whether an entry begins anywhere, whatever became of it."""
    return _LOOSE_START.search(text) is not None


def without_torn_end(text: str) -> tuple[str, bool]:
    """A document that stops before its root element is closed loses its last, unfinished block."""
    if _ROOT_END.search(text, max(0, len(text) - 65_536)):
        return text, False
    last_start = last_end = -1
    for tag in _tags(text):
        if tag.closes:
            last_end = tag.end
        else:
            last_start = tag.start
    return (text[:last_start] if last_start >= max(last_end, 0) else text), True
