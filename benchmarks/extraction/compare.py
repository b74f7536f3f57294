"""Extraction beside bare trafilatura and other extractors, on the same labelled pages in the same run.

python -m benchmarks.extraction.compare FILE... [--peers PYTHON]

PYTHON is the interpreter of an environment with `benchmarks/extraction/requirements.txt`; without it only Marsad and
trafilatura are measured. CPU is that of extracting, as a ratio to bare trafilatura fast without comments.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from benchmarks.extraction.peer import EXTRACTORS
from workers.article import evaluate
from workers.model.article import Page

NOW = datetime.now(UTC)
BARE = "trafilatura fast, no comments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    report: evaluate.Report

    def line(self, bare: evaluate.Report) -> str:
        bad = sum(score.f1 < 0.3 for score in self.report.scores)
        ratio = self.report.cpu_seconds / bare.cpu_seconds
        return (
            f"| {self.name} | {self.report.f1:.4f} | {self.report.precision:.4f} | {self.report.recall:.4f} | {bad} "
            f"| {1000 * self.report.cpu_seconds / self.report.pages:.1f} | {ratio:.2f} |"
        )


def with_trafilatura(page: Page, *, fast: bool) -> str:
    html = page.body.decode("utf-8", "replace")
    return trafilatura.extract(html, fast=fast, include_comments=not fast) or ""


def warm_up() -> None:
    body = f"<html><body><article>{'<p>To load everything once before the clock runs.</p>' * 9}</article></body></html>"
    for fast in (True, False):
        with_trafilatura(Page(url="https://a.example", body=body.encode(), fetched=NOW), fast=fast)


def of_peer(name: str, path: Path, python: str) -> evaluate.Report:
    command = [python, str(Path(__file__).parent / "peer.py"), name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answers = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    scores = []
    for row in evaluate.load(path, now=NOW):
        precision, recall = evaluate.compare(row.text, answers[row.id]["text"])
        scores.append(evaluate.PageScore(id=row.id, precision=precision, recall=recall))
    return evaluate.report(tuple(scores), sum(answer["cpu"] for answer in answers.values()))


def rows_of(path: Path, python: str | None) -> Iterator[Row]:
    def measured(*, fast: bool) -> evaluate.Report:
        return evaluate.evaluate(evaluate.load(path, now=NOW), lambda page: with_trafilatura(page, fast=fast), now=NOW)

    yield Row(name=BARE, report=measured(fast=True))
    yield Row(name="Marsad", report=evaluate.evaluate(evaluate.load(path, now=NOW), now=NOW))
    yield Row(name="trafilatura default", report=measured(fast=False))
    for name in EXTRACTORS if python else ():
        yield Row(name=name, report=of_peer(name, path, str(python)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--peers", metavar="PYTHON")
    chosen = parser.parse_args()
    warm_up()
    for path in chosen.files:
        rows = list(rows_of(path, chosen.peers))
        print(f"{path.name}: {rows[0].report.pages} pages")
        print("| extractor | F1 | precision | recall | pages under F1 .3 | CPU ms a page | to bare |")
        print("|---|---|---|---|---|---|---|")
        for row in rows:
            print(row.line(rows[0].report))


if __name__ == "__main__":
    main()
