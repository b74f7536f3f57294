"""Finds every term of every topic in one pass over the tokens of a text. Knows nothing of what a find is worth."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from config.transliteration import SHORT_HEADS, respellings, rewritings
from workers.relevance.entries import TOKEN, Entry, lendable, looks_right, spellings
from workers.relevance.fold import Folded, fold, fold_with_offsets
from workers.relevance.forms import BORROWERS, ORIGINATING, stems, unprefixed

UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
LONGEST_ENDING = 8
HANGUL = "가"  # from here on a letter is a syllable
PREFIXING = (None, "ar", "he")  # where particles are glued before words; Persian parts them
MOST_NAMED = 1_000  # places of a text where names are found, far beyond the most in any article seen; the first ones
MOST_FOUND = 5_000  # finds of a text; one place may be a term of many languages
REMEMBERED = 200_000  # analysed words kept per process; news repeats itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """`written`, which is `text[start:end]` of the original, tokens `first` to `last`, stands for `entry`.

    `derived`: an adjective of it. `unspaced`: a part of the token, of a script without blanks.
    """

    entry: Entry
    written: str
    start: int
    end: int
    first: int
    last: int
    derived: bool
    unspaced: bool = False


@dataclass(slots=True)
class _Node:
    children: dict[int, "_Node"] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


SURE_REST = 4  # letters that a Hebrew name must keep when a particle is taken off; fewer where more words follow
SURE_WORD, SURE_PART = 7, 5  # letters of a word, or of one of several, from which other spellings are sure
EXACT, PREFIXED = 0, 8  # kinds of a reading, beside those of forms
Reading = tuple[int, int, str]  # word, kind, and the language whose ending it has


Reached = tuple[int, int, Entry, int]  # first and last token, what is there, kinds of its readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a text holds, and how many words it has."""

    finds: list[Find]
    words: int


