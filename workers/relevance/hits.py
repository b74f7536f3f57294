"""Which finds count: longest first, conditions met, weak ones beside something strong. Knows nothing of scores."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.topics import Condition
from workers.model.article import Article
from workers.relevance.concepts import Compiled, CompiledConcept, strength
from workers.relevance.fold import fold
from workers.relevance.layout import Layout, Spot, bare, lay_out
from workers.relevance.match import Find

BESIDE_WORDS = 20  # a weak name counts this near to something strong, or in its sentence
ANCHOR = strength(1.5)  # the least that can hold up a weak name


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A find at its place in the article. Offsets count in the title or in the text, as `spot` says."""

    number: int
    concept: CompiledConcept
    find: Find
    spot: Spot
    doubtful: bool = False

    @property
    def weak(self) -> bool:
        return self.find.entry.weak or self.find.derived or self.doubtful

    @property
    def place_key(self) -> tuple[bool, int, int]:
        return (self.spot.in_title, self.find.start, self.find.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article with all that counts in it."""

    layout: Layout
    hits: tuple[Hit, ...]


def read(article: Article, compiled: Compiled) -> Reading:
    language, sought = article.language, compiled.sought
    title = compiled.lexicon.search(article.title or "", language=language)
    titled = any(find.entry.concept in sought for find in title.finds)
    text = compiled.lexicon.search(article.text, language=language, sought=None if titled else sought)
    if not titled and not any(find.entry.concept in sought for find in text.finds):
        return Reading(layout=bare(article), hits=())
    layout = lay_out(article, title_words=title.words, words=text.words)
    concepts = compiled.concepts
    hits = [
        Hit(number=number, concept=concepts[number], find=find, spot=layout.in_title(find.first))
        for find in title.finds
        for number in (find.entry.concept,)
    ] + [
        Hit(number=number, concept=concepts[number], find=find, spot=layout.in_text(find.start, find.first))
        for find in text.finds
        for number in (find.entry.concept,)
    ]
    return Reading(layout=layout, hits=tuple(_counting(_longest(hits))))


def _longest(hits: list[Hit]) -> list[Hit]:
    """Without finds inside a longer find that speaks to the same topics: "Islamic State in Iraq and Syria".

    A place name that is part of a decoy somewhere ("Simona Halep") is in doubt everywhere else in the article.
    """
    kept: list[Hit] = []
    decoyed: set[str] = set()
    for in_title in (True, False):
        mine = [hit for hit in hits if hit.spot.in_title is in_title]
        for hit in mine:
            longer = [other.concept for other in mine if _inside(hit, other) and _shadows(other.concept, hit.concept)]
            if not longer:
                kept.append(hit)
            elif not any(any(concept.worth.values()) for concept in longer):
                decoyed.add(fold(hit.find.written))
    return [
        replace(hit, doubtful=True) if hit.concept.place and fold(hit.find.written) in decoyed else hit for hit in kept
    ]


def _inside(hit: Hit, other: Hit) -> bool:
    first, last = other.find.first, other.find.last
    return first <= hit.find.first and hit.find.last <= last and last - first > hit.find.last - hit.find.first


def _shadows(longer: CompiledConcept, shorter: CompiledConcept) -> bool:
    if longer.context or (longer.excludes and not longer.worth):
        return False
    if not shorter.worth:
        return True
    return bool(longer.worth.keys() & shorter.worth.keys()) or longer.place is not None


def _counting(hits: list[Hit]) -> list[Hit]:
    by_id: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_id[hit.concept.id].append(hit)
    pending = [hit for hit in hits if not _vetoed(hit, by_id)]
    counted: list[Hit] = []
    counted_ids: dict[str, list[Hit]] = defaultdict(list)
    moved = True
    while moved:
        moved = False
        waiting: list[Hit] = []
        for hit in pending:
            if _supported(hit, counted, counted_ids):
                counted.append(hit)
                counted_ids[hit.concept.id].append(hit)
                moved = True
            else:
                waiting.append(hit)
        pending = waiting
    return sorted(counted, key=lambda hit: (not hit.spot.in_title, hit.find.start, hit.find.end))


def _vetoed(hit: Hit, by_id: Mapping[str, list[Hit]]) -> bool:
    return hit.concept.unless is not None and _met(hit.concept.unless, hit, by_id)


def _supported(hit: Hit, counted: list[Hit], counted_ids: Mapping[str, list[Hit]]) -> bool:
    if hit.concept.needs is not None and not _met(hit.concept.needs, hit, counted_ids):
        return False
    return not hit.weak or any(_anchors(other, hit) for other in counted)


def _anchors(other: Hit, hit: Hit) -> bool:
    if other.weak or max(other.concept.worth.values(), default=0.0) < ANCHOR:
        return False
    if not other.concept.groups & hit.concept.groups:
        return False
    if hit.find.entry.case or other.spot.in_title or abs(other.spot.word - hit.spot.word) <= BESIDE_WORDS:
        return True
    return within("sentence", other, hit)


def _met(condition: Condition, hit: Hit, by_id: Mapping[str, list[Hit]]) -> bool:
    return any(
        within(condition.within, hit, other)
        for identity in condition.any
        for other in by_id.get(identity, ())
        if other.place_key != hit.place_key
    )


def within(scope: str | int, one: Hit, other: Hit) -> bool:
    if isinstance(scope, int):
        return abs(one.spot.word - other.spot.word) <= scope
    if scope == "document":
        return True
    if one.spot.in_title or other.spot.in_title:
        return one.spot.in_title and other.spot.in_title
    if scope == "paragraph":
        return one.spot.paragraph == other.spot.paragraph
    return one.spot.sentence == other.spot.sentence
