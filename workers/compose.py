"""Turns a judged entry into the item that is published, or into the reason why not. Pure: decides, does nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from config.sources import Source
from workers.doors.keys import digest
from workers.judge import Judgement
from workers.model.article import Article, NotAnArticle
from workers.model.entry import Entry
from workers.model.item import Figure, Item, Origin, Provenance, Quality, RevisedFigure, SourceRef, Story, Times
from workers.model.masked import without_secrets
from workers.model.outcome import Dropped, DropReason
from workers.model.verdict import Assessment, Grade, Verdict
from workers.stories.desk import happened, teller_of
from workers.stories.edits import is_material
from workers.stories.member import Candidate
from workers.stories.sketch import Sketch

MATERIAL = ("title", "text", "relevance", "places", "figures")
"""Fields whose change is told; dates and images are not."""
DERIVED = frozenset({"places", "figures"})
"""What we read from the text: a change of these alone is ours, not the outlet's, and makes no new version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An item without its story: `article` and verdicts as they will be published."""

    entry: Entry
    article: Article
    verdicts: tuple[Verdict, ...]
    assessment: Assessment
    revision: str
    sketch: Sketch


def item_id_of(entry: Entry) -> str:
    """`itm_…`, minted from the entry's own id, so that a second try names the same item."""
    return "itm_" + entry.id.removeprefix("ent_")


def homes_of(source: Source | None) -> tuple[str, ...]:
    """Addresses on the outlet's own site, beside that of its feed."""
    return tuple(url for url in (source.url, source.homepage) if url) if source else ()


def story_id_of(item_id: str) -> str:
    """A story is named after the item that founded it."""
    return "sty_" + digest(item_id)


def draft(entry: Entry, judgement: Judgement, min_grades: Mapping[str, Grade]) -> Draft | Dropped:
    """The verdicts that reach the stream, or why there are none. `min_grades` by topic id."""
    article = judgement.article
    if isinstance(article, NotAnArticle):
        return Dropped(reason=DropReason.NOT_AN_ARTICLE, detail=f"{article.reason}: {article.detail}")
    if judgement.assessment is None:
        return Dropped(reason=DropReason.NO_TEXT, detail="there was no text to grade")
    verdicts = tuple(
        verdict
        for verdict in judgement.assessment.verdicts
        if verdict.grade is not Grade.NONE and verdict.grade.at_least(min_grades.get(verdict.topic, Grade.PASSING))
    )
    if not verdicts:
        return Dropped(reason=DropReason.IRRELEVANT, detail=_best(judgement.assessment))
    verdicts = tuple(sorted(verdicts, key=lambda verdict: (-verdict.grade.rank, -verdict.score)))
    return Draft(
        entry=entry,
        article=article,
        verdicts=verdicts,
        assessment=judgement.assessment,
        revision=judgement.revision,
        sketch=judgement.sketch or Sketch(language=article.language),
    )


def _best(assessment: Assessment) -> str:
    if not assessment.verdicts:
        return "no topic is configured"
    told = ", ".join(f"{verdict.topic} {verdict.grade} ({verdict.score:.2f})" for verdict in assessment.verdicts)
    return f"below what reaches the stream: {told}"


def candidate_of(drafted: Draft, source: Source | None, *, now: datetime) -> Candidate:
    """The draft as it looks for its story."""
    entry = drafted.entry
    return Candidate(
        item=item_id_of(entry),
        teller=teller_of(source, source_id=entry.source_id, publisher=entry.publisher),
        sketch=drafted.sketch,
        came=now,
        seen=entry.first_seen,
        when=happened(drafted.article.published or entry.published, first_seen=entry.first_seen),
    )


def compose(drafted: Draft, source: Source | None, *, origin: Origin, story: Story, version: int = 1) -> Item:
    """The public item."""
    entry, article = drafted.entry, drafted.article
    return Item(
        id=item_id_of(entry),
        version=version,
        late=entry.late,
        url=article.url or entry.url or without_secrets(entry.feed_url),
        canonical_url=article.canonical_url,
        title=article.title,
        language=article.language,
        direction=article.direction,
        summary=article.summary,
        text=article.text,
        word_count=article.word_count,
        authors=article.authors,
        image=article.image,
        times=_times(entry, article),
        source=source_ref(entry, source),
        relevance=drafted.verdicts,
        places=drafted.assessment.places,
        origin=origin,
        story=story,
        quality=Quality(extraction=article.extraction, removed=article.removed),
        provenance=Provenance(feed_url=without_secrets(entry.feed_url), topics_revision=drafted.revision),
        figures=drafted.sketch.figures,
    )


def _times(entry: Entry, article: Article) -> Times:
    return Times(
        published=article.published,
        published_from=article.published_from,
        modified=article.modified or entry.modified,
        first_seen=entry.first_seen,
        fetched=article.fetched,
    )


def source_ref(entry: Entry, source: Source | None) -> SourceRef:
    """What is known of the outlet; a source that left the configuration keeps its id as its name."""
    if source is None:
        return SourceRef(id=entry.source_id, name=entry.source_id, homepage=None, country=None, family=None, wire=False)
    return SourceRef(
        id=source.id,
        name=entry.publisher or source.name,
        homepage=source.homepage,
        country=source.country,
        family=source.family,
        wire=source.wire,
    )


def next_version(previous: Item, current: Item) -> Item | None:
    """`current` as the version after `previous`, naming what changed; None when nothing material did.

    An item was seen first when its first version was: the poll window knows that moment to the minute only.
    """
    changed = tuple(name for name in MATERIAL if _differs(name, getattr(previous, name), getattr(current, name)))
    if set(changed) <= DERIVED:
        return None
    times = replace(current.times, first_seen=previous.times.first_seen)
    revised = revised_figures(previous.figures, current.figures)
    return replace(current, version=previous.version + 1, changed=changed, times=times, revised=revised)


def revised_figures(before: tuple[Figure, ...], after: tuple[Figure, ...]) -> tuple[RevisedFigure, ...]:
    """Tolls told before and now with another number; of each kind the first, which is that of title or lead."""
    old, new = ({figure.kind: figure.min for figure in reversed(figures)} for figures in (before, after))
    kinds = dict.fromkeys(figure.kind for figure in after)
    return tuple(
        RevisedFigure(kind=kind, before=old[kind], after=new[kind])
        for kind in kinds
        if kind in old and old[kind] != new[kind]
    )


def _differs(name: str, before: object, after: object) -> bool:
    if name == "text" and isinstance(before, str) and isinstance(after, str):
        return is_material(before, after)
    return _comparable(name, before) != _comparable(name, after)


def _comparable(name: str, value: object) -> object:
    if name == "relevance" and isinstance(value, tuple):
        return tuple(sorted((verdict.topic, verdict.grade.value) for verdict in value))
    if name == "places" and isinstance(value, tuple):
        return tuple(sorted(place.name for place in value))
    if name == "figures" and isinstance(value, tuple):
        return tuple((figure.kind, figure.min, figure.max, figure.qualifier) for figure in value)
    if isinstance(value, str):
        return " ".join(value.split())
    return value


def late(entry: Entry, *, now: datetime) -> bool:
    """Old news: what the poller says, or an entry that waited longer than a day for its worker."""
    return entry.late or (now - entry.first_seen).total_seconds() > 86400
