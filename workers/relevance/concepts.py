"""Topics and gazetteer, compiled: numbered concepts, their worth in each topic, and the lexicon of all their terms.

Knows nothing of articles.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from config.gazetteer import GazetteerPlace
from config.topics import Combine, Condition, Term, Topic
from workers.relevance.entries import Entry, compiled
from workers.relevance.fold import fold
from workers.relevance.match import Lexicon
from workers.relevance.world import cities, countries

FULL_WEIGHT = 5.0
CERTAINTY = 0.7  # below 1: a name of middling weight convinces more than in proportion
WORLD = "world."
WAR = ("war.context", "bombing.context")  # beside such words a weak name of a watched place counts
ACTORS = "actors.context"  # and beside who fights in Syria one of any place
CITIES = ".cities"
SMALL = 3  # sub-districts and villages are respelt only where a topic is about their region
SHORT = len("SY")
PLACES = -1  # the group of all gazetteer places, so that weak place names support each other without a topic


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledConcept:
    """A concept under its number. `worth`: topic number to strength, 0 to 1; `excludes`: topics that it lowers."""

    id: str
    worth: Mapping[int, float]
    excludes: Mapping[int, float]
    needs: Condition | None = None
    unless: Condition | None = None
    region: str | None = None
    place: GazetteerPlace | None = None
    watched: bool = False  # a place of a region that a topic is about
    context: bool = False  # weightless, there for conditions and combinations: takes no words away from other concepts

    @property
    def groups(self) -> frozenset[int]:
        return frozenset((*self.worth, *((PLACES,) if self.place else ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledTopic:
    """`home`: codes of countries that the topic itself names, so that they are no rivals to it.

    `placed`: whether the topic lies anywhere at all; to one about a subject, no place is elsewhere.
    """

    number: int
    topic: Topic
    combines: tuple[Combine, ...]
    home: frozenset[str]
    placed: bool

    def owns(self, region: str) -> bool:
        return any(region.startswith(prefix) for prefix in self.topic.gazetteer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    concepts: tuple[CompiledConcept, ...]
    numbers: Mapping[str, tuple[int, ...]]
    topics: tuple[CompiledTopic, ...]
    lexicon: Lexicon
    sought: frozenset[int]
    """Concepts worth anything to a topic, and places; where there are none of them, nothing else matters."""


def strength(weight: float) -> float:
    """0 to 1: how sure one mention makes the reader that the topic is meant."""
    return float((min(max(weight, 0.0), FULL_WEIGHT) / FULL_WEIGHT) ** CERTAINTY)


CARRYING = strength(1.5)  # weaker concepts count only in an article that has one at least as strong


def compile_topics(topics: tuple[Topic, ...], gazetteer: tuple[GazetteerPlace, ...]) -> Compiled:
    concepts: list[CompiledConcept] = []
    entries: list[Entry] = []
    watched = tuple(prefix for topic in topics for prefix in topic.gazetteer if len(prefix) > SHORT)
    for concept, terms in _all(topics, gazetteer):
        entries.extend(_entries(len(concepts), concept, terms, watched))
        concepts.append(concept)
    numbers: dict[str, tuple[int, ...]] = {}
    for number, concept in enumerate(concepts):
        numbers[concept.id] = (*numbers.get(concept.id, ()), number)
    return Compiled(
        concepts=tuple(concepts),
        numbers=numbers,
        topics=tuple(_compiled_topic(number, topic) for number, topic in enumerate(topics)),
        lexicon=Lexicon(entries),
        sought=frozenset(n for n, concept in enumerate(concepts) if concept.place or any(concept.worth.values())),
    )


Terms = Mapping[str, tuple[str | Term, ...]]


def _all(topics: tuple[Topic, ...], gazetteer: tuple[GazetteerPlace, ...]) -> Iterator[tuple[CompiledConcept, Terms]]:
    supports = _supports(topics, gazetteer)
    for number, topic in enumerate(topics):
        for concept in topic.concept:
            yield (
                CompiledConcept(
                    id=concept.id,
                    worth={number: strength(concept.weight)},
                    excludes={},
                    needs=concept.needs,
                    unless=concept.unless,
                    region=concept.pcode,
                    context=concept.weight <= 0.0 and concept.id in supports,
                ),
                concept.terms,
            )
        for exclude in topic.exclude:
            yield CompiledConcept(id=exclude.id, worth={}, excludes={number: exclude.weight}), exclude.terms
    for place in gazetteer:
        yield _compiled_place(place, topics), place.terms
    for country in countries():
        yield CompiledConcept(id=f"{WORLD}{country.code}", worth={}, excludes={}, region=country.code), country.terms
    for code, names in cities():
        yield CompiledConcept(id=f"{WORLD}{code}{CITIES}", worth={}, excludes={}, region=code), names


def _compiled_topic(number: int, topic: Topic) -> CompiledTopic:
    home = _home(topic)
    placed = bool(topic.gazetteer or home) or any(concept.pcode for concept in topic.concept)
    return CompiledTopic(number=number, topic=topic, combines=topic.combine, home=home, placed=placed)


def _home(topic: Topic) -> frozenset[str]:
    """Where a topic has a gazetteer, that says it; else its own terms do: "Gaza" makes Palestine its home."""
    if topic.gazetteer:
        return frozenset(prefix[:2] for prefix in topic.gazetteer)
    own = {
        fold(form if isinstance(form, str) else form.text)
        for c in topic.concept
        for f in c.terms.values()
        for form in f
    }
    return frozenset(
        country.code
        for country in countries()
        if any(fold(name) in own for names in country.terms.values() for name in names)
    )


def _supports(topics: tuple[Topic, ...], gazetteer: tuple[GazetteerPlace, ...]) -> frozenset[str]:
    """Ids that some `needs` or `[[combine]]` refers to."""
    needs = [concept.needs for topic in topics for concept in topic.concept] + [place.needs for place in gazetteer]
    combined = (identity for topic in topics for combine in topic.combine for identity in combine.all)
    return frozenset(
        [*WAR, ACTORS, *combined, *(identity for condition in needs if condition for identity in condition.any)]
    )


def _compiled_place(place: GazetteerPlace, topics: tuple[Topic, ...]) -> CompiledConcept:
    region = region_of(place)
    return CompiledConcept(
        id=place.id,
        worth={
            number: 1.0 if region in topic.gazetteer else strength(place.weight)
            for number, topic in enumerate(topics)
            if any(region.startswith(prefix) for prefix in topic.gazetteer)
        },
        excludes={},
        needs=place.needs,
        unless=place.unless,
        region=region,
        place=place,
        watched=place.contested
        or any(region.startswith(prefix) for topic in topics for prefix in topic.gazetteer if len(prefix) > SHORT),
    )


def region_of(place: GazetteerPlace) -> str:
    """The code of the smallest administrative unit that is known; a community's own code does not tell its unit."""
    return place.pcode if place.pcode is not None and place.pcode.startswith("SY") else place.parent


def _entries(number: int, concept: CompiledConcept, terms: Terms, watched: tuple[str, ...]) -> Iterable[Entry]:
    """`watched`: regions that a topic is about, whose places are found however a newspaper spells them."""
    place = concept.place
    name = place is not None or concept.id.endswith(CITIES)
    region = place is not None and place.level == 1
    respelt = place is not None and (place.level < SMALL or region_of(place).startswith(watched))
    for language, forms in terms.items():
        for form in forms:
            yield compiled(form, concept=number, language=language, name=name, region=region, respelt=respelt)
