"""Finds every term of every topic in one pass over the tokens of a text. Knows nothing of what a find is worth."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from config.topics import Term
from workers.relevance.fold import Folded, fold, fold_with_offsets
from workers.relevance.forms import ADJECTIVE, BORROWERS, CHANGED, ORIGINATING, PLAIN, stems, unprefixed

TOKEN = re.compile(r"[^\W_]+")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
LONGEST_ENDING = 8
PREFIXING = (None, "ar", "he")  # where particles are glued before words; Persian parts them
MANY_APOSTROPHES = 5
REMEMBERED = 200_000  # analysed words kept per process; news repeats itself
LETTERS_TO_TRUST_ANYWHERE = 4
SURE_STEM = 5  # shorter names take endings only where they are written with a capital


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A term, compiled: what it stands for, and what a find must look like in the original spelling."""

    concept: int
    text: str
    language: str
    weak: bool = False
    case: bool = False
    capital: bool = False
    exact_marks: bool = False
    bound: bool = False
    name: bool = False
    region: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """`written`, which is `text[start:end]` of the original, tokens `first` to `last`, stands for `entry`.

    `derived`: an adjective of it.
    """

    entry: Entry
    written: str
    start: int
    end: int
    first: int
    last: int
    derived: bool


@dataclass(slots=True)
class _Node:
    children: dict[int, "_Node"] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


EXACT, PREFIXED = 0, 8  # kinds of a reading, beside those of forms
Reading = tuple[int, int, str]  # word, kind, and the language whose ending it has


