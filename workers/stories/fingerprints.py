"""Fingerprints of running text: which passages two texts share, and how much of the shorter one that is.

Winnowed hashes of five words each (Schleimer, Wilkerson, Aiken 2003): two texts that share ten words in a row share a
fingerprint. Knows nothing of stories.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from zlib import crc32

from workers.relevance.fold import fold
from workers.stories.words import number_of, tokens

SHINGLE = 5
WINDOW = 6
MOST_WORDS = 3000
FEWEST_WORDS = 8
"""Below it a text is too short to be told from chance, such as "Syria: the latest news"."""
TOO_FEW = 3
"""With fewer fingerprints only identical sets count."""
LONG_QUOTE = 25
MOST_QUOTES = 12

_QUOTED = re.compile(r"“([^“”]{25,600})”|\"([^\"\n]{25,600})\"|«([^«»]{25,600})»|„([^„“”]{25,600})[“”]")


def fingerprint(text: str) -> tuple[int, ...]:
    """Sorted distinct 32-bit fingerprints; empty for texts of a few words."""
    words = tokens(text)[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return ()
    hashes = _shingles(words)
    if len(hashes) <= WINDOW:
        return (min(hashes),)
    return tuple(sorted(set(map(min, *(hashes[ahead:] for ahead in range(WINDOW))))))


def _shingles(words: Sequence[str]) -> list[int]:
    """`number_of` each five words in a row with blanks between, cut from the bytes of all."""
    written = [word.encode("utf-8", "surrogatepass") for word in words]
    whole = b" ".join(written)
    starts = list(accumulate((len(word) + 1 for word in written), initial=0))
    return [crc32(whole[start : after - 1]) for start, after in zip(starts, starts[SHINGLE:], strict=False)]


def containment(one: Sequence[int], other: Sequence[int]) -> float:
    """Share of the smaller text's fingerprints that the other has too, 0 to 1."""
    return contained(shared=len(set(one).intersection(other)), one=len(one), other=len(other))


def contained(*, shared: int, one: int, other: int) -> float:
    """Containment of two sets of these sizes. Tiny sets must be the same to count at all."""
    smaller = min(one, other)
    if not smaller or (smaller < TOO_FEW and not shared == one == other):
        return 0.0
    return shared / smaller


def quotes(text: str) -> tuple[int, ...]:
    """Numbers of the long literal quotes, first ones first; punctuation and case don't matter."""
    found = dict.fromkeys(number_of(quote) for quote in _folded_quotes(text))
    return tuple(found)[:MOST_QUOTES]


def _folded_quotes(text: str) -> Iterable[str]:
    for match in _QUOTED.finditer(text):
        quote = " ".join(tokens(next(group for group in match.groups() if group is not None)))
        if len(fold(quote)) >= LONG_QUOTE:
            yield quote
