"""Which finds count: longest first, conditions met, weak ones beside something strong. Knows nothing of scores."""

from dataclasses import dataclass, replace

from config.topics import Condition
from workers.model.article import Article
from workers.relevance.company import Around, Company
from workers.relevance.concepts import ACTORS, CITIES, WAR, WORLD, Compiled, CompiledConcept, strength
from workers.relevance.fold import fold
from workers.relevance.layout import Layout, Spot, bare, lay_out
from workers.relevance.match import Find

BESIDE_WORDS = 20  # a weak name counts this near to something strong, or in its sentence
ROUNDS = 8  # conditions that hang on conditions, at most so deep
ANCHOR = strength(1.5)  # the least that can hold up a weak name
PARTIES = frozenset(
    WORLD + code for code in ("RU", "US", "TR", "IR")
)  # their names beside a place say who fights there
ABROAD = "abroad"
_PAIR = " and "
PEOPLE = ".people"  # Suriyeliler are Syrians, though their name is a form of Suriye


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
    """An article with all that counts in it. `inner`: towns in a longer name of another one, named and not weighed."""

    layout: Layout
    hits: tuple[Hit, ...]
    inner: tuple[Hit, ...] = ()


def read(article: Article, compiled: Compiled, *, focus: str | None = None) -> Reading:
    """`focus`: what the outlet writes about; `syria` holds up weak place names where no other country is named."""
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
    longest = _longest(hits)
    local = focus == "syria" and not any(hit.concept.id.startswith(WORLD) for hit in longest)
    counting = tuple(_counting(longest, local=local))
    return Reading(layout=layout, hits=counting, inner=_inner(hits, counting))


def _inner(hits: list[Hit], counting: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Some towns' names are only sure beside another's: "Homs and Hama" is a name of Hama, and speaks of Homs too."""
    pairs = [hit for hit in counting if hit.concept.place and _PAIR in hit.find.written]
    if not pairs:
        return ()
    around = Around(pairs)
    sure = (hit for hit in hits if hit.concept.place and not hit.weak and hit.concept.needs is None)
    return tuple(hit for hit in sure if any(pair.concept.id != hit.concept.id for pair in around.covering(hit)))


def _longest(hits: list[Hit]) -> list[Hit]:
    """Without finds inside a longer find that speaks to the same topics: "Islamic State in Iraq and Syria".

    A place name that is part of a decoy somewhere ("Simona Halep") is in doubt everywhere else in the article.
    """
    kept: list[Hit] = []
    decoyed: set[str] = set()
    around = Around(hits)
    for hit in hits:
        length = hit.find.last - hit.find.first
        longer = [
            other.concept
            for other in around.covering(hit)
            if other.find.last - other.find.first > length and _shadows(other.concept, hit.concept)
        ]
        if not longer:
            kept.append(hit)
        elif not any(any(concept.worth.values()) for concept in longer):
            decoyed.add(fold(hit.find.written))
    peoples = {hit.place_key for hit in kept if hit.concept.id.endswith(PEOPLE) and hit.find.entry.language == "tr"}
    kept = [hit for hit in kept if hit.place_key not in peoples or hit.concept.id.endswith(PEOPLE)]
    return [
        replace(hit, doubtful=True) if hit.concept.place and fold(hit.find.written) in decoyed else hit for hit in kept
    ]


def _shadows(longer: CompiledConcept, shorter: CompiledConcept) -> bool:
    if longer.context or (longer.excludes and not longer.worth):
        return False
    if not shorter.worth:
        return True
    return bool(longer.worth.keys() & shorter.worth.keys()) or longer.place is not None


def _counting(hits: list[Hit], *, local: bool) -> list[Hit]:
    everything, counted, anchors = Company(), Company(), Company()
    for hit in hits:
        everything.add(hit.concept.id, hit)
        if hit.concept.id.startswith(WORLD) and hit.concept.id.removesuffix(CITIES) not in PARTIES:
            counted.add(ABROAD, hit)
    pending = [hit for hit in hits if hit.concept.unless is None or not _met(hit.concept.unless, hit, everything)]
    kept: list[Hit] = []
    for _ in range(ROUNDS):
        waiting: list[Hit] = []
        for hit in pending:
            if not _supported(hit, counted, anchors, local=local):
                waiting.append(hit)
                continue
            kept.append(hit)
            counted.add(hit.concept.id, hit)
            if not hit.weak and max(hit.concept.worth.values(), default=0.0) >= ANCHOR:
                for group in hit.concept.groups:
                    anchors.add(group, hit)
        if len(waiting) == len(pending):
            break
        pending = waiting
    return sorted(kept, key=lambda hit: (not hit.spot.in_title, hit.find.start, hit.find.end))


def _supported(hit: Hit, counted: Company, anchors: Company, *, local: bool) -> bool:
    if hit.concept.needs is not None and not _met(hit.concept.needs, hit, counted):
        return False
    if not hit.weak or (local and hit.concept.place is not None):
        return True
    return _fought_over(hit, counted) or any(_anchored(hit, group, anchors) for group in hit.concept.groups)


def _fought_over(hit: Hit, counted: Company) -> bool:
    """A weak name of a place beside words of war or relief, or beside who fights in Syria, and no country elsewhere."""
    if hit.concept.place is None or hit.doubtful or hit.find.derived or counted.has(ABROAD, "sentence", hit):
        return False
    beside = (*WAR, ACTORS) if hit.concept.watched else (ACTORS,)
    return any(counted.has(name, "sentence", hit) for name in beside)


def _anchored(hit: Hit, group: int, anchors: Company) -> bool:
    """A weak name counts beside something strong; an acronym, or below such a headline, anywhere."""
    if anchors.titled(group):
        return True
    scopes = ("document",) if hit.find.entry.case else ("sentence", BESIDE_WORDS)
    return any(anchors.has(group, scope, hit) for scope in scopes)


def _met(condition: Condition, hit: Hit, company: Company) -> bool:
    return any(company.has(identity, condition.within, hit) for identity in condition.any)


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
