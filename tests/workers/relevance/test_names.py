"""The shipped names are found in every form and language, and not in sentences that only look like them."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.support.shipped import shipped_topics
from tests.support.topics import article
from workers.model.verdict import Grade
from workers.relevance.grader import Grader

RAW = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
TRAPS = RAW.pop("traps")
FORMS = [
    (name, row["pcode"], language, form)
    for name, row in RAW.items()
    for language, forms in row.items()
    if language != "pcode"
    for form in forms
]


@cache
def grader() -> Grader:
    return Grader(shipped_topics())


@pytest.mark.parametrize(("name", "pcode", "language", "form"), FORMS)
def test_a_name_is_found_in_every_form(name: str, pcode: str, language: str, form: str) -> None:
    places = grader().assess(article(form, language=language)).places

    assert pcode in {place.pcode for place in places}, f"{name}: {[place.name for place in places]}"


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in TRAPS.items() for text in texts])
def test_what_only_looks_like_a_name_is_none(language: str, text: str) -> None:
    assessment = grader().assess(article(text, language=language))

    assert {verdict.topic: verdict.grade for verdict in assessment.verdicts} == {
        "idlib": Grade.NONE,
        "syria": Grade.NONE,
    }
