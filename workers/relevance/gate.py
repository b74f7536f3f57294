"""Could any topic concern a page at all? A look at its words, far cheaper than reading it. Knows nothing of markup.

An article is graded `none` unless it has a term that can carry it: not weak, and of enough weight. So a page without
such a term need not be read. Whether a term's conditions hold is left to the grader: a yes may be wrong, a no is not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from workers.model.plain import LETTER
from workers.relevance.concepts import Compiled
from workers.relevance.entries import TOKEN, Entry
from workers.relevance.fold import fold
from workers.relevance.match import UNSPACED
from workers.relevance.units import CORE

_WORD = re.compile(f"[{LETTER}{UNSPACED.pattern[1:-1]}]+")  # vowels of Thai are no letters to Python
REMEMBERED = 100_000
"""Pieces found to be no part of any term, kept per process: nearly all of the next page's are among them."""
LONGEST = 30
"""Letters of a word that is worth remembering; longer ones are code, or scripts without blanks."""


class Gate:
    """The terms that can carry an article, and the words that they are made of."""

    def __init__(self, compiled: Compiled) -> None:
        self._lexicon = compiled.lexicon
        self._carrying = frozenset(
            number
            for number, concept in enumerate(compiled.concepts)
            if max(concept.worth.values(), default=0.0) >= CORE
        )
        self._unspaced = tuple(term for term, entry in self._lexicon.unspaced_terms() if self._carries(entry))
        terms = [frozenset(term) for term, entry in self._lexicon.terms() if self._carries(entry)]
        self._words = frozenset(number for term in terms for number in term)
        self._composed = _by_rarest_word([term for term in terms if len(term) > 1])
        self._harmless: set[str] = set()
        self._parts: dict[str, frozenset[int]] = {}

    def suspects(self, pieces: Iterable[str]) -> list[str]:
        """Pieces between blanks, or words of them, that a carrying term may stand behind: alone, or all its words."""
        if len(self._harmless) > REMEMBERED:
            self._harmless.clear()
            self._parts.clear()
        words = {word: self._parts.get(word) or self._learn(word) for word in _short(set(pieces)) - self._harmless}
        present = frozenset[int]().union(*words.values())
        wanted = {
            number
            for number in present & self._composed.keys()
            if any(present >= term for term in self._composed[number])
        }
        if _ALONE in present:
            wanted.add(_ALONE)
        return [word for word, numbers in words.items() if not numbers.isdisjoint(wanted)] if wanted else []

    def mentions(self, text: str) -> bool:
        """Whether a carrying term stands in a text, spelt as it must be. An adjective made of one carries nothing."""
        finds = self._lexicon.search(text, sought=self._carrying).finds
        return any(self._carries(find.entry) and not find.derived for find in finds)

    def _carries(self, entry: Entry) -> bool:
        return not entry.weak and entry.concept in self._carrying

    def _learn(self, piece: str) -> frozenset[int]:
        """Which words of terms these letters may be, and whether they are a term by themselves."""
        folded = fold(piece)
        readings = (reading for token in TOKEN.findall(folded) for reading in self._lexicon.readings(token))
        numbers = self._words.intersection(number for number, _, _ in readings)
        alone = bool(numbers) and self.mentions(piece)
        if not alone and UNSPACED.search(folded):  # such a piece may be a sentence, with names in other scripts
            alone = any(term in folded for term in self._unspaced)
        if alone:
            numbers |= {_ALONE}
        if len(piece) <= LONGEST:
            if numbers:
                self._parts[piece] = numbers
            else:
                self._harmless.add(piece)
        return numbers


_ALONE = -1
"""Among the numbers of a word: it is a term by itself."""


def _short(pieces: set[str]) -> set[str]:
    """Addresses and code in words: the pieces that are long never come again, their words do."""
    long = [piece for piece in pieces if len(piece) > LONGEST]
    pieces.difference_update(long)
    pieces.update(word for piece in long for word in _WORD.findall(piece))
    return pieces


def _by_rarest_word(terms: list[frozenset[int]]) -> dict[int, tuple[frozenset[int], ...]]:
    """The terms of several words, each under the one that fewest terms have."""
    shared = Counter(number for term in terms for number in term)
    found: dict[int, list[frozenset[int]]] = defaultdict(list)
    for term in terms:
        found[min(term, key=lambda number: (shared[number], number))].append(term)
    return {number: tuple(some) for number, some in found.items()}
