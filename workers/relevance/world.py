"""Names of countries other than the topics', as rivals for what an article is about. Knows nothing of topics."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "world.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """`code` is ISO 3166-1 alpha-2; names and adjectives by language."""

    code: str
    terms: Mapping[str, tuple[str, ...]]


@cache
def countries() -> tuple[Country, ...]:
    if not FILE.exists():
        return ()
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Country(code=code, terms={language: tuple(names) for language, names in terms.items()})
        for code, terms in raw.items()
    )
