"""Actors, kinds of events and countries by their names in ten languages. Knows nothing of articles."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from config.topics import Term
from workers.relevance.entries import Entry, compiled
from workers.relevance.fold import fold
from workers.relevance.match import Find, Lexicon
from workers.relevance.world import countries
from workers.stories.numbers import numerals
from workers.stories.words import ARABIC, tokens

FOLDER = Path(__file__).parent
KIND, SUBJECT, COUNTRY, NUMBER = "kind.", "subject.", "country.", "number."
SMALL_NUMBER = 13
"""Below it a number says little by itself."""
LONGEST_NUMBER = 18
A_THOUSAND = 1000
_NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:[.,\u00a0\u202f ]\d+)*(?![\w:/-])")


@cache
def _listed() -> dict[str, dict[str, Any]]:
    return tomllib.loads((FOLDER / "concepts.toml").read_text(encoding="utf-8"))


def _subjects() -> dict[str, dict[str, list[str]]]:
    raw = tomllib.loads((FOLDER / "subjects.toml").read_text(encoding="utf-8"))
    return {name: {language: terms.split(", ") for language, terms in listed.items()} for name, listed in raw.items()}


@cache
def _expected() -> dict[str, float]:
    return {name: float(share) for name, share in _listed()["expected"].items()}


def expected_share(name: str) -> float | None:
    """In what share of reports on the region this place, actor, kind or country is expected, None if in few."""
    return _expected().get(name)


@cache
def _lexicon() -> tuple[Lexicon, tuple[str, ...]]:
    names: list[str] = []
    entries: list[Entry] = []
    for group in ("actor", "kind"):
        for name, terms in _listed()[group].items():
            entries += _entries(terms, concept=len(names), name=group == "actor")
            names.append(f"{group}.{name}")
    for name, listed in _subjects().items():
        entries += _entries(listed, concept=len(names), name=False)
        names.append(f"{SUBJECT}{name}")
    for country in countries():
        entries += _entries(dict(country.terms), concept=len(names), name=True)
        names.append(f"{COUNTRY}{country.code}")
    return Lexicon(entries), tuple(names)


def _entries(terms: dict[str, Any], *, concept: int, name: bool) -> list[Entry]:
    stated = [
        (language, Term.model_validate({"text": term} if isinstance(term, str) else term))
        for language, listed in terms.items()
        for term in listed
    ]
    return [
        compiled(term, concept=concept, language=_dialect(language, term.text), name=name) for language, term in stated
    ]


def _dialect(language: str, text: str) -> str:
    """Kurdish is written in two scripts: Kurmanji in Latin letters, Sorani in Arabic ones."""
    return language if language != "ku" else "ckb" if ARABIC.search(text) else "kmr"


def concepts_in(text: str, *, language: str | None) -> tuple[str, ...]:
    """Names such as `actor.sdf`, `kind.fire`, `country.TR`, in the order of their first mention."""
    _, names = _lexicon()
    return tuple(dict.fromkeys(names[find.entry.concept] for find in _finds(text, language)))


def written_in(text: str, *, language: str | None) -> tuple[str, ...]:
    """How actors, kinds and countries are written in the text."""
    return tuple(find.written for find in _finds(text, language))


def _finds(text: str, language: str | None) -> list[Find]:
    lexicon, _ = _lexicon()
    finds = lexicon.find(text, language=language)
    longest: dict[int, int] = {}
    for find in finds:
        longest[find.first] = max(longest.get(find.first, find.last), find.last)
    return [find for find in finds if find.last == longest[find.first]]


def numbers_in(text: str, *, language: str | None = None) -> tuple[str, ...]:
    """`number.4.9`, `number.1900`: numbers that are the same in all languages. Years, days and small ones are none.

    "10 bin" and "عشرة آلاف" are ten thousand too.
    """
    found = (_plain_number(match.group()) for match in _NUMBER.finditer(fold(text)))
    told = (*(number for number in found if number is not None), *_thousands(text, language))
    return tuple(dict.fromkeys(f"{NUMBER}{number}" for number in told))


def _thousands(text: str, language: str | None) -> Iterator[str]:
    known, words = numerals(language), tokens(text)
    for word, scale in pairwise(words):
        times = known.scales.get(scale, 0)
        joined = word[1:] if word[0] in "وبل" else word  # Arabic writes "and", "with", "for" as one word with it
        value = (
            int(word) if word.isdecimal() and len(word) <= 3 else known.numbers.get(word, known.numbers.get(joined, 0))
        )
        if value > 1 and times >= A_THOUSAND:
            yield str(value * times)


def _plain_number(written: str) -> str | None:
    if len(written) > LONGEST_NUMBER:
        return None
    parts = re.split(r"[.,\u00a0\u202f ]", written)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        parts = ["".join(parts)]
    if len(parts) == 2 and len(parts[1]) <= 2:
        return f"{int(parts[0])}.{parts[1]}"
    value = int(parts[0]) if len(parts) == 1 else 0
    return None if value < SMALL_NUMBER or 1900 <= value <= 2100 else str(value)
