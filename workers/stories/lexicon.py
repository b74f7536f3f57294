"""Actors, kinds of events and countries by their names in ten languages. Knows nothing of articles."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from config.topics import Term
from workers.relevance.match import Entry, Lexicon, compiled
from workers.relevance.world import countries
from workers.stories.words import ARABIC

FOLDER = Path(__file__).parent
ACTOR, KIND, COUNTRY = "actor.", "kind.", "country."


@cache
def _lexicon() -> tuple[Lexicon, tuple[str, ...]]:
    names: list[str] = []
    entries: list[Entry] = []
    for group, concepts in tomllib.loads((FOLDER / "concepts.toml").read_text(encoding="utf-8")).items():
        for name, terms in concepts.items():
            entries += _entries(terms, concept=len(names), name=group == "actor")
            names.append(f"{group}.{name}")
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
    lexicon, names = _lexicon()
    finds = lexicon.find(text, language=language)
    longest: dict[int, int] = {}
    for find in finds:
        longest[find.first] = max(longest.get(find.first, find.last), find.last)
    return tuple(dict.fromkeys(names[find.entry.concept] for find in finds if find.last == longest[find.first]))
