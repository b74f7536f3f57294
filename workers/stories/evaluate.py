"""Quality of stories on labelled rows: a stream in the order of time through the same decisions as in service. Pure."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from config.settings import Settings
from config.topics import load_topics
from workers.article.language import detect, direction
from workers.model.article import Article
from workers.relevance.grader import Grader
from workers.relevance.layout import blocks_of
from workers.stories.clusters import Decision, decide
from workers.stories.member import Candidate, Teller
from workers.stories.sketch import sketch
from workers.stories.window import Window

DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled report. `copy_of` names the row whose text it repeats, None when it is the first."""

    id: str
    title: str
    text: str
    language: str | None
    time: datetime
    family: str | None
    story: str
    copy_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was decided on a row."""

    row: Row
    story: str
    root: str


def read_rows(lines: Iterable[str], *, name: str) -> tuple[Row, ...]:
    """Rows of a JSON Lines file; ValueError names the line that cannot be used and why."""
    rows = tuple(_row(line, f"{name}:{number}") for number, line in enumerate(lines, 1) if line.strip())
    twice = next((id_ for id_, count in Counter(row.id for row in rows).items() if count > 1), None)
    if twice is not None:
        raise ValueError(f"{name}: id {twice!r} is given twice")
    known = {row.id for row in rows}
    for row in rows:
        if row.copy_of is not None and row.copy_of not in known:
            raise ValueError(f"{name}: copy_of of {row.id!r} names {row.copy_of!r}, which is no row")
    return rows


def _row(line: str, where: str) -> Row:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"{where}: not JSON ({error.msg}); each line is one object") from error
    if not isinstance(raw, dict):
        raise ValueError(f"{where}: not an object")  # noqa: TRY004  a mistake in a file, not in the caller
    missing = [key for key in ("id", "time", "story") if raw.get(key) is None]
    if missing:
        raise ValueError(f"{where}: no {', '.join(missing)}")
    if not (raw.get("title") or raw.get("text")):
        raise ValueError(f"{where}: neither title nor text")
    return Row(
        id=str(raw["id"]),
        title=str(raw.get("title") or ""),
        text=str(raw.get("text") or ""),
        language=_language_of(raw),
        time=_time(raw["time"], where),
        family=None if raw.get("family") is None else str(raw["family"]),
        story=str(raw["story"]),
        copy_of=None if raw.get("copy_of") is None else str(raw["copy_of"]),
    )


def _language_of(raw: Mapping[str, Any]) -> str | None:
    """As the row says, else as the text tells."""
    said = str(raw.get("language") or "").strip().lower().replace("_", "-")
    return said or detect(f"{raw.get('title') or ''}\n{raw.get('text') or ''}")


def _time(stated: object, where: str) -> datetime:
    """ISO 8601, the form of feeds and mail, or seconds (milliseconds) since 1970. Without an offset it is UTC."""
    written = str(stated).strip()
    try:
        if isinstance(stated, int | float) or re.fullmatch(r"\d{9,13}(?:\.\d+)?", written):
            time = _since_1970(float(written))
        else:
            time = _written_time(written)
        time = (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"{where}: time {stated!r} is no ISO 8601 time such as 2026-03-04T12:00:00Z") from error
    if not 1800 <= time.year <= 2200:
        raise ValueError(f"{where}: time {stated!r} lies too far away")
    return time


def _since_1970(number: float) -> datetime:
    return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, tz=UTC)


def _written_time(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written.removesuffix(" UTC").replace("/", "-"))
    except ValueError:
        return parsedate_to_datetime(written)


def place_all(rows: Sequence[Row]) -> tuple[Found, ...]:
    """Each row through `decide`, in the order of time; rows of one time in that of the file."""
    grader, window, found = Grader(load_topics(Settings())), Window(), []
    for row in sorted(rows, key=lambda row: row.time):
        window.trim(now=row.time)
        decision = decide(_candidate(row, grader), window, new_story=f"sty_{row.id}")
        window.add(decision.member)
        found.append((row, decision))
    return tuple(_found(row, decision, window) for row, decision in found)


def _found(row: Row, decision: Decision, window: Window) -> Found:
    return Found(row=row, story=window.current(decision.member.story), root=decision.member.root)


def _candidate(row: Row, grader: Grader) -> Candidate:
    article = article_of(row)
    drawn = sketch(article, grader.assess(article).places, now=row.time)
    teller = Teller(outlet=row.family or row.id, family=row.family)
    return Candidate(item=row.id, teller=teller, sketch=drawn, came=row.time, seen=row.time, when=row.time)


def article_of(row: Row) -> Article:
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
        published=row.time,
    )


def evaluate(rows: Sequence[Row]) -> dict[str, Any]:
    """The line of `marsad eval stories --json`."""
    return summary(place_all(rows))


def summary(found: Sequence[Found]) -> dict[str, Any]:
    roots = {one.row.id: one.row.copy_of for one in found}
    return {
        "schema": "marsad.eval/1",
        "task": "stories",
        "rows": len(found),
        "bcubed": bcubed([(one.row.story, one.story) for one in found]),
        "copies": pairs([(root_of(one.row.id, roots), one.root) for one in found]),
        "stories": {"labelled": len({one.row.story for one in found}), "found": len({one.story for one in found})},
    }


def root_of(row: str, roots: Mapping[str, str | None]) -> str:
    """Where a chain of copies began; a chain that bites its tail begins where it was entered."""
    seen = {row}
    while (of := roots.get(row)) is not None and of not in seen:
        seen.add(of)
        row = of
    return row


def bcubed(labelled: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Precision and recall of a row's cluster, averaged over rows (Bagga and Baldwin 1998)."""
    truth, said = Counter(true for true, _ in labelled), Counter(found for _, found in labelled)
    both = Counter(labelled)
    precision = _mean([both[true, found] / said[found] for true, found in labelled])
    recall = _mean([both[true, found] / truth[true] for true, found in labelled])
    return _rounded(precision, recall)


def pairs(labelled: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Precision and recall over all pairs of rows with one root."""
    truth = _pairs(Counter(true for true, _ in labelled).values())
    said = _pairs(Counter(found for _, found in labelled).values())
    right = _pairs(Counter(labelled).values())
    return _rounded(right / said if said else 0.0, right / truth if truth else 0.0)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _rounded(precision: float, recall: float) -> dict[str, float]:
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, DIGITS), "recall": round(recall, DIGITS), "f1": round(f1, DIGITS)}
