"""Reads `figures.toml`: which words are numbers, kinds of tolls, qualifiers. Knows nothing of texts."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workers.relevance.fold import fold

FILE = Path(__file__).parent / "figures.toml"
SHARED = {"kmr": "ku", "ckb": "ku"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """All keys are folded. `stems` are beginnings of words, longest first; phrases of two words are joined by `_`."""

    kinds: Mapping[str, str]
    stems: tuple[tuple[str, str], ...]
    numbers: Mapping[str, int]
    duals: Mapping[str, int]
    scales: Mapping[str, int]
    qualifiers: tuple[tuple[str, str], ...]
    others: frozenset[str]
    articles: frozenset[str]
    """Alone a number only before one person: `un mort`, `ein Mann getötet`."""
    persons: frozenset[str]
    auxiliaries: frozenset[str]
    active: frozenset[str]
    """Where `killed` may be what somebody did, verbs that are not: behind one person one of them must stand."""
    singular: frozenset[str]
    """Verbs that befell one person, who may stand behind them without a number: `погиб водитель`."""
    verb_first: bool
    """Whether one person behind a verb needs no number: `مقتل مدني`."""
    marked: str
    """Letters with marks that words of kinds keep: unmarked they are other words."""
    things: frozenset[str]
    thing_stems: tuple[str, ...]
    vague: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    among: frozenset[str]
    clues: tuple[str, ...]
    """Without one of these somewhere in it a text tells of no toll."""
    openings: frozenset[str]
    """Words of kinds that are not stems, of phrases the first."""

    def kind(self, word: str, following: str, beyond: str = "") -> str | None:
        """What kind of toll the word tells, alone or with one or two words after it."""
        phrases = (word, f"{word}_{following}", f"{word}_{following}_{beyond}")
        found = next((self.kinds[phrase] for phrase in phrases if phrase in self.kinds), None)
        phrase = f"{word}_{following}"
        return found or next(
            (kind for stem, kind in self.stems if word.startswith(stem) or phrase.startswith(stem)), None
        )

    def is_thing(self, word: str) -> bool:
        """Whether what is counted is no person."""
        return word in self.things or word.startswith(self.thing_stems)

    def may_tell(self, words: Sequence[str]) -> bool:
        """Whether one of the words may have a kind, whatever follows it."""
        stems = tuple(stem for stem, _ in self.stems)
        return not self.openings.isdisjoint(words) or (bool(stems) and any(word.startswith(stems) for word in words))


@cache
def numerals(language: str | None) -> Numerals:
    """Words of the language, since "on" is ten in Turkish and "die" a German article; without one, English."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    language = SHARED.get(language or "", language or "en")
    words = [(_folded(word), kind) for kind, lists in raw["kind"].items() for word in lists.get(language, "").split()]
    things = [fold(word) for word in raw["thing"]["all"].split()]
    return Numerals(
        kinds={word: kind for word, kind in words if not word.endswith("*")},
        stems=_longest_first((word[:-1], kind) for word, kind in words if word.endswith("*")),
        numbers=_valued(raw["number"], language),
        duals=_valued(raw["dual"], language),
        scales=_valued(raw["scale"], language),
        qualifiers=_longest_first(
            (fold(phrase), name) for name, phrases in raw["qualifier"].items() for phrase in phrases
        ),
        others=frozenset(fold(word) for word in raw["other"]["all"].split()),
        articles=frozenset(fold(word) for word in raw["article"].get(language, "").split()),
        auxiliaries=frozenset(fold(word) for word in raw["auxiliary"].get(language, "").split()),
        persons=frozenset(fold(word) for word in raw["person"].get(language, "").split()),
        active=frozenset(raw["intransitive"].get(language, "").split()),
        singular=frozenset(fold(word) for word in raw["singular"].get(language, "").split()),
        verb_first=language in raw["verb_first"]["languages"],
        marked=raw["marked"].get(language, ""),
        things=frozenset(word for word in things if not word.endswith("*")),
        thing_stems=tuple(word[:-1] for word in things if word.endswith("*")),
        vague=frozenset(fold(word) for word in raw["vague"]["all"].split()),
        prepositions=frozenset(fold(word) for word in raw["preposition"].get(language, "").split()),
        conjunctions=frozenset(fold(word) for word in raw["conjunction"]["all"].split()),
        among=frozenset(fold(word) for word in raw["among"]["all"].split()),
        clues=tuple(dict.fromkeys(word.rstrip("*").partition("_")[0] for word, kind in words if kind != "other")),
        openings=frozenset(word.partition("_")[0] for word, _ in words if "_" in word or not word.endswith("*")),
    )  # fmt: skip


def _longest_first(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _folded(word: str) -> str:
    return "_".join(fold(part) for part in word.split("_"))


def _valued(lists: Mapping[str, str], language: str) -> dict[str, int]:
    pairs = (pair.split("=") for pair in lists.get(language, "").split())
    return {fold(word): int(value) for word, value in pairs}
