"""The worst mistakes on labelled rows, with their evidence, and words that would have helped. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import log
from typing import Any

from workers.relevance.entries import TOKEN
from workers.relevance.evaluate import POSITIVE, Outcome
from workers.relevance.fold import fold

LEAST_ROWS = 2  # a word must occur in so many missed rows
SHORTEST = 3
SCHEMA = "marsad.eval/1"
WORDS = 30
EXCERPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of missed rows that is rare in rows rightly passed over: a candidate for a topic file."""

    topic: str
    language: str
    text: str
    missed_rows: int
    other_rows: int


def mistakes(outcomes: Sequence[Outcome], *, most: int) -> tuple[dict[str, Any], ...]:
    """Lines of `--errors`: the worst decisions, surest errors first and borderline rows last, then helpful words."""
    found = [
        (outcome, topic) for outcome in outcomes for topic in POSITIVE if outcome.said(topic) != outcome.wanted(topic)
    ]
    found.sort(key=lambda pair: (pair[0].row.borderline, -_badness(*pair)))
    words = ({"schema": SCHEMA, "kind": "word", **asdict(word)} for word in helpful_words(outcomes, limit=WORDS))
    return (*(_line(outcome, topic) for outcome, topic in found[:most]), *words)


def _badness(outcome: Outcome, topic: str) -> float:
    """How far the score lies on the wrong side, 0 to 1."""
    score = outcome.score(topic)
    return 1.0 - score if outcome.wanted(topic) else score


def _line(outcome: Outcome, topic: str) -> dict[str, Any]:
    row, verdict = outcome.row, outcome.verdicts.get(topic)
    return {
        "schema": SCHEMA,
        "kind": "missed" if outcome.wanted(topic) else "false alarm",
        "topic": topic,
        "id": row.id,
        "label": row.label,
        "borderline": row.borderline,
        "language": row.language,
        "title": row.title,
        "text": row.text[:EXCERPT],
        "verdict": None if verdict is None else asdict(verdict),
    }


def helpful_words(outcomes: Sequence[Outcome], *, limit: int) -> tuple[Word, ...]:
    """Words over-represented in what was missed, by topic and language, the most telling first."""
    found: list[tuple[float, Word]] = []
    for topic in POSITIVE:
        for language in sorted({outcome.row.language or "und" for outcome in outcomes}):
            mine = [outcome for outcome in outcomes if (outcome.row.language or "und") == language]
            missed = _rows_with([o for o in mine if o.wanted(topic) and not o.said(topic)])
            other = _rows_with([o for o in mine if not o.wanted(topic)])
            for text, rows in missed.items():
                if rows >= LEAST_ROWS and len(text) >= SHORTEST and not text.isdigit():
                    telling = rows * log((rows + 0.5) / (other[text] + 0.5))
                    word = Word(topic=topic, language=language, text=text, missed_rows=rows, other_rows=other[text])
                    found.append((telling, word))
    found.sort(key=lambda pair: -pair[0])
    return tuple(word for telling, word in found[:limit] if telling > 0.0)


def _rows_with(outcomes: Iterable[Outcome]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        counts.update(set(TOKEN.findall(fold(f"{outcome.row.title} {outcome.row.text}"))))
    return counts
