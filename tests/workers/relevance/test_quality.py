"""Quality never falls below these floors on a corpus that nobody fits to."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.shipped import shipped_topics
from workers.relevance.evaluate import Outcome, judge, read_rows, summary
from workers.relevance.grader import Grader
from workers.relevance.inline import failing_tests

CORPUS = Path(__file__).parents[2] / "corpus" / "relevance.jsonl"
DIGEST = "bc9f9b6678ebc2be90798e9285174c825dce31a51352c7e8ca28b2e6aeef314d"
LANGUAGES = {"ar", "ckb", "de", "en", "es", "fa", "fr", "kmr", "ru", "tr"}


@pytest.fixture(scope="module")
def outcomes() -> tuple[Outcome, ...]:
    rows = read_rows(CORPUS.read_text(encoding="utf-8").splitlines(), name=CORPUS.name)
    return judge(rows, Grader(shipped_topics()))


@pytest.fixture(scope="module")
def figures(outcomes: tuple[Outcome, ...]) -> dict[str, Any]:
    return summary(outcomes)


def test_the_corpus_is_the_one_the_floors_were_set_on() -> None:
    """Whoever adds rows sets the floors anew, with the figures that `marsad eval relevance` prints."""
    assert hashlib.sha256(CORPUS.read_bytes()).hexdigest() == DIGEST


def test_the_corpus_has_ten_languages_and_every_label_in_each() -> None:
    labels: dict[str, Counter[str]] = {}
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels.setdefault(row["language"], Counter())[row["label"]] += 1

    assert labels.keys() >= LANGUAGES
    assert all(set(labels[language]) == {"idlib", "syria", "passing", "none"} for language in LANGUAGES)
    assert sum(sum(counts.values()) for counts in labels.values()) >= 350


def test_syria_is_found_and_little_else(figures: dict[str, Any]) -> None:
    syria = figures["topics"]["syria"]

    assert syria["precision"] >= 0.98
    assert syria["recall"] >= 0.98
    assert syria["average_precision"] >= 0.99


def test_idlib_is_found_and_little_else(figures: dict[str, Any]) -> None:
    idlib = figures["topics"]["idlib"]

    assert idlib["precision"] >= 0.97
    assert idlib["recall"] >= 0.97
    assert idlib["average_precision"] >= 0.98


def test_hardly_anything_foreign_raises_an_alarm(figures: dict[str, Any]) -> None:
    assert figures["alarms"]["none"] <= 0.025  # "Homs is a surname in France", a novel named after a crossing
    assert figures["alarms"]["passing"] <= 0.02


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_language_is_left_behind(figures: dict[str, Any], language: str) -> None:
    assert figures["languages"][language]["syria"]["recall"] >= 0.92


def test_posts_of_one_line_are_graded_no_worse_than_articles(outcomes: tuple[Outcome, ...]) -> None:
    posts = [outcome for outcome in outcomes if not outcome.row.title]
    wrong = [outcome.row.id for outcome in posts if outcome.said("syria") is not outcome.wanted("syria")]

    assert len(posts) >= 130
    assert len(wrong) <= 4, wrong


def test_the_inline_tests_of_the_shipped_topics_hold() -> None:
    assert failing_tests(shipped_topics()) == ()