class Lexicon:
    """All terms as sequences of words; words are numbered, and known under their changed forms."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._words: dict[str, int] = {}
        self._stems: dict[str, list[tuple[int, frozenset[str], int, str]]] = {}
        self._respellable: dict[tuple[str, str], int] = {}
        self._respelt: dict[str, set[int]] = {}
        self._stemmed: set[tuple[str, str, bool, bool, bool, bool]] = set()
        self._root = _Node()
        self._terms: list[tuple[tuple[int, ...], Entry]] = []
        self._unspaced: list[tuple[str, Entry]] = []
        self._readings: dict[str, tuple[Reading, ...]] = {}
        self._openings: dict[str, bool] = {}
        for entry in entries:
            self._add(entry)
        for (word, language), number in self._respellable.items():
            self._respell(word, number, language)

    def _add(self, entry: Entry) -> None:
        folded = entry.folded
        if not folded.isascii() and UNSPACED.search(folded):
            self._unspaced.append((folded, entry))
            return
        written = spellings(folded, entry.language)
        if entry.respelt:
            written |= {other for words in written for other in rewritings(words)}
        for words in written:
            part = len(words) > 1
            path = tuple([self._number(word, entry, part=part) for word in words])
            node = self._root
            for number in path:
                child = node.children.get(number)
                if child is None:
                    child = node.children[number] = _Node()
                node = child
            node.entries.append(entry)
            self._terms.append((path, entry))

    def _number(self, word: str, entry: Entry, *, part: bool) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._words[word] = len(self._words)
        way = (word, entry.language, entry.name, entry.region, entry.respelt, part)
        if way not in self._stemmed:
            self._stemmed.add(way)
            languages = (entry.language, *BORROWERS) if lendable(entry, word) else (entry.language,)
            for language in languages:
                for stem, endings, kind in stems(word, language, name=entry.name, region=entry.region, part=part):
                    self._stems.setdefault(stem, []).append((number, endings, kind, language))
            if entry.respelt and (len(word) >= SURE_PART or word in SHORT_HEADS):
                self._respellable[word, entry.language] = number
        return number

    def _respell(self, word: str, number: int, language: str) -> None:
        """Other spellings of a word; where it is a name by itself only long ones: Tartous is not tartós."""
        alone = self._root.children.get(number)
        least = SURE_WORD if alone is not None and alone.entries else SURE_PART
        if len(word) >= least or word in SHORT_HEADS:
            for other in respellings(word):
                if len(other) < least and other not in SHORT_HEADS:
                    continue
                self._respelt.setdefault(other, set()).add(number)
                if language != "en":
                    for stem, endings, kind in stems(other, language, name=True, region=False, part=True):
                        self._stems.setdefault(stem, []).append((number, endings, kind, language))

    def _read(self, token: str) -> tuple[Reading, ...]:
        """Which words of the lexicon this token may be a form of."""
        found = self._changed(token, EXACT)
        if token in self._words:
            found.insert(0, (self._words[token], EXACT, ""))
        found.extend((number, EXACT, "") for number in self._respelt.get(token, ()))
        if any(number in self._root.children for number, _, _ in found):
            return tuple(found)
        for rest in unprefixed(token):  # a word that only stands inside terms may still be a prefix and a name
            bare = self._changed(rest, PREFIXED)
            if rest in self._words:
                bare.insert(0, (self._words[rest], PREFIXED, ""))
            if len(rest) < SURE_REST and "א" <= rest[0] <= "ת":
                bare = [reading for reading in bare if self._only_begins(reading[0])]
            if bare:
                return (*found, *bare)
        return tuple(found)

    def _only_begins(self, number: int) -> bool:
        """Whether a word begins terms, and is none by itself: חאן in בחאן ארנבה."""
        child = self._root.children.get(number)
        return child is not None and not child.entries

    def _changed(self, token: str, prefixed: int) -> list[Reading]:
        found: list[Reading] = []
        least = 1 if token[0] >= HANGUL else 2
        for cut in range(len(token), max(least, len(token) - LONGEST_ENDING), -1):
            for number, endings, kind, language in self._stems.get(token[:cut], ()):
                if token[cut:] in endings:
                    found.append((number, kind | prefixed, language))
        return found

    def readings(self, token: str) -> tuple[Reading, ...]:
        known = self._readings.get(token)
        if known is None:
            if len(self._readings) >= REMEMBERED:
                self._readings.clear()
            known = self._readings[token] = tuple(dict.fromkeys(self._read(token)))
        return known

    def unspaced_terms(self) -> Iterator[tuple[str, Entry]]:
        """Terms of scripts without blanks, folded."""
        yield from self._unspaced

    def terms(self) -> Iterator[tuple[tuple[int, ...], Entry]]:
        """The numbers of the words of each spaced term, for each of its entries."""
        yield from self._terms

    def any_in(self, text: str) -> bool:
        """Whether some term occurs; a quick look that does not check spelling."""
        folded = fold(text)
        tokens = TOKEN.findall(folded)
        read = self.readings
        walk = self._walk
        if any(read(token) and next(iter(walk(tokens, at)), None) for at, token in enumerate(tokens)):
            return True
        return bool(self._unspaced) and any(term in folded for term, _ in self._unspaced)

    def _walk(self, tokens: list[str], at: int, language: str | None = None) -> list[tuple[int, int, _Node, int]]:
        """Every node with entries reached from token `at`: first and last token, node, kinds of all readings.

        Many readings of a word lead to one node: each way is gone once, or their number would multiply word by word.
        """
        reached: list[tuple[int, int, _Node, int]] = []
        paths = [(at, self._root, 0)]
        gone: set[tuple[int, int, int]] = set()
        while paths:
            where, node, kinds = paths.pop()
            if where >= len(tokens):
                continue
            for number, kind, ending in self.readings(tokens[where]):
                if kind & PREFIXED and (where != at or language not in PREFIXING):
                    continue
                if ending and language and ending != language:
                    continue
                child = node.children.get(number)
                way = (where, id(child), kinds | kind)
                if child is None or way in gone:
                    continue
                gone.add(way)
                if child.entries:
                    reached.append((at, where, child, kinds | kind))
                if child.children:
                    paths.append((where + 1, child, kinds | kind))
        return reached

    def find(self, text: str, *, language: str | None = None) -> list[Find]:
        """All finds, in order of their start; the longest and the shorter ones inside it."""
        return self.search(text, language=language).finds

    def search(self, text: str, *, language: str | None = None, sought: frozenset[int] | None = None) -> Found:
        """As `find`, with the number of words; nothing at all when none of the `sought` concepts is there."""
        folded = fold_with_offsets(text)
        tokens = TOKEN.findall(folded.text)
        reached = self._reached(tokens, language)
        unspaced = bool(self._unspaced) and not folded.text.isascii() and UNSPACED.search(folded.text) is not None
        if sought is not None and not unspaced and not any(entry.concept in sought for _, _, entry, _ in reached):
            return Found(finds=[], words=len(tokens))
        finds = self._checked(text, folded, reached, language) if reached else []
        if unspaced:
            finds.extend(self._find_unspaced(folded, text))
            finds.sort(key=lambda find: (find.start, find.end))
        return Found(finds=finds[:MOST_FOUND], words=len(tokens))

    def _reached(self, tokens: list[str], language: str | None) -> list[Reached]:
        opening = {token for token in set(tokens) if self._opens(token)}
        ways = (self._walk(tokens, at, language) for at, token in enumerate(tokens) if token in opening)
        named = islice(filter(None, ways), MOST_NAMED)
        return [(at, last, entry, kinds) for way in named for at, last, node, kinds in way for entry in node.entries]

    def _opens(self, token: str) -> bool:
        """Whether some term may begin with this token."""
        known = self._openings.get(token)
        if known is None:
            if len(self._openings) >= REMEMBERED:
                self._openings.clear()
            known = any(number in self._root.children for number, _, _ in self.readings(token))
            self._openings[token] = known
        return known

    def _checked(self, text: str, folded: Folded, reached: list[Reached], language: str | None) -> list[Find]:
        starts = [found.start() for found in TOKEN.finditer(folded.text)]
        ends = {last: TOKEN.match(folded.text, starts[last]) for _, last, _, _ in reached}
        own = {(at, last) for at, last, entry, _ in reached if entry.language == language and not entry.exact_marks}
        finds: list[Find] = []
        told: set[tuple[int, int, int, bool]] = set()
        for at, last, entry, kinds in reached:
            if len(finds) >= MOST_FOUND and at > finds[-1].first:
                break
            find = (at, last, id(entry), bool(kinds & ORIGINATING))
            if find in told:
                continue
            # Where the text's own language knows the words, other languages don't count: German "Syriens".
            if entry.language != language and (at, last) in own:
                continue
            end_token = ends[last]
            start, end = _slice(folded, starts[at], end_token.end() if end_token else starts[last] + 1)
            if looks_right(entry, text[start:end], kinds, language=language):
                told.add(find)
                finds.append(
                    Find(
                        entry=entry, written=text[start:end], start=start, end=end,
                        first=at, last=last, derived=find[-1],
                    )
                )  # fmt: skip
        return finds

    def _find_unspaced(self, folded: Folded, text: str) -> Iterable[Find]:
        starts = [found.start() for found in TOKEN.finditer(folded.text)]
        for term, entry in self._unspaced:
            at = folded.text.find(term)
            for _ in range(MOST_NAMED):
                if at < 0:
                    break
                start, end = _slice(folded, at, at + len(term))
                written, at_word = text[start:end], bisect_left(starts, at)
                yield Find(
                    entry=entry, written=written, start=start, end=end,
                    first=at_word, last=at_word, derived=False, unspaced=True,
                )  # fmt: skip
                at = folded.text.find(term, at + len(term))


def _slice(folded: Folded, start: int, end: int) -> tuple[int, int]:
    return folded.original(start), folded.original(end - 1) + 1
