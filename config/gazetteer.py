"""Places in Syria as shipped in `config/places/`: codes, coordinates, names and what they need beside them to count.

Knows nothing of matching or of topics.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.topics import Condition, Term
from config.transliteration import variants

FOLDER = Path(__file__).parent / "places"

# What a mention says about Syria, by level: a governorate is as good as the country, a village may be one of many.
WEIGHTS = {1: 5.0, 2: 4.5, 3: 4.5, 4: 4.0}

Terms = Mapping[str, tuple[Term, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerPlace:
    """One place. `pcode` is OCHA's, None where it has none; `parent` the code of the nearest unit above that has one.

    `level`: 1 governorate, 2 district, 3 sub-district, 4 community or a landscape without borders. A name that
    several levels share belongs to the largest, since news rarely says which; coordinates are those of the town.
    """

    id: str
    name: str
    name_ar: str | None
    pcode: str | None
    level: int
    parent: str
    lat: float | None
    lon: float | None
    terms: Terms
    needs: Condition | None
    unless: Condition | None
    weight: float
    contested: bool = False  # its weak names count beside words of war or relief, as in a region that a topic is about


@cache
def load_gazetteer() -> tuple[GazetteerPlace, ...]:
    """All places, in the order of the shipped table."""
    names = read_names(FOLDER / "names.txt")
    rules = tomllib.loads((FOLDER / "rules.toml").read_text(encoding="utf-8"))
    return tuple(_place(row, names, rules) for row in _rows(FOLDER / "places.tsv"))


def lies_below(pcode: str | None, name: str, units: tuple[str, ...]) -> bool:
    """Whether a published place lies in one of these units; a community's code doesn't tell, a landscape has none."""
    if pcode is not None and pcode.startswith(units):
        return True
    parent = _parents().get(pcode or name)
    return parent is not None and parent.startswith(units)


@cache
def _parents() -> Mapping[str, str]:
    return {place.pcode or place.name: place.parent for place in load_gazetteer()}


def _place(
    row: Mapping[str, str], names: Mapping[str, Terms], rules: Mapping[str, Mapping[str, object]]
) -> GazetteerPlace:
    identity, level = row["id"], int(row["level"])
    rule = rules.get(identity, {})
    return GazetteerPlace(
        id=identity,
        name=row["name"],
        name_ar=row["name_ar"] or None,
        pcode=row["pcode"] or None,
        level=level,
        parent=row["parent"],
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        terms=_spelled(_merged(parse_terms(f"en: {row['en']} ; ar: {row['ar']}"), names.get(row["key"], {}))),
        needs=_condition(rule.get("needs")),
        unless=_condition(rule.get("unless")),
        weight=float(str(rule.get("weight", WEIGHTS[level]))),
        contested=bool(rule.get("contested", False)),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def read_names(path: Path) -> dict[str, Terms]:
    """Hand-written names: the key, then one `language: name | name` between semicolons; `#` opens a comment line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = (line.partition(";") for line in lines if line and not line.startswith("#"))
    return {key.strip(): parse_terms(rest) for key, _, rest in cells}


def parse_terms(cell: str) -> dict[str, tuple[Term, ...]]:
    """`en: Kelly~ | Kelli ; ar: كللي`: a trailing `~` makes a name weak, a trailing `^` binds it to its case."""
    languages = (part.partition(":") for part in cell.split(";") if part.strip())
    return {key.strip(): tuple(_term(name) for name in names.split("|") if name.strip()) for key, _, names in languages}


def _term(text: str) -> Term:
    bare = text.strip()
    name = bare.rstrip("~^")
    marks = bare[len(name) :]
    return Term(text=name, case="^" in marks, strength="weak" if "~" in marks else "strong")


def _merged(automatic: Terms, written: Terms) -> dict[str, tuple[Term, ...]]:
    """Both, by language; the written term replaces an automatic one of the same text."""
    merged: dict[str, tuple[Term, ...]] = {}
    for language in (*automatic, *(key for key in written if key not in automatic)):
        own = written.get(language, ())
        taken = {term.text for term in own}
        merged[language] = own + tuple(term for term in automatic.get(language, ()) if term.text not in taken)
    return merged


def _spelled(terms: dict[str, tuple[Term, ...]]) -> Terms:
    """With the other spellings of strong English names."""
    english = terms.get("en", ())
    taken = {term.text for term in english}
    others = (
        other
        for term in english
        if term.strength == "strong" and not term.case
        for other in variants(term.text)
        if other not in taken
    )
    return terms | {"en": english + tuple(Term(text=other) for other in dict.fromkeys(others))} if english else terms


def _condition(raw: object) -> Condition | None:
    return None if raw is None else Condition.model_validate(raw)
