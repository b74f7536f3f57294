"""Could any topic concern a page at all? A look at its words, far cheaper than reading it. Knows nothing of markup.

An article is graded `none` unless it has a term that can carry it: not weak, and of enough weight. So a page without
such a term need not be read. Whether a term's conditions hold is left to the grader: a yes may be wrong, a no is not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from workers.relevance.concepts import Compiled
from workers.relevance.entries import TOKEN, Entry
from workers.relevance.fold import fold
from workers.relevance.match import UNSPACED
from workers.relevance.units import CORE

REMEMBERED = 400_000
"""Words found to be no part of any term, kept per process: nearly all of the next page's words are among them."""


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

    def suspects(self, words: Iterable[str]) -> list[str]:
        """Those of a page's words, as written, that a carrying term may stand behind: alone, or all of its words."""
        found: list[str] = []
        present: dict[int, list[str]] = defaultdict(list)
        for word in set(words) - self._harmless:
            numbers = self._parts.get(word)
            if numbers is None:
                numbers = self._learn(word)
            if not numbers:
                continue
            if _ALONE in numbers:
                found.append(word)
            for number in numbers:
                present[number].append(word)
        for number, words_here in present.items():
            if any(present.keys() >= term for term in self._composed.get(number, ())):
                found.extend(words_here)
        return found

    def mentions(self, text: str) -> bool:
        """Whether a carrying term stands in a text, spelt as it must be. An adjective made of one carries nothing."""
        finds = self._lexicon.search(text, sought=self._carrying).finds
        return any(self._carries(find.entry) and not find.derived for find in finds)

    def _carries(self, entry: Entry) -> bool:
        return not entry.weak and entry.concept in self._carrying

    def _learn(self, word: str) -> frozenset[int]:
        """Which words of terms this may be, and whether it is a term by itself."""
        folded = fold(word)
        readings = (reading for token in TOKEN.findall(folded) for reading in self._lexicon.readings(token))
        numbers = self._words.intersection(number for number, _, _ in readings)
        if UNSPACED.search(folded):
            alone = any(term in folded for term in self._unspaced)
        else:
            alone = bool(numbers) and self.mentions(word)
        if len(self._harmless) + len(self._parts) > REMEMBERED:
            self._harmless.clear()
            self._parts.clear()
        if not numbers and not alone:
            self._harmless.add(word)
            return frozenset()
        self._parts[word] = numbers | {_ALONE} if alone else numbers
        return self._parts[word]


_ALONE = -1
"""Among the numbers of a word: it is a term by itself."""


def _by_rarest_word(terms: list[frozenset[int]]) -> dict[int, tuple[frozenset[int], ...]]:
    """The terms of several words, each under the one that fewest terms have."""
    shared = Counter(number for term in terms for number in term)
    found: dict[int, list[frozenset[int]]] = defaultdict(list)
    for term in terms:
        found[min(term, key=lambda number: (shared[number], number))].append(term)
    return {number: tuple(some) for number, some in found.items()}
