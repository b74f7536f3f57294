"""Quality of extraction on labelled pages, by the metric of the scrapinghub article-extraction benchmark.

Knows nothing of the command line. Rows are `{id, url, html_file, text}`, `html_file` relative to the file, or gzip.
"""

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from workers.article.reading import prepare, read_page
from workers.model.article import Article, Page

_TOKEN = re.compile(r"\w+", re.UNICODE)
_SHINGLE = 4
ROW = "a row has id, url, html_file, text"

Extractor = Callable[[Page], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A page and the text that a person says it has."""

    id: str
    page: Page
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    id: str
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return _f1(self.precision, self.recall)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Precision and recall are means over pages, F1 is that of the means."""

    pages: int
    precision: float
    recall: float
    f1: float
    cpu_seconds: float
    scores: tuple[PageScore, ...] = ()

    def summary(self) -> dict[str, object]:
        """The first line that `marsad eval extraction --json` prints."""
        figures = {name: value for name, value in asdict(self).items() if name != "scores"}
        return {"schema": "marsad.eval/1", "task": "extraction"} | figures


def load(path: Path, *, now: datetime) -> Iterator[Labelled]:
    """The rows of a file. Raises OSError, or ValueError with the line that is not what it should be."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield _labelled(json.loads(line), path.parent, now=now)
                except (ValueError, KeyError, TypeError) as error:
                    raise ValueError(f"{path}:{number}: {_wrong(error)}; {ROW}") from error


def _labelled(row: dict[str, str], folder: Path, *, now: datetime) -> Labelled:
    body = (folder / row["html_file"]).read_bytes()
    body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    page = Page(url=row["url"], body=body, fetched=now, content_type="text/html")
    return Labelled(id=row["id"], page=page, text=row["text"])


def _wrong(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)


def evaluate(rows: Iterator[Labelled], extract: Extractor | None = None, *, now: datetime) -> Report:
    """Extract every page (as Marsad does, unless told otherwise) and compare. CPU is that of extracting alone."""
    if extract is None:
        prepare()

        def extract(page: Page) -> str:
            return marsad_text(page, now=now)

    scores: list[PageScore] = []
    spent = 0.0
    for row in rows:
        started = time.process_time()
        found = extract(row.page)
        spent += time.process_time() - started
        precision, recall = compare(row.text, found)
        scores.append(PageScore(id=row.id, precision=precision, recall=recall))
    return report(tuple(scores), spent)


def marsad_text(page: Page, *, now: datetime) -> str:
    article = read_page(page, None, now=now)
    return article.text if isinstance(article, Article) else ""


def compare(true: str, found: str) -> tuple[float, float]:
    """Precision and recall of the multisets of 4-token shingles."""
    wanted, got = _shingles(true), _shingles(found)
    common = sum((wanted & got).values())
    return common / max(1, got.total()), common / max(1, wanted.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    count = max(1, len(tokens) - _SHINGLE + 1) if tokens else 0
    return Counter(tuple(tokens[start : start + _SHINGLE]) for start in range(count))


def report(scores: tuple[PageScore, ...], spent: float) -> Report:
    pages = len(scores)
    precision = sum(score.precision for score in scores) / max(1, pages)
    recall = sum(score.recall for score in scores) / max(1, pages)
    return Report(
        pages=pages,
        precision=round(precision, 4),
        recall=round(recall, 4),
        f1=round(_f1(precision, recall), 4),
        cpu_seconds=round(spent, 3),
        scores=scores,
    )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
