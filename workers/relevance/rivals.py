"""What else an article may be about: regions and countries named beside the topic's own. Knows nothing of weights."""

from collections import defaultdict

from workers.relevance.concepts import WORLD, CompiledTopic
from workers.relevance.feature import Feature
from workers.relevance.hits import Hit, Reading
from workers.relevance.lists import LISTABLE
from workers.relevance.units import CORE, Unit, mass

OPENING_WORDS = 45
RELIEF = 0.8
SHORT = 120  # words; in longer texts the first sentence makes up for less


def first(reading: Reading, topic: CompiledTopic, units: tuple[Unit, ...]) -> list[Feature]:
    """The first region named is the topic's own: news says early where it happened."""
    countrywide = all(len(prefix) == 2 for prefix in topic.topic.gazetteer)
    keys = {
        unit.hit.place_key: number
        for number, unit in enumerate(units)
        if unit.hit.concept.region is not None or unit.strength >= LISTABLE
    }
    for hit in reading.hits:
        if hit.place_key in keys:
            number = keys[hit.place_key]
            return [Feature(name="first", value=units[number].worth, shares={number: 1.0})]
        region = _rival_region(hit, topic)
        if region is not None and (countrywide or region[:2] in topic.home):
            return []
    return []


def rivals(reading: Reading, topic: CompiledTopic, units: tuple[Unit, ...]) -> list[Feature]:
    """Other regions named: `foreign` ones, `siblings` in the topic's own country, and those that have the headline."""
    named: dict[str, float] = defaultdict(float)
    headlined: set[str] = set()
    own = {unit.hit.place_key for unit in units}
    for hit in reading.hits:
        region = _rival_region(hit, topic)
        if region is None or hit.place_key in own:
            continue
        named[region] += 1.0
        if in_headline(hit, reading):
            headlined.add(region)
    ours = mass(units)
    features: list[Feature] = []
    for name, near in (("siblings", True), ("foreign", False)):
        most = max((found for region, found in named.items() if (region[:2] in topic.home) is near), default=0.0)
        if most:
            features.append(Feature(name=name, value=most / (most + ours + 1.0), shares={}, label="elsewhere"))
    features += _unheadlined(reading, topic, units, headlined)
    return features


def _unheadlined(reading: Reading, topic: CompiledTopic, units: tuple[Unit, ...], headlined: set[str]) -> list[Feature]:
    """A headline without the topic speaks against it, unless it names what is around it: Syria for Idlib."""
    if any(in_headline(unit.hit, reading) for unit in units):
        return []
    features: list[Feature] = []
    wider = not headlined and any(in_headline(hit, reading) and _wider(hit, topic) for hit in reading.hits)
    if reading.layout.title:
        relief = 0.0 if headlined else _relief(reading, units, wider=wider)
        features.append(Feature(name="unheadlined", value=1.0 - relief, shares={}, label="not.in.headline"))
    if headlined:
        features.append(Feature(name="rival_headline", value=1.0, shares={}, label="elsewhere"))
    elif wider:
        features.append(Feature(name="wider_headline", value=1.0, shares={}, label="wider.headline"))
    return features


def _relief(reading: Reading, units: tuple[Unit, ...], *, wider: bool) -> float:
    """A first sentence that names the topic makes up for a headline without names, the more the shorter the text.

    Below a headline that names what is around the topic, the first lines say where in it: "Syria", then "Idlib".
    """
    inside = [unit for unit in units if unit.strength >= CORE and not unit.hit.spot.in_title]
    first = max((unit.worth for unit in inside if unit.hit.spot.sentence == 0), default=0.0)
    found = first * min(1.0, SHORT / max(reading.layout.words, 1))
    if wider:
        end = reading.layout.title_words + OPENING_WORDS
        found = max(found, *(unit.worth for unit in inside if unit.hit.spot.word < end), 0.0)
    return RELIEF * found


def _wider(hit: Hit, topic: CompiledTopic) -> bool:
    """Whether a hit stands for a topic around this one: "Syria" in the headline, Idlib in the text."""
    return any(
        number != topic.number and sure >= LISTABLE and topic.number not in hit.concept.worth
        for number, sure in hit.concept.worth.items()
    )


def _rival_region(hit: Hit, topic: CompiledTopic) -> str | None:
    """The governorate or country that a hit speaks for, when it is not the topic's own."""
    region = hit.concept.region if topic.placed else None
    if topic.number in hit.concept.worth or (region is not None and topic.owns(region)):
        return None
    if region is None or (region in topic.home and hit.concept.id.startswith(WORLD)):
        return None
    return region[:4]


def in_headline(hit: Hit, reading: Reading) -> bool:
    return hit.spot.in_title if reading.layout.title else hit.spot.sentence == 0
