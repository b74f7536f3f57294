"""Evaluation measures what the contract says, on rows small enough to count by hand."""

import json

import pytest

from config.problems import Problem
from config.topics import InlineTest
from tests.support.topics import IDLIB, PLACES, SYRIA
from workers.relevance.evaluate import average_precision, judge, read_rows, summary
from workers.relevance.grader import Grader
from workers.relevance.inline import failing_tests
from workers.relevance.mistakes import helpful_words, mistakes

GRADER = Grader((IDLIB, SYRIA), PLACES)
ROWS = (
    {"id": "1", "title": "Air strike hits Idlib", "text": "An air strike hit Saraqib in Idlib.", "language": "en", "label": "idlib"},
    {"id": "2", "title": "Syria holds talks", "text": "Syria and its neighbours met. Syria agreed.", "language": "en", "label": "syria"},
    {"id": "3", "title": "Clashes at the dam", "text": "The dam was shelled, the dam held.", "language": "en", "label": "syria"},
    {"id": "4", "title": "Clashes at the dam again", "text": "The dam was shelled anew.", "language": "en", "label": "syria", "borderline": True},
    {"id": "5", "title": "Syrian film wins", "text": "A Syrian film. Syrian music.", "language": "en", "label": "passing"},
    {"id": "6", "title": "Rain in Lisbon", "text": "It rained.", "language": "en", "label": "none"},
)  # fmt: skip
OUTCOMES = judge(read_rows([json.dumps(row) for row in ROWS], name="rows"), GRADER)


def test_two_decisions_are_scored_at_substantial_or_better() -> None:
    found = summary(OUTCOMES)

    assert (found["rows"], found["clean"]["rows"]) == (6, 5)
    assert found["topics"]["syria"]["precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["topics"]["syria"]["recall"] == 0.5
    assert found["topics"]["idlib"]["f1"] == 1.0
    assert found["alarms"] == {"none": 0.0, "passing": 1.0}


def test_borderline_rows_are_left_out_of_clean() -> None:
    assert summary(OUTCOMES)["clean"]["topics"]["syria"]["recall"] == pytest.approx(2 / 3, abs=1e-4)


def test_each_language_has_its_counts() -> None:
    languages = summary(OUTCOMES)["languages"]

    assert {name: (part["rows"], part["positives"]) for name, part in languages.items()} == {"en": (6, 4)}


def test_nothing_to_divide_is_zero_not_an_error() -> None:
    empty = summary(())

    assert (empty["rows"], empty["topics"]["syria"]["f1"], empty["alarms"]["none"]) == (0, 0.0, 0.0)


def test_average_precision_of_a_perfect_order_is_one() -> None:
    assert average_precision([(0.9, True), (0.8, True), (0.1, False)]) == 1.0


def test_average_precision_counted_by_hand() -> None:
    assert average_precision([(0.9, True), (0.8, False), (0.7, True)]) == pytest.approx((1 + 2 / 3) / 2)


def test_equal_scores_stand_or_fall_together() -> None:
    assert average_precision([(0.5, True), (0.5, False)]) == 0.5


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "rows:1: not JSON"),
        ("[]", "rows:1: not an object"),
        ('{"id": 1, "text": ""}', "rows:1: no label"),
        ('{"id": 1, "text": "", "label": "maybe"}', "rows:1: label 'maybe' is none of"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_rows([line], name="rows")


def test_a_row_without_a_language_is_told_one() -> None:
    (row,) = read_rows(['{"id": 1, "text": "Three people were killed in the village", "label": "none"}'], name="rows")

    assert row.language == "en"


def test_the_worst_mistakes_come_first_and_borderline_ones_last() -> None:
    lines = [line for line in mistakes(OUTCOMES, most=10) if line["kind"] != "word"]

    assert [(line["id"], line["kind"]) for line in lines] == [("3", "missed"), ("5", "false alarm"), ("4", "missed")]
    assert lines[1]["verdict"]["reasons"][0]["matched"] == "Syrian"


def test_words_that_would_have_helped_are_those_of_missed_rows() -> None:
    words = [word.text for word in helpful_words(OUTCOMES, limit=6)]

    assert {"dam", "shelled"} <= set(words)


def test_the_focus_of_a_row_comes_from_its_source() -> None:
    row = json.dumps(
        {"id": "1", "text": "Bread queues in Saraqib", "language": "en", "label": "idlib", "source": "desk"}
    )
    rows = read_rows([row], name="rows")
    plain = judge(rows, GRADER)[0].score("syria")
    focused = judge(rows, GRADER, focus_of=lambda source: "syria" if source == "desk" else None)[0].score("syria")

    assert plain < focused


def test_a_failing_inline_test_tells_what_it_got() -> None:
    wrong = IDLIB.model_copy(update={"test": (InlineTest(text="Rain in Lisbon", grade="central"),)})

    problems = failing_tests((wrong, SYRIA))

    assert [problem.message for problem in problems] == ["expected central, got none: 'Rain in Lisbon'"]


def test_a_failing_inline_test_is_told_where_it_stands() -> None:
    wrong = IDLIB.model_copy(update={"test": (InlineTest(text="Rain in Lisbon", grade="central"),)})

    (problem,) = failing_tests(
        (wrong,), lambda topic, path, message: Problem(file=f"{topic}.toml", line=7, path=str(path), message=message)
    )

    assert (problem.file, problem.line, problem.path) == ("idlib.toml", 7, "('test', 0)")
