"""Texts made to cost time: what is found in them is bounded, and they are graded all the same."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.load import load
from config.topics import load_topics
from workers.article.reading import read_text
from workers.model.article import Article
from workers.model.verdict import Grade
from workers.relevance.grader import Grader
from workers.relevance.match import MOST_FOUND, MOST_NAMED

NOW = datetime(2026, 11, 28, tzinfo=UTC)
GRADER = Grader(load_topics(load(None, {}).settings))


@pytest.mark.parametrize("name", ["Idlib ", "Idlib/1 ", "إدلب ", "叙利亚", "Idlib Homs Aleppo Syria Turkey "])
def test_an_article_of_nothing_but_names_is_graded_by_the_first_ones(name: str) -> None:
    article = read_text("Report\n\n" + name * (150_000 // len(name)), now=NOW)
    assert isinstance(article, Article)

    hits = GRADER.read(article).hits
    verdicts = {verdict.topic: verdict.grade for verdict in GRADER.assess(article).verdicts}

    assert 0 < len({hit.find.start for hit in hits}) <= MOST_NAMED
    assert verdicts["syria"] is not Grade.NONE


@pytest.mark.parametrize("language", ["ar", "en", None])
@pytest.mark.parametrize("name", ["Idlibê", "#Idlib", "Maarat Misrine", "Sirio Libanesa"])
def test_a_name_of_many_readings_is_found_once_for_each_of_its_terms(name: str, language: str | None) -> None:
    article = read_text(f"Report\n\nNews of {name} from there.", now=NOW)
    assert isinstance(article, Article)

    finds = [hit.find for hit in GRADER.read(replace(article, language=language)).hits]

    assert len(finds) == len({(find.first, find.last, find.entry, find.derived) for find in finds})


@pytest.mark.parametrize("name", ["Idlibê ", "#Idlib ", "叙利亚伊德利卜霍姆斯哈马省"])
def test_however_many_terms_each_name_is_the_first_finds_are_enough(name: str) -> None:
    article = read_text("Report\n\n" + name * 3_000, now=NOW)
    assert isinstance(article, Article)
    article = replace(article, language=None)

    found = GRADER.read(article).hits

    assert len({(hit.find, hit.spot) for hit in found}) <= 2 * MOST_FOUND
    assert found[0].find.start < len(name)


def test_what_covers_a_name_in_a_script_without_blanks_covers_no_other_in_its_sentence() -> None:
    def worth(title: str) -> float:
        article = read_text(f"{title}\n\n{title}", now=NOW)
        assert isinstance(article, Article)
        return next(one.score for one in GRADER.assess(article).verdicts if one.topic == "syria")

    assert worth("叙利亚军队进入伊德利卜后阿勒颇香皂涨价") > worth("阿勒颇香皂涨价")
