"""News agencies and the bodies whose statements reports rest on, found by name. Knows nothing of articles."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "agencies.toml"
SHORT = 5
"""Up to so many letters a name is an acronym, and other words look like it but for the case."""
AMBIGUOUS = frozenset({"Fars", "Sputnik", "Anadolu", "Petra", "Belga", "هاوار", "بترا", "كونا"})
"""Names of agencies that are as often something else: a province, a vaccine, Anatolia."""
KNOWN_ACRONYMS = frozenset({"AFP", "AP", "dpa", "EFE", "АФП", "ТАСС", "САНА", "سانا"})

SAYING = re.compile(
    r"\b(?:said|says|say|told|reported|reports|announced|according to|statement|claimed|added|confirmed|stated|"
    r"documented|published by|carried by|quoting|quoted|citing|cited|"
    r"açıkladı|bildirdi|duyurdu|göre|aktardı|açıklamasında|"
    r"selon|a annoncé|a déclaré|a indiqué|a rapporté|d'après|communiqué|"
    r"nach angaben|laut|teilte|erklärte|meldete|berichtete|zufolge|"
    r"según|informó|anunció|declaró|comunicado|denunció)\b|"
    r"(?:قال|قالت|أعلن|أعلنت|أفاد|أفادت|ذكر|ذكرت|أكد|أكدت|وثق|وثقت|بحسب|وفق|وفقا|بيان|نقلا عن|صرح|أشار|أوضح|"
    r"сообщил|заявил|по данным|по словам|сообщает|говорится|"
    r"گفت|اعلام کرد|به گزارش|گزارش داد|بیانیه|"
    r"ragihand|got|eşkere|li gorî|ڕایگەیاند|بەپێی)",
    re.IGNORECASE,
)


@cache
def _known() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {group: {name: tuple(one["names"]) for name, one in members.items()} for group, members in raw.items()}


def names_pattern(group: str) -> str:
    """Any name of the group, longest first, as one group of a regular expression. Short capitals keep their case."""
    names = sorted((name for names in _known()[group].values() for name in names), key=len, reverse=True)
    return "(" + "|".join(_spelling(name) for name in names) + ")"


def _spelling(name: str) -> str:
    pattern = re.escape(name).replace("'", "['’]")
    return pattern if len(name) <= SHORT and name.isascii() else f"(?i:{pattern})"


@cache
def _spelled(group: str) -> Mapping[str, str]:
    return {_plain(written): name for name, names in _known()[group].items() for written in names}


def _plain(written: str) -> str:
    return written.replace("’", "'").casefold()


def name_of(group: str, written: str) -> str | None:
    """The name that readers know, None when this is no name of the group."""
    return _spelled(group).get(_plain(written.strip()))


@cache
def _bodies() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[وفبلك]?{names_pattern('body')}(?!\w)")


def bodies_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of each mention of a body."""
    for found in _bodies().finditer(text):
        name = name_of("body", found.group(1))
        if name is not None:
            yield name, found.start(1), found.end(1)


@cache
def _agencies() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[ولب]?[لـ]?{names_pattern('agency')}(?!\w)")


def agencies_in(text: str) -> Iterator[tuple[str, int, int, bool]]:
    """Name, start and end of each mention of an agency, and whether the name alone is surely the agency's.

    A letter that Arabic writes in front ("for", "by") is left before the start.
    """
    for found in _agencies().finditer(text):
        written = found.group(1)
        name = name_of("agency", written)
        if name is not None:
            short = len(written) <= SHORT - 2 if written.isascii() else len(written) <= SHORT - 1
            sure = written in KNOWN_ACRONYMS or not (short or written in AMBIGUOUS)
            yield name, found.start(1), found.end(1), sure


def attributed(sentence: str) -> str | None:
    """The body that this sentence gives as its witness, None when it names none."""
    if not SAYING.search(sentence):
        return None
    return next((name for name, _, _ in bodies_in(sentence)), None)