class Lexicon:
    """All terms as sequences of words; words are numbered, and known under their changed forms."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._words: dict[str, int] = {}
        self._stems: dict[str, list[tuple[int, frozenset[str], int, str]]] = {}
        self._stemmed: set[tuple[str, str, bool, bool, bool]] = set()
        self._root = _Node()
        self._unspaced: list[tuple[str, Entry]] = []
        self._readings: dict[str, tuple[Reading, ...]] = {}
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        folded = fold(entry.text)
        if UNSPACED.search(folded):
            self._unspaced.append((folded, entry))
            return
        for words in _spellings(folded, entry.language):
            node = self._root
            for word in words:
                node = node.children.setdefault(self._number(word, entry, part=len(words) > 1), _Node())
            node.entries.append(entry)

    def _number(self, word: str, entry: Entry, *, part: bool) -> int:
        number = self._words.setdefault(word, len(self._words))
        way = (word, entry.language, entry.name, entry.region, part)
        if way not in self._stemmed:
            self._stemmed.add(way)
            languages = (entry.language, *BORROWERS) if _lendable(entry, word) else (entry.language,)
            for language in languages:
                for stem, endings, kind in stems(word, language, name=entry.name, region=entry.region, part=part):
                    self._stems.setdefault(stem, []).append((number, endings, kind, language))
        return number

    def _read(self, token: str) -> tuple[Reading, ...]:
        """Which words of the lexicon this token may be a form of."""
        found = self._changed(token, EXACT)
        if token in self._words:
            found.insert(0, (self._words[token], EXACT, ""))
        if any(number in self._root.children for number, _, _ in found):
            return tuple(found)
        for rest in unprefixed(token):  # a word that only stands inside terms may still be a prefix and a name
            bare = self._changed(rest, PREFIXED)
            if rest in self._words:
                bare.insert(0, (self._words[rest], PREFIXED, ""))
            if bare:
                return (*found, *bare)
        return tuple(found)

    def _changed(self, token: str, prefixed: int) -> list[Reading]:
        found: list[Reading] = []
        for cut in range(len(token), max(2, len(token) - LONGEST_ENDING), -1):
            for number, endings, kind, language in self._stems.get(token[:cut], ()):
                if token[cut:] in endings:
                    found.append((number, kind | prefixed, language))
        return found

    def readings(self, token: str) -> tuple[Reading, ...]:
        known = self._readings.get(token)
        if known is None:
            if len(self._readings) >= REMEMBERED:
                self._readings.clear()
            known = self._readings[token] = self._read(token)
        return known

    def any_in(self, text: str) -> bool:
        """Whether some term occurs; a quick look that does not check spelling."""
        folded = fold(text)
        tokens = TOKEN.findall(folded)
        read = self.readings
        walk = self._walk
        if any(read(token) and next(iter(walk(tokens, at)), None) for at, token in enumerate(tokens)):
            return True
        return bool(self._unspaced) and any(term in folded for term, _ in self._unspaced)

    def _walk(self, tokens: list[str], at: int, language: str | None = None) -> list[tuple[int, _Node, int]]:
        """Every node with entries that is reached from token `at`: last token, node, kinds of all readings."""
        reached: list[tuple[int, _Node, int]] = []
        paths = [(at, self._root, 0)]
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
                if child is None:
                    continue
                if child.entries:
                    reached.append((where, child, kinds | kind))
                if child.children:
                    paths.append((where + 1, child, kinds | kind))
        return reached

    def find(self, text: str, *, language: str | None = None) -> list[Find]:
        """All finds, in order of their start; the longest and the shorter ones inside it."""
        folded = fold_with_offsets(text)
        tokens = TOKEN.findall(folded.text)
        reached = [
            (at, last, entry, kinds)
            for at, token in enumerate(tokens)
            if self.readings(token)
            for last, node, kinds in self._walk(tokens, at, language)
            for entry in node.entries
        ]
        finds: list[Find] = []
        if reached:
            spans = [found.span() for found in TOKEN.finditer(folded.text)]
            own = {(at, last) for at, last, entry, _ in reached if entry.language == language}
            for at, last, entry, kinds in reached:
                # Where the text's own language knows the words, other languages don't count: German "Syriens".
                if entry.language != language and (at, last) in own:
                    continue
                start, end = _slice(folded, spans[at][0], spans[last][1])
                if _looks_right(entry, text[start:end], kinds, language=language):
                    derived = bool(kinds & ORIGINATING)
                    finds.append(_find(entry, text, (start, end), (at, last), derived=derived))
        if self._unspaced and UNSPACED.search(folded.text):
            finds.extend(self._find_unspaced(folded, text))
            finds.sort(key=lambda find: (find.start, find.end))
        return finds

    def _find_unspaced(self, folded: Folded, text: str) -> Iterable[Find]:
        for term, entry in self._unspaced:
            at = folded.text.find(term)
            while at >= 0:
                start, end = _slice(folded, at, at + len(term))
                first = len(TOKEN.findall(folded.text[:at]))
                yield Find(
                    entry=entry, written=text[start:end], start=start, end=end, first=first, last=first, derived=False
                )
                at = folded.text.find(term, at + len(term))


def _find(entry: Entry, text: str, span: tuple[int, int], tokens: tuple[int, int], *, derived: bool) -> Find:
    start, end = span
    first, last = tokens
    return Find(entry=entry, written=text[start:end], start=start, end=end, first=first, last=last, derived=derived)


def _spellings(folded: str, language: str) -> set[tuple[str, ...]]:
    """The words of a term, each apostrophe once as a break and once left out: Ma'arrat al-Nu'man, Maarrat al-Nu'man.

    Before an ending it is always a break: Hama's is not Hamas, Hama'da not Hamada.
    """
    pieces = folded.split("'")
    joined = [pieces[0]]
    for piece in pieces[1:MANY_APOSTROPHES]:
        ending = "".join(TOKEN.findall(piece)[:1]) in PLAIN.get(language, ())
        joined = [one + glue + piece for one in joined for glue in (("'",) if ending else ("'", ""))]
    return {words for one in joined if (words := tuple(TOKEN.findall(one)))}


def _lendable(entry: Entry, word: str) -> bool:
    return entry.name and entry.language == "en" and len(word) > SURE_STEM


def _slice(folded: Folded, start: int, end: int) -> tuple[int, int]:
    return folded.original(start), folded.original(end - 1) + 1


def _lower(text: str) -> str:
    return text.replace("İ", "i").lower()


def _looks_right(entry: Entry, written: str, kinds: int, *, language: str | None) -> bool:
    if entry.bound and language is not None and language != entry.language:
        return False
    if entry.case:
        return written.replace("’", "'").startswith(entry.text)
    capital = entry.capital or (kinds & CHANGED and len(entry.text) < SURE_STEM and entry.text[0].isupper())
    if capital and not kinds & ADJECTIVE and not written[0].isupper():
        return False
    return not entry.exact_marks or _lower(written).startswith(_lower(entry.text))


def compiled(term: Term, *, concept: int, language: str, name: bool = False, region: bool = False) -> Entry:
    """An entry with the checks that its spelling calls for: short and weak names need a capital, tiny ones more."""
    text, weak = term.text, term.strength == "weak"
    folded = fold(text)
    letters = sum(character.isalpha() for character in folded)
    short = letters <= LETTERS_TO_TRUST_ANYWHERE and " " not in folded.strip()
    tiny = letters < LETTERS_TO_TRUST_ANYWHERE and language != "ar" and not term.case
    return Entry(
        concept=concept,
        text=text,
        language=language,
        weak=weak,
        case=term.case,
        capital=text[0].isupper() and (weak or letters <= LETTERS_TO_TRUST_ANYWHERE),
        exact_marks=short and folded.isascii() and folded != _lower(text),
        bound=short and (tiny or language == "fa"),
        name=name,
        region=region,
    )
