"""Which Syrian places an article names; a name that several places share goes to the one the context speaks for.

Knows nothing of topics.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from config.gazetteer import GazetteerPlace
from workers.model.verdict import Place
from workers.relevance.concepts import region_of
from workers.relevance.hits import Hit


def resolve(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits without the places that lost their name to another one."""
    by_span: dict[tuple[bool, int, int], list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.concept.place is not None:
            by_span[hit.place_key].append(hit)
    shared = {key: rivals for key, rivals in by_span.items() if len({hit.concept.id for hit in rivals}) > 1}
    if not shared:
        return hits
    around = Counter[str]()
    for key, alone in by_span.items():
        if key not in shared:
            around.update(_units_above(place) for hit in alone if (place := hit.concept.place))
    lost = {
        (key, hit.concept.id)
        for key, rivals in shared.items()
        for hit in rivals
        if hit.concept.id != _best(rivals, around).concept.id
    }
    return tuple(hit for hit in hits if (hit.place_key, hit.concept.id) not in lost)


def _units_above(place: GazetteerPlace) -> str:
    return region_of(place)[:4]


def _best(rivals: list[Hit], around: Counter[str]) -> Hit:
    def rank(hit: Hit) -> tuple[int, int, float, str]:
        place = hit.concept.place
        if place is None:
            return (0, 9, 0.0, hit.concept.id)
        return (-around[_units_above(place)], place.level, -place.weight, place.id)

    return min(rivals, key=rank)


def named(hits: Iterable[Hit]) -> tuple[Place, ...]:
    """Places by how often they are named, then by where first."""
    found: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (not hit.spot.in_title, hit.find.start, hit.find.end)):
        if hit.concept.place is not None:
            found.setdefault(hit.concept.place.id, []).append(hit)
    ordered = sorted(found.values(), key=lambda mentions: -len({hit.place_key for hit in mentions}))
    return tuple(_place(mentions) for mentions in ordered)


def _place(mentions: list[Hit]) -> Place:
    first = mentions[0]
    place = first.concept.place
    if place is None:
        raise ValueError(f"{first.concept.id} is not a place")
    return Place(
        matched=first.find.written,
        name=place.name,
        name_ar=place.name_ar,
        pcode=place.pcode,
        level=place.level,
        lat=place.lat,
        lon=place.lon,
        count=len({hit.place_key for hit in mentions}),
    )
