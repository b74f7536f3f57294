"""Writes `config/places/places.tsv` from OCHA's tables and the hand-written names. Run by hand when either changes.

    python -m benchmarks.gazetteer.build FOLDER

FOLDER holds `syr_admin_names.csv` (governorates, districts, sub-districts) and `syr_communities_pcode.csv`.
All administrative units are shipped; of the communities, those that `config/places/names.txt` names.
"""

import argparse
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.gazetteer import FOLDER, Terms, read_names

HEADER = ("id", "key", "level", "pcode", "parent", "name", "name_ar", "lat", "lon", "en", "ar")
KIND = re.compile(r"^(?:مدينة|بلدة|قرية|ناحية) ")
ARTICLE = re.compile(r"^(?:al|ar|as|ash|at|az|an|ad|el)[- ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A row of the data: `arabic` are all spellings that may be given to it, the preferred one first."""

    code: str
    level: int
    parent: str
    name: str
    arabic: tuple[str, ...]
    mask: str
    lat: str
    lon: str


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    written = read_names(FOLDER / "names.txt")
    units = {unit.code: unit for unit in (*admin_units(folder), *communities(folder))}
    unknown = [key for key in written if re.fullmatch(r"(SY|C)\d+", key) and key not in units]
    if unknown:
        raise SystemExit(f"names.txt names codes that the data does not have: {', '.join(unknown)}")
    lines = sorted(rows(units, written), key=lambda row: (row[2], row[3] or "~", row[0]))
    taken = Counter(row[0] for row in lines)
    unique = [(f"{row[0]}-{row[3].lower()}", *row[1:]) if taken[row[0]] > 1 else row for row in lines]
    text = "\n".join("\t".join(row) for row in (HEADER, *unique))
    (FOLDER / "places.tsv").write_text(text + "\n", encoding="utf-8")
    print(f"{len(lines)} places, {Counter(row[2] for row in lines)}")


def admin_units(folder: Path) -> Iterator[Unit]:
    with (folder / "syr_admin_names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            arabic = re.sub(r"^مركز\s*", "", row["name_ar"].strip())
            yield Unit(
                code=row["pcode"],
                level=int(row["level"]),
                parent=row["parent_pcode"],
                name=row["name_en"].strip(),
                arabic=(arabic,),
                mask="",
                lat="",
                lon="",
            )


def communities(folder: Path) -> Iterator[Unit]:
    with (folder / "syr_communities_pcode.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Unit(
                code=row["pcode"],
                level=4,
                parent=row["adm3_pcode"],
                name=row["name_short"].strip(),
                arabic=tuple(filter(is_arabic, (row["name_ar"], *row["alt_ar"].split("|")))),
                mask=row["ar_mask"],
                lat=row["lat"],
                lon=row["lon"],
            )


def is_arabic(text: str) -> bool:
    """Arabic letters and spaces only; two spellings in the data mix scripts, one splits a word."""
    return bool(re.fullmatch(r"[\u0621-\u064A ]+", text)) and text != "د مشق"


def rows(units: Mapping[str, Unit], written: Mapping[str, Terms]) -> Iterator[tuple[str, ...]]:
    """One row a place: a unit whose name is that of the unit above is not told apart from it."""
    merged = {unit.code: seat_of(unit, units) for unit in units.values() if unit.level < 4}
    shared = Counter(fold(unit.name) for unit in units.values() if unit.level == 4)
    towns = seats(units)
    for unit in units.values():
        if unit.level < 4 and merged[unit.code] != unit.code:
            continue
        if unit.level == 4 and unit.code not in written:
            continue
        yield row_of(unit, written.get(unit.code, {}), town=towns.get(unit.code, unit), shared=shared)
    for key, terms in written.items():
        if key not in units:
            yield landscape(key, terms)


def seat_of(unit: Unit, units: Mapping[str, Unit]) -> str:
    """The code of the largest unit that bears the name: the sub-district "Idleb" is of the governorate "Idleb"."""
    above = units.get(unit.parent)
    central = unit.code.endswith("00")
    return seat_of(above, units) if above and (fold(above.name) == fold(unit.name) or central) else unit.code


def seats(units: Mapping[str, Unit]) -> dict[str, Unit]:
    """The town that gives an administrative unit its name, by the unit's code."""
    found: dict[str, Unit] = {}
    for unit in units.values():
        if unit.level == 4:
            above = units.get(unit.parent)
            while above:
                if fold(above.name) == fold(unit.name) or (set(above.arabic) & set(unit.arabic)):
                    found.setdefault(above.code, unit)
                above = units.get(above.parent)
    return found


def fold(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if c.isalnum() or c in " -")
    return re.sub(r"[^a-z]", "", ARTICLE.sub("", plain))


def row_of(unit: Unit, written: Terms, *, town: Unit, shared: Counter[str]) -> tuple[str, ...]:
    arabic = arabic_name(unit, town, written)
    return (
        "place." + slug(display(unit, written)),
        unit.code if written else "",
        str(unit.level),
        unit.code,
        unit.parent,
        unit.name,
        arabic,
        town.lat,
        town.lon,
        " | ".join(english(unit.name, shared, written="en" in written)),
        "" if written.get("ar") else " | ".join(arabic_terms(arabic)),
    )


def arabic_terms(name: str) -> Iterator[str]:
    """A name of several words as it is; one word, often an ordinary one ("pictures", "always"), only as a town."""
    if " " in name:
        yield name
    elif name:
        yield from (f"{kind} {name}~" for kind in ("مدينة", "بلدة", "ناحية"))


def display(unit: Unit, written: Terms) -> str:
    """The press name where there is one: ids are for people."""
    return written["en"][0].text if "en" in written else unit.name


def slug(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower().replace("'", "")) if ord(c) < 128)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def arabic_name(unit: Unit, town: Unit, written: Terms) -> str:
    """A name of the data, else a written one that has the letters and word breaks the data's mask shows."""
    bare = (KIND.sub("", term.text) for term in written.get("ar", ()))
    return next(iter((*unit.arabic, *(name for name in bare if fits(name, town.mask)))), "")


def fits(name: str, mask: str) -> bool:
    return bool(mask) and re.sub(r"\S", "?", name) == mask


def english(name: str, shared: Counter[str], *, written: bool) -> Iterator[str]:
    """OCHA's spelling, with and without article; weak where short or not unique, then only if none is written."""
    weak = shared[fold(name)] > 1 or (len(fold(name)) < 8 and not re.search(r"[ -]", ARTICLE.sub("", name)))
    if not (weak and written):
        for form in dict.fromkeys((name, ARTICLE.sub("", name))):
            yield form + ("~" if weak else "")


def landscape(key: str, terms: Terms) -> tuple[str, ...]:
    """A place OCHA has no code for: the key is `name@parent`, with the level of a community."""
    name, _, parent = key.partition("@")
    return ("place." + slug(name), key, "4", "", parent, terms["en"][0].text, "", "", "", "", "")


if __name__ == "__main__":
    main()
