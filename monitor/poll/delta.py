"""Cuts the blocks of a feed that were read before, so that only new ones are parsed. Knows nothing of their content.

The cut is only sound where blocks and entries correspond one to one; `tests/monitor/poll/test_delta.py` holds that over
every feed of feedparser's own suite.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b

BLOCK_BYTES = 8
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(/?)(?:[A-Za-z_][\w.-]{0,40}:)?(item|entry)(?=[\s/>])[^>]*+(?:>|\Z)",
    re.DOTALL,
)
"""Every alternative consumes up to the end of the text when it is never closed: no input makes this quadratic."""
_LOOSE_START = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s/>])")
_ROOT_END = re.compile(r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|feed|RDF|channel|CHANNEL)\s*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Spans of the `<item>` and `<entry>` elements in document order, and the short hash of each."""

    spans: tuple[tuple[int, int], ...]
    hashes: tuple[bytes, ...]


def find_blocks(text: str) -> Blocks | None:
    """The blocks, or None where they are nested, empty-element or unclosed, so that a cut would not be sound."""
    spans: list[tuple[int, int]] = []
    start: int | None = None
    name = ""
    for found in _TOKEN.finditer(text):
        if found[2] is None:
            continue
        if not found[1]:
            if start is not None or found[0].endswith("/>"):
                return None
            start, name = found.start(), found[2]
        elif start is None or found[2] != name:
            return None
        else:
            spans.append((start, found.end()))
            start = None
    if start is not None or not spans:
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


def without_torn_end(text: str) -> tuple[str, bool]:
    """A document that stops before its root element is closed loses its last, unfinished block."""
    if _ROOT_END.search(text, max(0, len(text) - 65_536)):
        return text, False
    last_start = last_end = -1
    for found in _TOKEN.finditer(text):
        if found[2] is None:
            continue
        if found[1]:
            last_end = found.end()
        else:
            last_start = found.start()
    return (text[:last_start] if last_start >= max(last_end, 0) else text), True
