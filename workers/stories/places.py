"""Places of a report as paths that say what they lie in, and whether two of them can be one. Knows no articles.

`SY07` is a governorate (`SY01`, the capital, as often stands for the state), `SY0702` a district, `SY070203` a
sub-district, `SY0702/seat` the town that a unit is called after, `SY0702/near` somewhere
beside that town, `SY0702/…` another place in it, `SY07/~…` a landscape: hills or a plain with towns of their own.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from math import cos, hypot, radians

from config.gazetteer import load_gazetteer
from workers.model.verdict import Place
from workers.relevance.concepts import region_of
from workers.relevance.fold import fold

REGION = len("SY07")
UNITS = (REGION, len("SY0702"), len("SY070203"))
SEAT, NEAR = "/seat", "/near"
CAPITAL, AROUND_CAPITAL = "SY01", "SY03"
"""The capital by its name alone may be its government; reports call its suburbs, a governorate of their own, by it."""
LANDSCAPE = "/~"
LANDSCAPES = (
    "badia", "buffer-zone", "castello-road", "dead-cities", "eastern-ghouta", "golan", "hauran", "jabal-", "mount-",
    "karama-camps", "qalamoun", "qamishli-road", "rojava", "rouj-plain", "sahl-al-ghab", "shahba-canton", "sherawa",
    "syrian-coast",
)  # fmt: skip
"""Beginnings of ids."""
BY_THEMSELVES = {
    "kind.border": ("crossing", "bab-al-hawa", "bab-al-salama"),
    "kind.camp": ("-camp", "-camps"),
    "kind.prison": ("-prison",),
    "kind.airport": ("-airport",),
    "kind.refinery": ("-refinery",),
}
"""Ends of ids."""
KM_A_DEGREE, BESIDE_KM = 111.2, 12.0
PAIRS = 65_536
"""Of places compared, remembered: what happens in a region is told of the same few hundred places."""

_AREA_BEFORE = re.compile(
    r"(?:\b(?:districts?|countryside|areas?|regions?|zone|surroundings|outskirts|vicinity|suburbs|fronts?|province|"
    r"governorate|near|around|outside|rural|towards?|north|south|east|west|northern|southern|eastern|western) (?:of )?|"
    r"\b(?:pres|autour|region|campagne|district|peripherie|environs) (?:de |d')|"
    r"\b(?:cerca|zona|distrito|campo|afueras) de |"
    r"\b(?:nahe|bei|bezirk|distrikt|region|umland von|raum|sudlich von|nordlich von|ostlich von|westlich von) |"
    r"(?:раионе|раион|окрестностях|близ|около|под|севернее|южнее|восточнее|западнее|округе|провинции) |"
    r"(?:منطقه|مناطق|ريف|بريف|ناحيه|قضاء|محيط|قرب|اطراف|جبهه|شمال|جنوب|شرق|غرب|شمالي|جنوبي|شرقي|غربي|"
    r"ضواحي|نواحي|حومه) |"
    r"\b(?:navceya|devera|gundewaren|li nezi|li derdora|herema) )(?:the |al-|ال)?$"
)
_AREA_AFTER = re.compile(
    r"^(?:['’]?\w{0,4} )?(?:(?:sub-?)?districts?|countryside|areas?|region|fronts?|surroundings|province|governorate|"
    r"ilce\w*|kirsal\w*|bolge\w*|cevre\w*|yakin\w*|раион\w*)\b"
)
_NEAR_BEFORE = re.compile(
    r"(?:\b(?:near|close to|pres de|cerca de|nahe|bei|vicino a|li nezi|li nezike) (?:the (?:town|city|village) of )?|"
    r"(?:близ|около|под|возле|рядом с|قرب|بقرب|بالقرب من|نزديک|نزديكي|نزيک|نزيك) )(?:the |al-|ال)?$"
)
_NEAR_AFTER = re.compile(r"^(?:['’]?\w{0,4} )?(?:(?:ilce|kasaba|belde|koy|kent|sehr)\w* )?yakin\w*")
"""Beside a town, and not in another of its district."""
_CITY_BEFORE = re.compile(
    r"(?:\b(?:city|town|centre|center|ville|centre-ville|ciudad|stadt|innenstadt) (?:of |de |d')?|"
    r"(?:مدينه|بمدينه|شهر|شاري|باجاري|городе|город|города) |\bbajare )$"
)
_CITY_AFTER = re.compile(r"^(?:['’]?\w{0,4} )?(?:city|kent|kenti|kentinde|sehri|sehir|sehrinde|merkez\w*)\b")
_IN_BEFORE = re.compile(
    r"(?:\b(?:in|near|outside|inside|across|central|downtown|hits?|rocks?|shakes?|strikes?|bombs?|shells?) "
    r"(?:central |the )?|"
    r"\b(?:a|dans|pres de|en|cerca de|bei|nahe|li) |(?:в|во|близ|под|центре) |"
    r"(?:في|وسط|قلب|داخل|قرب|شرق|غرب|شمال|جنوب|ضواحي|محيط|احياء|در|له) |(?<!\w)[وف]?ب)$"
)
_IN_AFTER = re.compile(r"^(?:['’]?[dt][ae](?:ki)?\b|['’]?(?:in|nin|un|nun) (?:merkez|kuzey|guney|dogu|bati)\w*)")
_AREA = "district|countryside|region|area|province|governorate|ريف|منطقه|محافظه|ilce|kirsal|раион|провинц"
_CITY = "city|town|مدينه|شهر|город"
"""Words that the spelling of a name may have in itself."""
AROUND = 30
"""Characters beside a name in which it is said to be an area or a city."""


def paths_in(places: Iterable[Place], text: str) -> tuple[str, ...]:
    """Paths of the places named in this part, by their first spelling in the article or by any of their names."""
    folded = fold(text)
    found = ((place, _spans(place, text, folded)) for place in places)
    return tuple(dict.fromkeys(path for place, spans in found if spans and (path := _path(place, folded, spans))))


def _spans(place: Place, text: str, folded: str) -> list[tuple[int, int]]:
    """Where the folded text names it; somewhere, if only the spelling with its marks is found."""
    names = {fold(place.name), fold(place.matched)} - {""}
    spans = [span.span() for name in names for span in re.finditer(_named(name), folded)]
    return spans or ([(0, 0)] if place.matched in text else [])


def _named(name: str) -> str:
    """In Latin letters the name itself, at most with a letter of inflection: Hass is not in Hassan."""
    return rf"(?<!\w){re.escape(name)}(?!\w\w)" if name.isascii() else re.escape(name)


def _path(place: Place, folded: str, spans: Sequence[tuple[int, int]]) -> str | None:
    known = _known_paths().get((place.name, place.pcode, place.level))
    if known is None or "/" in known:
        return known
    if len(known) == REGION:
        is_town = _is_capital_itself if known == CAPITAL else _is_city
        return known + SEAT if all(is_town(folded, *span) for span in spans) else known
    if any(_is_near(folded, *span) for span in spans):
        return known + NEAR
    return known if all(_is_area(folded, *span) for span in spans) else known + SEAT


def _is_near(folded: str, start: int, end: int) -> bool:
    before, after = _around(folded, start, end)
    return bool(_NEAR_BEFORE.search(before) or _NEAR_AFTER.match(after))


def _is_area(folded: str, start: int, end: int) -> bool:
    before, after = _around(folded, start, end)
    named = re.search(_AREA, folded[start:end])
    return bool(named or _AREA_BEFORE.search(before) or _AREA_AFTER.match(after))


def _is_city(folded: str, start: int, end: int) -> bool:
    before, after = _around(folded, start, end)
    named = re.search(_CITY, folded[start:end])
    said = (_CITY_BEFORE.search(before) and not _AREA_AFTER.match(after)) or _CITY_AFTER.match(after)
    return bool(named or said)


def _is_capital_itself(folded: str, start: int, end: int) -> bool:
    before, after = _around(folded, start, end)
    return bool(_IN_BEFORE.search(before) or _IN_AFTER.match(after)) or _is_city(folded, start, end)


def _around(folded: str, start: int, end: int) -> tuple[str, str]:
    """One blank between words, and none before what follows."""
    before = " ".join(folded[max(0, start - AROUND) : start].split())
    return f"{before} " if start and folded[start - 1].isspace() else before, folded[end : end + AROUND].lstrip(" ")


@cache
def _known_paths() -> dict[tuple[str, str | None, int | None], str]:
    paths: dict[tuple[str, str | None, int | None], str] = {}
    for place in load_gazetteer():
        name = place.id.removeprefix("place.")
        below = LANDSCAPE if place.pcode is None and name.startswith(LANDSCAPES) else "/"
        unit = place.pcode is not None and place.pcode.startswith("SY")
        paths[place.name, place.pcode, place.level] = region_of(place) if unit else f"{region_of(place)}{below}{name}"
    return paths


def is_specific(path: str) -> bool:
    """Smaller than a governorate."""
    return len(path) > REGION


def implied(paths: Iterable[str]) -> frozenset[str]:
    """Kinds that the places are by themselves: that two reports on a crossing name a crossing says nothing more."""
    names = {path.rpartition("/")[2] for path in paths}
    return frozenset(kind for kind, marks in BY_THEMSELVES.items() for name in names if name.endswith(marks))


def unit_of(path: str) -> str:
    return path.partition("/")[0]


def units_of(path: str) -> Iterable[str]:
    """The governorate, district and sub-district of a place, and the place itself."""
    return dict.fromkeys((*(path[:length] for length in UNITS if length <= len(unit_of(path))), path))


@lru_cache(maxsize=PAIRS)
def related(one: str, other: str) -> bool:
    """The same place, or one inside the other."""
    return one == other or _within(one, other) or _within(other, one) or one == _seat(other) or other == _seat(one)


def _seat(path: str) -> str:
    """The town beside which something lies."""
    return path.removesuffix(NEAR) + SEAT if path.endswith(NEAR) else path


def _beside(one: str, other: str) -> bool:
    """Whether one lies beside a town that the other may be beside too."""
    here, there = _where().get(_seat(one)), _where().get(_seat(other))
    if here is None or there is None or not (one + other).count(NEAR):
        return False
    north, east = here[0] - there[0], (here[1] - there[1]) * cos(radians(here[0]))
    return hypot(north, east) * KM_A_DEGREE <= BESIDE_KM


@cache
def _where() -> dict[str, tuple[float, float]]:
    known: dict[str, tuple[float, float]] = {}
    for place in load_gazetteer():
        path = _known_paths()[place.name, place.pcode, place.level]
        if place.lat is not None and place.lon is not None:
            known[path if "/" in path else path + SEAT] = place.lat, place.lon
    return known


def _within(place: str, unit: str) -> bool:
    if unit.endswith(SEAT) and len(unit) == REGION + len(SEAT):  # quarters of a governorate's city
        code = unit_of(unit)
        return place.startswith((f"{code}/", f"{code}00/", f"{code}01/", f"{code}0000")) and LANDSCAPE not in place
    return "/" not in unit and place.startswith(unit)


@lru_cache(maxsize=PAIRS)
def compatible(one: str, other: str) -> bool:
    """Whether one event can be said to be at both: a landscape may have the other place in it, and near is vague."""
    return (
        related(one, other)
        or _beside(one, other)
        or any(
            (LANDSCAPE in land and place.startswith(unit_of(land)))
            or (land in (CAPITAL, CAPITAL + SEAT) and place.startswith(AROUND_CAPITAL))
            for land, place in ((one, other), (other, one))
        )
    )


def spots(paths: Iterable[str]) -> tuple[str, ...]:
    """Towns, and governorates of which no place is named: of how many places a report may tell."""
    named = tuple(paths)
    held = {path[:REGION] for path in named if is_specific(path)}
    return (*towns(named), *dict.fromkeys(path for path in named if not is_specific(path) and path not in held))


def towns(paths: Iterable[str]) -> tuple[str, ...]:
    """The smallest places named, without the units and landscapes that they may lie in."""
    specific = [path for path in paths if is_specific(path)]
    return tuple(path for path in specific if not any(path != other and _may_hold(path, other) for other in specific))


def _may_hold(area: str, place: str) -> bool:
    if LANDSCAPE in area:
        return LANDSCAPE not in place and place.startswith(unit_of(area))
    if area.endswith(NEAR):
        return not place.endswith(NEAR) and _beside(area, place)
    return _within(place, area)
