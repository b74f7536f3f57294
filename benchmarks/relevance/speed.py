"""CPU of grading against extraction on the same pages, of loading topics, and of twenty topics against one.

    python -m benchmarks.relevance.speed PAGES.jsonl     (fields id, html_file relative to the file, text)

The yardstick is trafilatura in its fast mode; only ratios mean something on a busy machine.
"""

import argparse
import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from benchmarks.relevance.shipped import shipped_topics
from config.gazetteer import load_gazetteer
from config.topics import Topic
from workers.article.language import detect
from workers.model.article import Article
from workers.relevance.evaluate import Row, article_of
from workers.relevance.grader import Grader

ROUNDS = 3


def cpu(work: Callable[[], object]) -> float:
    """The least CPU seconds of a few rounds."""
    found = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def pages(path: Path) -> list[str]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    names = [path.parent / row["html_file"] for row in rows]
    return [
        (gzip.decompress(name.read_bytes()) if name.suffix == ".gz" else name.read_bytes()).decode("utf-8", "replace")
        for name in names
    ]


def many(topics: tuple[Topic, ...], count: int) -> tuple[Topic, ...]:
    """Copies under other ids: what a user with so many topics of this size has."""
    return tuple(topics[at % len(topics)].model_copy(update={"id": f"topic-{at}"}) for at in range(count))


def articles(documents: list[str]) -> list[Article]:
    texts = [trafilatura.extract(document, fast=True) or "" for document in documents]
    return [
        article_of(Row(id="", title=text[:80], text=text, language=detect(text), label="none"))
        for text in texts
        if text
    ]


def assess_all(grader: Grader, chosen: list[Article]) -> None:
    for article in chosen:
        grader.assess(article)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    documents = pages(parser.parse_args().pages)
    chosen = articles(documents)
    started = time.process_time()
    topics = shipped_topics()
    grader = Grader(topics, load_gazetteer())
    loading = time.process_time() - started
    print(f"topics and gazetteer loaded and compiled: {loading * 1000:.0f} ms")
    extracting = cpu(lambda: [trafilatura.extract(document, fast=True) for document in documents])
    grading = cpu(lambda: assess_all(grader, chosen))
    telling = cpu(lambda: [detect(article.text) for article in chosen])
    print(f"{len(chosen)} articles, {sum(len(article.text) for article in chosen) / len(chosen):.0f} characters each")
    print(f"extraction (trafilatura fast) {extracting / len(documents) * 1000:.2f} ms a page")
    print(f"folding, matching, grading    {grading / len(chosen) * 1000:.2f} ms: {grading / extracting:.3f} x")
    print(f"language                      {telling / len(chosen) * 1000:.2f} ms: {telling / extracting:.3f} x")
    one, twenty = Grader(topics[-1:]), Grader(many(topics, 20))
    ratio = cpu(lambda: assess_all(twenty, chosen)) / cpu(lambda: assess_all(one, chosen))
    print(f"twenty topics cost {ratio:.2f} x one")


if __name__ == "__main__":
    main()
