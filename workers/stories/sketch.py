"""What of an article later comparisons need: drawn once, in pure computing. Knows nothing of other articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workers.model.article import Article
from workers.model.item import Figure, OriginEvidence
from workers.model.verdict import Place
from workers.stories.dates import days_in
from workers.stories.eventday import SUDDEN, event_days
from workers.stories.figures import figures_in
from workers.stories.fingerprints import fingerprint, quotes
from workers.stories.lexicon import SUBJECT, concepts_in, numbers_in, written_in
from workers.stories.names import names_in
from workers.stories.origins import provider, upstream
from workers.stories.places import CAPITAL, REGION, SEAT, is_specific, paths_in
from workers.stories.words import LEAD_WORDS, vector

FEWEST_LEAD_WORDS = 20
"""With fewer words of text an article is a headline."""
LABELS = ("label", "date")
"""Why the cleaner took out what may be an agency's name above the text."""
OPENING_WORDS = 45
"""Where the event is told: its place, day and toll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """A figure of title or opening."""

    kind: str
    value: int
    qualifier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """Numbers stand for words and passages. Places are paths (`places`) that begin with what they are in.

    `focus`: places of the title, and of the opening where the title names no town. `event_days`: when it befell people.
    `features`: (feature, count). `names`: subjects, and the words of the title by their consonants.
    """

    language: str | None
    fingerprints: tuple[int, ...] = ()
    features: tuple[tuple[int, int], ...] = ()
    has_lead: bool = False
    quotes: tuple[int, ...] = ()
    focus: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    event_days: tuple[int, ...] = ()
    tolls: tuple[Toll, ...] = ()
    agency: str | None = None
    upstream: tuple[str, ...] = ()
    evidence: tuple[OriginEvidence, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[str, ...] = ()


def sketch(article: Article, places: Sequence[Place], *, publisher: str | None = None, now: datetime) -> Sketch:
    """`publisher`: whom the feed names as source. `now`: when the article was published or seen."""
    title, text = article.title or "", article.text
    lead = _first_words(text, LEAD_WORDS)
    opening = _first_words(text, OPENING_WORDS)
    labels = tuple(line.text for line in article.removed if line.why in LABELS)
    rights = tuple(line.text for line in article.removed if line.why == "copyright")
    provided = provider(
        text, byline=article.byline, authors=article.authors, publisher=publisher, labels=labels, rights=rights
    )
    witnesses = upstream(title, text, agency=provided.agency)
    concepts = _concepts(f"{title}\n{opening}", article.language)
    known = (*(place.matched for place in places), *written_in(title, language=article.language))
    names = names_in(title, language=article.language, known=known)
    focus = _focus(places, title, opening)
    figures = figures_in(title, text, language=article.language, now=now)
    return Sketch(
        language=article.language,
        fingerprints=fingerprint(text) or fingerprint(title),
        features=tuple(sorted(vector(title, lead, language=article.language).items())),
        has_lead=len(text.split()) >= FEWEST_LEAD_WORDS,
        quotes=quotes(text),
        focus=focus,
        places=tuple(dict.fromkeys((*focus, *paths_in(places, f"{title}\n{lead}")))),
        concepts=tuple(concept for concept in concepts if not concept.startswith(SUBJECT)),
        names=(*(concept for concept in concepts if concept.startswith(SUBJECT)), *names),
        days=days_in(f"{title}\n{opening}", now=now),
        event_days=() if SUDDEN.isdisjoint(concepts) else event_days(title, opening, now=now),
        tolls=_tolls(figures, len(opening)),
        agency=provided.agency,
        upstream=witnesses.names,
        evidence=provided.evidence + witnesses.evidence,
        figures=figures,
    )


def _focus(places: Sequence[Place], title: str, opening: str) -> tuple[str, ...]:
    """Places of the title; where it names none or the capital, which may be the government, those of the opening too.

    Where it names governorates, their towns that the opening names: "boat sinks in Idlib" was near Darkush.
    """
    told = paths_in(places, title)
    if any(map(is_specific, told)):
        return told
    later, regions = paths_in(places, opening), set(told) - {CAPITAL}
    if regions:
        held = tuple(path for path in later if is_specific(path) and path[:REGION] in told)
        later = tuple(path for path in held if path[REGION:] != SEAT) or held  # where the hospitals and officials are
    return tuple(dict.fromkeys((*told, *later)))


def _first_words(text: str, count: int) -> str:
    parts = text.split(maxsplit=count)
    rest = parts[count] if len(parts) > count else ""
    return text[: len(text.rstrip()) - len(rest.rstrip())] if rest else text


def _concepts(text: str, language: str | None) -> tuple[str, ...]:
    return (*concepts_in(text, language=language), *numbers_in(text, language=language))


def _tolls(figures: Sequence[Figure], opening: int) -> tuple[Toll, ...]:
    told = [figure for figure in figures if figure.zone == "title" or figure.start < opening]
    return tuple(Toll(kind=figure.kind, value=figure.min, qualifier=figure.qualifier) for figure in told)
