"""Texts made to cost time: what is found in them is bounded, and they are graded all the same."""

from datetime import UTC, datetime

import pytest

from config.load import load
from config.topics import load_topics
from workers.article.reading import read_text
from workers.model.article import Article
from workers.model.verdict import Grade
from workers.relevance.grader import Grader
from workers.relevance.match import MOST_NAMED

GRADER = Grader(load_topics(load(None, {}).settings))


@pytest.mark.parametrize("name", ["Idlib ", "Idlib/1 ", "إدلب ", "叙利亚", "Idlib Homs Aleppo Syria Turkey "])
def test_an_article_of_nothing_but_names_is_graded_by_the_first_ones(name: str) -> None:
    article = read_text("Report\n\n" + name * (150_000 // len(name)), now=datetime(2026, 11, 28, tzinfo=UTC))
    assert isinstance(article, Article)

    hits = GRADER.read(article).hits
    verdicts = {verdict.topic: verdict.grade for verdict in GRADER.assess(article).verdicts}

    assert 0 < len({hit.find.start for hit in hits}) <= MOST_NAMED
    assert verdicts["syria"] is not Grade.NONE
