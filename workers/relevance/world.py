"""Names of countries and of cities abroad, rivals for what an article is about. Knows nothing of topics."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.topics import Term

FILE = Path(__file__).parent / "world.toml"
CITIES = Path(__file__).parent / "cities.txt"
UKRAINIAN = frozenset("іїєґІЇЄҐ")
SCRIPTS = (("\u0400", "\u04ff", "ru"), ("\u0590", "\u05ff", "he"), ("\u0600", "\u06ff", "ar"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """`code` is ISO 3166-1 alpha-2; names and adjectives by language."""

    code: str
    terms: Mapping[str, tuple[str, ...]]


@cache
def countries() -> tuple[Country, ...]:
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Country(code=code, terms={language: tuple(names) for language, names in terms.items()})
        for code, terms in raw.items()
    )


def cities() -> Iterator[tuple[str, Mapping[str, tuple[str | Term, ...]]]]:
    """Country code, and names of its cities by a language of their script; one city a line of the table."""
    found: dict[str, dict[str, list[str | Term]]] = {}
    for line in CITIES.read_text(encoding="utf-8").splitlines():
        code, _, names = line.partition(" ")
        for name in names.split(" | "):
            language = _language(name)
            term = Term.model_construct(text=name, case=True) if language == "en" else name
            found.setdefault(code, {}).setdefault(language, []).append(term)
    for code, terms in found.items():
        yield code, {language: tuple(names) for language, names in terms.items()}


def _language(name: str) -> str:
    if not UKRAINIAN.isdisjoint(name):
        return "uk"
    return next((language for first, last, language in SCRIPTS if first <= name[0] <= last), "en")
