"""Quality of grading on labelled rows: precision, recall, average precision, alarms, by language. Pure.

Each topic is one decision, at grade substantial or better: `idlib` against label `idlib`, `syria` against labels
`idlib` or `syria`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workers.article.language import detect, direction
from workers.model.article import Article
from workers.model.verdict import Grade, Verdict
from workers.relevance.grader import Grader
from workers.relevance.layout import blocks_of

LABELS = ("idlib", "syria", "passing", "none")
POSITIVE = {"syria": frozenset({"idlib", "syria"}), "idlib": frozenset({"idlib"})}
ALARM_TOPIC = "syria"
DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled article. `borderline`: a fair reader could go one step up or down."""

    id: str
    title: str
    text: str
    language: str | None
    label: str
    source: str | None = None
    borderline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A row with the verdicts on it, by topic."""

    row: Row
    verdicts: Mapping[str, Verdict]

    def said(self, topic: str) -> bool:
        return topic in self.verdicts and self.verdicts[topic].grade.at_least(Grade.SUBSTANTIAL)

    def score(self, topic: str) -> float:
        return self.verdicts[topic].score if topic in self.verdicts else 0.0

    def wanted(self, topic: str) -> bool:
        return self.row.label in POSITIVE[topic]


def read_rows(lines: Iterable[str], *, name: str) -> tuple[Row, ...]:
    """Rows of a JSON Lines file; ValueError names the line that cannot be used and why."""
    return tuple(_row(line, f"{name}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def _row(line: str, where: str) -> Row:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"{where}: not JSON ({error.msg}); each line is one object") from error
    if not isinstance(raw, dict):
        raise ValueError(f"{where}: not an object")  # noqa: TRY004  a mistake in a file, not in the caller
    missing = [key for key in ("id", "text", "label") if key not in raw]
    if missing:
        raise ValueError(f"{where}: no {', '.join(missing)}")
    if raw["label"] not in LABELS:
        raise ValueError(f"{where}: label {raw['label']!r} is none of {', '.join(LABELS)}")
    return Row(
        id=str(raw["id"]),
        title=raw.get("title") or "",
        text=raw["text"] or "",
        language=_language_of(raw),
        label=raw["label"],
        source=raw.get("source"),
        borderline=bool(raw.get("borderline", False)),
    )


def _language_of(raw: Mapping[str, Any]) -> str | None:
    """As the row says; `ku` is one of two languages, and where nothing is said the text tells."""
    said = raw.get("language")
    if said and said not in {"ku", "kur"}:
        return str(said)
    return detect(f"{raw.get('title') or ''} {raw['text'] or ''}", hints=(said,))


def article_of(row: Row) -> Article:
    """The row as if extraction had just returned it: one paragraph a line, the first of them the lead."""
    return Article(
        url=None,
        canonical_url=None,
        title=row.title or None,
        text=row.text,
        blocks=blocks_of(row.text),
        summary="",
        language=row.language,
        direction=direction(row.language),
        word_count=len(row.text.split()),
    )


def judge(
    rows: Iterable[Row], grader: Grader, *, focus_of: Callable[[str | None], str | None] = lambda _: None
) -> tuple[Outcome, ...]:
    """`focus_of` maps a row's `source` to what that outlet writes about, None when unknown."""
    return tuple(
        Outcome(
            row=row,
            verdicts={
                verdict.topic: verdict
                for verdict in grader.assess(article_of(row), focus=focus_of(row.source)).verdicts
            },
        )
        for row in rows
    )


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The first line of `marsad eval relevance --json`."""
    clean = [outcome for outcome in outcomes if not outcome.row.borderline]
    languages = sorted({outcome.row.language or "und" for outcome in outcomes})
    return {
        "schema": "marsad.eval/1",
        "task": "relevance",
        "rows": len(outcomes),
        "topics": _topics(outcomes),
        "clean": {"rows": len(clean), "topics": _topics(clean)},
        "alarms": {label: _alarms(outcomes, label) for label in ("none", "passing")},
        "languages": {
            language: _language([outcome for outcome in outcomes if (outcome.row.language or "und") == language])
            for language in languages
        },
    }


def _topics(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    return {topic: measure(outcomes, topic) for topic in POSITIVE}


def _language(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    positives = sum(outcome.wanted(ALARM_TOPIC) for outcome in outcomes)
    return {"rows": len(outcomes), "positives": positives, **_topics(outcomes)}


def _alarms(outcomes: Sequence[Outcome], label: str) -> float:
    rows = [outcome for outcome in outcomes if outcome.row.label == label]
    return round(sum(outcome.said(ALARM_TOPIC) for outcome in rows) / len(rows), DIGITS) if rows else 0.0


def measure(outcomes: Sequence[Outcome], topic: str) -> dict[str, float]:
    """Precision, recall, F1 of the decision and average precision of the score; 0 where nothing can be divided."""
    right = sum(outcome.said(topic) and outcome.wanted(topic) for outcome in outcomes)
    said = sum(outcome.said(topic) for outcome in outcomes)
    wanted = sum(outcome.wanted(topic) for outcome in outcomes)
    precision = right / said if said else 0.0
    recall = right / wanted if wanted else 0.0
    return {
        "precision": round(precision, DIGITS),
        "recall": round(recall, DIGITS),
        "f1": round(2 * precision * recall / (precision + recall), DIGITS) if right else 0.0,
        "average_precision": round(
            average_precision([(outcome.score(topic), outcome.wanted(topic)) for outcome in outcomes]), DIGITS
        ),
    }


def average_precision(scored: Iterable[tuple[float, bool]]) -> float:
    """Sum over thresholds of precision times the recall gained there; equal scores stand or fall together."""
    by_score: dict[float, list[bool]] = {}
    for score, wanted in scored:
        by_score.setdefault(score, []).append(wanted)
    total = sum(sum(group) for group in by_score.values())
    right = seen = 0
    area = 0.0
    for score in sorted(by_score, reverse=True):
        gained = sum(by_score[score])
        right += gained
        seen += len(by_score[score])
        area += gained * right / seen
    return area / total if total else 0.0
