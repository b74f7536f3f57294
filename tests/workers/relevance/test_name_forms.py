"""The most important names are found in every form a language gives them, and not where something else is written."""

import tomllib
from pathlib import Path

import pytest

from tests.support.shipped import shipped_topics
from workers.relevance.evaluate import Row, article_of
from workers.relevance.grader import Grader

FORMS = Path(__file__).parents[2] / "corpus" / "names.toml"
Forms = dict[str, dict[str, dict[str, list[str]]]]


@pytest.fixture(scope="module")
def grader() -> Grader:
    return Grader(shipped_topics())


def forms(kind: str) -> list[tuple[str, str, str]]:
    names: Forms = tomllib.loads(FORMS.read_text(encoding="utf-8"))
    return [
        (name, language, form)
        for name, kinds in names.items()
        for language, phrases in kinds.get(kind, {}).items()
        for form in phrases
    ]


def found(grader: Grader, form: str, language: str | None) -> set[str]:
    row = Row(id="", title="", text=form, language=language, label="none")
    return {hit.concept.id for hit in grader.read(article_of(row)).hits}


@pytest.mark.parametrize(("name", "language", "form"), forms("must"))
def test_a_name_is_found_in_this_form(grader: Grader, name: str, language: str, form: str) -> None:
    assert name in found(grader, form, language)


@pytest.mark.parametrize(("name", "language", "form"), forms("must"))
def test_a_name_is_found_without_knowing_the_language(grader: Grader, name: str, language: str, form: str) -> None:
    assert name in found(grader, form, None)


@pytest.mark.parametrize(("name", "language", "form"), forms("must_not"))
def test_a_look_alike_is_not_the_name(grader: Grader, name: str, language: str, form: str) -> None:
    assert name not in found(grader, form, language)
