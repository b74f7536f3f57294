"""Text of feeds to plain words, and when two versions are the same. Knows nothing of entries."""

import html
import re
from hashlib import blake2b

from workers.model.plain import one_line, plain

SKETCH_BINS = 16
"""Bins of the sketch, a byte each; two versions of one text share about as many bins as they share words."""

_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,2000}>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(r"<(?:/p|/div|/li|/h[1-6]|br|/tr|/blockquote)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"<(?:!--.*?(?:-->|\Z)|[/!?]?[A-Za-z][^<>]{0,20000}+>)", re.DOTALL)
"""A comment that never ends takes the rest, as in a browser; looking for ends again and again would be quadratic."""
_BLANK_LINES = re.compile(r"[ \t]*\n\s*")
_BLANKS = re.compile(r"[ \t\xa0]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SIGN = re.compile(r"[\W_]+")


def text_of(markup: str) -> str:
    """Paragraphs of an HTML fragment, as plain text."""
    if "<" in markup:
        markup = _TAG.sub(" ", _BLOCK.sub("\n", _SCRIPT.sub(" ", markup)))
    if "&" in markup:
        markup = html.unescape(markup)
    return _BLANK_LINES.sub("\n", _BLANKS.sub(" ", plain(markup))).strip()


def line_of(markup: str) -> str:
    """A title: feeds escape it once, twice or not at all."""
    for _ in range(2):
        if "&" in markup:
            markup = html.unescape(markup)
        if "<" in markup:
            markup = _TAG.sub("", _SCRIPT.sub(" ", markup))
    return one_line(markup)


def folded(text: str) -> str:
    """Letters and digits only, for comparing titles."""
    return _SIGN.sub(" ", text.casefold()).strip()


def sketch(text: str) -> bytes:
    """The smallest word hash in each bin: digits and word order don't count, so clocks and counters don't either."""
    bins = [255] * SKETCH_BINS
    for word in set(_WORD.findall(text.casefold())):
        value = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest())
        place, size = value % SKETCH_BINS, (value >> 8) % 255
        bins[place] = min(bins[place], size)
    return bytes(bins)


def changed_share(before: bytes, after: bytes) -> float:
    """About how much of the words changed, 0 to 1."""
    bins = [(old, new) for old, new in zip(before, after, strict=True) if old != 255 or new != 255]
    return sum(old != new for old, new in bins) / len(bins) if bins else 0.0
