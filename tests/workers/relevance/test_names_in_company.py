"""What stands around a name decides: somebody's origin, a street or a cat, a list, a denial; and near neighbours that must carry."""

from functools import cache
from pathlib import Path

import pytest

from tests.support.shipped import shipped_topics
from tests.support.topics import article
from workers.model.verdict import Grade
from workers.relevance.grader import Grader

FILE = Path(__file__).parents[2] / "corpus" / "names_in_company.tsv"
ROWS = [tuple(line.split("\t")) for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
ALLOWED = {
    "any": set(Grade),
    "≤passing": {Grade.NONE, Grade.PASSING},
    "≥substantial": {Grade.SUBSTANTIAL, Grade.CENTRAL},
    "<central": set(Grade) - {Grade.CENTRAL},
    **{grade.value: {grade} for grade in Grade},
}


@cache
def grader() -> Grader:
    return Grader(shipped_topics())


@pytest.mark.parametrize(("language", "idlib", "syria", "text"), ROWS)
def test_a_line_gets_its_grade(language: str, idlib: str, syria: str, text: str) -> None:
    title, _, body = text.rpartition(" || ")
    found = grader().assess(article(body, title=title or None, language=language))
    grades = {verdict.topic: verdict.grade for verdict in found.verdicts}

    assert grades["idlib"] in ALLOWED[idlib]
    assert grades["syria"] in ALLOWED[syria]


def test_a_page_of_nothing_but_origins_does_not_hold_a_worker() -> None:
    # Looking through all names for every one of them would take longer than the time limit of a test.
    found = grader().assess(article("Syrians and Afghans in Leipzig " * 8000, language="en"))

    assert found.verdicts


@pytest.mark.parametrize("text", ["Homs and Hama hit by flood", "Floods in Daraa, Homs and Hama"])
def test_both_towns_are_named_where_the_name_of_one_is_only_sure_beside_the_other(text: str) -> None:
    places = grader().assess(article(text, language="en")).places

    assert [place.name for place in places if place.name != "Dar'a"] == ["Homs", "Hama"]
