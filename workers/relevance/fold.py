"""Folds text so that every spelling of a name looks alike, and finds the way back to the original code points.

Knows nothing of languages beyond their letters: case, marks, presentation forms and keyboard variants disappear.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

APOSTROPHES = "’‘‛ʿʻʼʾ`´′＇"
HIDDEN = "\u00ad\u0640\u200b\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"

# Letters that Unicode does not decompose although writers use them for each other.
SAME = {
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ە": "ه", "ہ": "ه",
    "ھ": "ه", "ۃ": "ه", "ۆ": "و", "ۇ": "و", "ۋ": "و", "ڵ": "ل", "ڕ": "ر", "ı": "i", "ø": "o", "ł": "l", "đ": "d",
    "ß": "ss", "æ": "ae", "œ": "oe", "\u200c": " ", "_": " ", "\u00a0": " ",
}  # fmt: skip

RANGES = ((0x80, 0x2100), (0xFB00, 0xFE00), (0xFE70, 0xFF00), (0xFF00, 0xFFF0), (0x1D400, 0x1D800))


def _fold_character(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    if character in HIDDEN:
        return ""
    if character in SAME:
        return SAME[character]
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).lower())
    return "".join(SAME.get(part, part) for part in decomposed if not unicodedata.combining(part))


def _table() -> dict[int, str]:
    table = {ord("_"): " "} | {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    for first, end in RANGES:
        for code in range(first, end):
            folded = _fold_character(chr(code))
            if folded != chr(code):
                table[code] = folded
    return table | {code: str(digit) for zero in (0x660, 0x6F0) for digit, code in enumerate(range(zero, zero + 10))}


def _runs(codes: list[int]) -> str:
    """The inside of a character class for these code points, with ranges, so that scanning stays quick."""
    parts: list[list[int]] = []
    for code in sorted(codes):
        if parts and parts[-1][1] == code - 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in parts)


TABLE = _table()
_UNEVEN = re.compile(f"[{_runs([code for code, folded in TABLE.items() if len(folded) != 1])}]")
_OTHER = re.compile("[^\x00-\x7f]")
MOSTLY_ASCII = 1.2  # bytes per letter up to which looking at the odd letters one by one is quicker
_SPLIT_WORD = re.compile("\u0640[ \u00a0]+\u0640")  # a word drawn apart to escape filters: الحـ ـوثيين
_STRUCK_WORD = re.compile(r"(?<=[\u0620-\u064a\u0640])\|(?=[\u0620-\u064a\u0640])")  # د|عـ ـش


def _mend(text: str) -> str:
    """Undo obfuscation and old Kurdish keyboards without changing any offset."""
    if "\u0640" in text:
        text = _SPLIT_WORD.sub(lambda found: "\u0640" * len(found.group()), text)
    if "|" in text:
        text = _STRUCK_WORD.sub("\u0640", text)
    return text.replace("\u0647\u200c", "\u0647\u200d")  # ه with a joiner stands for ە, inside a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Folded text and, per place where lengths differ, how far the original is ahead."""

    text: str
    places: tuple[int, ...]
    ahead: tuple[int, ...]

    def original(self, index: int) -> int:
        """The offset in the original of folded offset `index` (a start, or the last character of a slice)."""
        if not self.places:
            return index
        at = bisect_right(self.places, index) - 1
        return index if at < 0 else index + self.ahead[at]


def fold(text: str) -> str:
    """Lower case, no marks, one spelling for each letter. Folding twice changes nothing more."""
    if text.isascii():
        return text.lower().replace("_", " ")
    mended = _mend(text)
    if len(text.encode("utf-8", "replace")) < MOSTLY_ASCII * len(text):
        return _OTHER.sub(_folded, mended).lower().replace("_", " ")
    return mended.translate(TABLE)


def _folded(found: re.Match[str]) -> str:
    return TABLE.get(ord(found.group()), found.group())


def fold_with_offsets(text: str) -> Folded:
    """`fold`, with the way back."""
    folded = fold(text)
    if text.isascii():
        return Folded(text=folded, places=(), ahead=())
    places: list[int] = []
    ahead: list[int] = []
    shift = 0
    for found in _UNEVEN.finditer(_mend(text)):
        wide = len(TABLE[ord(found.group())])
        start = found.start() - shift
        # Inside an expansion every folded character points at the one original character.
        for extra in range(1, wide):
            places.append(start + extra)
            ahead.append(shift - extra)
        shift += 1 - wide
        places.append(start + wide)
        ahead.append(shift)
    return Folded(text=folded, places=tuple(places), ahead=tuple(ahead))
