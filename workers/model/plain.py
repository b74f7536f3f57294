"""Text from outside made harmless to show, log and match. Knows nothing of where it came from or goes."""

import re
from unicodedata import is_normalized, normalize

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls, soft hyphen, Arabic letter mark, zero-width and invisible characters, bidirectional controls,
# the byte order mark, interlinear marks, noncharacters, lone surrogates and tag characters. The zero-width joiner and
# non-joiner stay: Persian and Sorani are misspelt without them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
LETTER = (
    "\\w\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff"
)
"""The inside of a character class: letters, and the marks and invisible characters that stand inside words too."""


def plain(text: str) -> str:
    """NFC, without control, invisible or bidirectional characters; line breaks become newlines, tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def one_line(text: str) -> str:
    """`plain`, with every run of white space made one blank."""
    return " ".join(plain(text).split())


def counted(count: int, noun: str, many: str = "") -> str:
    """`1 item`, `2 items`; `many` where an s is not enough."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def excerpt(text: str, begin: int, stop: int, *, most: int) -> str:
    """`text[begin:stop]` and what stands around it, verbatim: about `most` characters, cut at blanks."""
    if len(text) <= most:
        return text.strip()
    first = max(0, min(begin - most // 2, len(text) - most))
    last = max(first + most, stop)
    if first and not text[first - 1].isspace():
        first = text.find(" ", first, begin) + 1 or first
    if last < len(text) and not text[last].isspace():
        gap = text.rfind(" ", stop, last)
        last = gap if gap >= 0 else last
    return text[first:last].strip()
