"""Grades articles by topic. The one door to this package; knows nothing of feeds, pages or Redis."""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from config.gazetteer import GazetteerPlace, load_gazetteer
from config.topics import Topic
from workers.model.article import Article
from workers.model.verdict import Assessment, Grade, Verdict
from workers.relevance.concepts import CompiledTopic, compile_topics
from workers.relevance.evidence import reasons
from workers.relevance.features import Evidence, gather
from workers.relevance.gate import Gate
from workers.relevance.grade import grade, score, weights
from workers.relevance.hits import Reading, read
from workers.relevance.places import named, resolve


class Grader:
    """Topics and gazetteer, compiled once. `revision` names their content: a verdict can be told from later ones."""

    def __init__(self, topics: tuple[Topic, ...], gazetteer: tuple[GazetteerPlace, ...] | None = None) -> None:
        self.topics = topics
        self._weights = weights()
        with _no_garbage():
            places = load_gazetteer() if gazetteer is None else gazetteer
            self.revision = _revision(topics, places)
            self._compiled = compile_topics(topics, places)
            self.gate = Gate(self._compiled)

    def assess(self, article: Article, *, focus: str | None = None) -> Assessment:
        """`focus` is what the outlet writes about (`syria`, `region`, `world`): a weak prior, never enough alone."""
        reading = self.read(article, focus=focus)
        return Assessment(
            verdicts=tuple(self._verdict(reading, topic, focus) for topic in self._compiled.topics),
            places=named((*reading.hits, *reading.inner)),
        )

    def nothing(self) -> Assessment:
        """Of a text that the gate turned away: `none` for every topic."""
        none = tuple(Verdict(topic=topic.id, grade=Grade.NONE, score=0.0) for topic in self.topics)
        return Assessment(verdicts=none, places=())

    def mentions(self, text: str) -> bool:
        """Whether any topic could be more than `none` for this raw text; cheap, and never wrong when it says no."""
        return self.gate.mentions(text)

    def read(self, article: Article, *, focus: str | None = None) -> Reading:
        """All hits that count, places resolved."""
        reading = read(article, self._compiled, focus=focus)
        return replace(reading, hits=resolve(reading.hits))

    def evidence(self, article: Article, *, focus: str | None = None) -> tuple[tuple[str, Evidence], ...]:
        """Topic ids with what speaks for and against each, before any weighing: for fitting and explaining."""
        reading = self.read(article, focus=focus)
        return tuple((topic.topic.id, gather(reading, topic, focus=focus)) for topic in self._compiled.topics)

    def _verdict(self, reading: Reading, topic: CompiledTopic, focus: str | None) -> Verdict:
        evidence = gather(reading, topic, focus=focus)
        found = score(evidence, self._weights)
        return Verdict(
            topic=topic.topic.id,
            grade=grade(found.value, evidence, topic.topic.thresholds),
            score=round(found.value, 4),
            reasons=reasons(evidence, found, reading.layout),
            blocked_by=evidence.blocked_by,
        )


@contextmanager
def _no_garbage() -> Iterator[None]:
    """All that is compiled is kept: looking for garbage in between took two fifths of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _line(place: GazetteerPlace) -> str:
    terms = (
        f"{language}:{term.text}:{term.case}:{term.strength}"
        for language, names in place.terms.items()
        for term in names
    )
    return "|".join(
        (place.id, str(place.pcode), place.parent, str(place.weight), str(place.needs), str(place.unless), *terms)
    )


def _revision(topics: tuple[Topic, ...], places: tuple[GazetteerPlace, ...]) -> str:
    digest = hashlib.sha256()
    for topic in topics:
        digest.update(topic.model_dump_json().encode())
    digest.update("\n".join(_line(place) for place in places).encode())
    digest.update(repr(sorted(weights().items())).encode())
    return f"sha256:{digest.hexdigest()}"
