"""The five articles that started the project are graded as a reader would."""

import tomllib
from pathlib import Path

import pytest

from tests.support.shipped import shipped_topics
from workers.model.article import Article
from workers.model.verdict import Grade
from workers.relevance.grader import Grader

ROOT = Path(__file__).parents[3]
SEEDS = ROOT.parent / "shared" / "seeds"


def seed_articles() -> dict[str, Article]:
    if not SEEDS.exists():
        pytest.skip("the five seed articles are not beside this repository")
    titles = {row["file"]: row["title"] for row in tomllib.loads((SEEDS / "demo.toml").read_text())["article"]}
    return {name[:3]: article(title, (SEEDS / name).read_text().partition("\n")[2]) for name, title in titles.items()}


def article(title: str | None, text: str, language: str | None = "en") -> Article:
    return Article(
        url=None, canonical_url=None, title=title, text=text, blocks=(), summary="", language=language,
        direction="ltr", word_count=len(text.split()),
    )  # fmt: skip


def test_all_five_seeds_are_about_syria_and_all_but_the_last_about_idlib() -> None:
    grader = Grader(shipped_topics())

    grades = {
        name: {verdict.topic: verdict.grade for verdict in grader.assess(seed).verdicts}
        for name, seed in seed_articles().items()
    }

    assert {name: found["syria"] for name, found in grades.items()} == dict.fromkeys(grades, Grade.CENTRAL)
    assert {name for name, found in grades.items() if found["idlib"] is Grade.CENTRAL} == {"000", "001", "002", "003"}
    assert not grades["004"]["idlib"].at_least(Grade.CENTRAL)
