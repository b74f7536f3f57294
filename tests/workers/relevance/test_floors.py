"""Quality floors of the shipped topics on an invented corpus: 524 short articles and posts in thirteen languages.

The corpus is ours: its places are real, its events are not. A change of its text changes its digest, so that floors
and texts move together.
"""

import hashlib
from functools import cache
from pathlib import Path

import pytest

from tests.support.shipped import shipped_topics
from workers.article.language import detect
from workers.relevance.evaluate import Outcome, Row, judge, read_rows, summary
from workers.relevance.grader import Grader

CORPUS = Path(__file__).parent / "corpus.jsonl"
DIGEST = "167560221f64957e"


@cache
def rows() -> tuple[Row, ...]:
    return read_rows(CORPUS.read_text(encoding="utf-8").splitlines(), name=CORPUS.name)


@cache
def outcomes() -> tuple[Outcome, ...]:
    return judge(rows(), Grader(shipped_topics()))


def test_the_corpus_is_the_one_the_floors_were_set_on() -> None:
    assert hashlib.sha256(CORPUS.read_bytes()).hexdigest()[:16] == DIGEST
    assert len(rows()) >= 500
    assert len({row.language for row in rows()}) >= 10


def test_quality_is_no_worse_than_its_floors() -> None:
    topics = summary(outcomes())["topics"]

    assert topics["syria"]["f1"] >= 0.96
    assert topics["syria"]["average_precision"] >= 0.98
    assert topics["idlib"]["f1"] >= 0.96
    assert topics["idlib"]["average_precision"] >= 0.98


def test_alarms_are_rare() -> None:
    alarms = summary(outcomes())["alarms"]

    assert alarms["none"] == 0.0
    assert alarms["passing"] <= 0.04


@pytest.mark.parametrize("language", ["ar", "ckb", "de", "en", "es", "fa", "fr", "kmr", "ru", "tr"])
def test_no_language_is_left_behind(language: str) -> None:
    found = summary(outcomes())["languages"][language]

    assert found["positives"] >= 10
    assert found["syria"]["recall"] >= 0.9
    assert found["idlib"]["recall"] >= 0.8


def test_posts_of_one_line_are_graded_as_well_as_articles() -> None:
    posts = summary(tuple(outcome for outcome in outcomes() if not outcome.row.title))

    assert posts["topics"]["syria"]["f1"] >= 0.95
    assert posts["topics"]["idlib"]["f1"] >= 0.95


def test_the_language_of_every_text_is_told() -> None:
    wrong = [row.id for row in rows() if detect(f"{row.title}. {row.text}") != row.language]

    assert wrong == []
