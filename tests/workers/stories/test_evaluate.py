import json
from pathlib import Path
from typing import Any

import pytest

from workers.stories.evaluate import bcubed, evaluate, pairs, read_rows, root_of

CORPUS = Path(__file__).parents[2] / "corpus" / "stories.jsonl"
ROW = {"id": "a", "title": "Market opens", "text": "", "language": "en", "time": "2026-03-04T12:00:00Z", "family": None,
       "story": "s", "copy_of": None}  # fmt: skip


def rows(*changes: dict[str, Any]) -> list[str]:
    return [json.dumps({**ROW, **change}) for change in changes]


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    with CORPUS.open(encoding="utf-8") as lines:
        return evaluate(read_rows(lines, name="stories.jsonl"))


def test_the_invented_corpus_has_the_size_and_the_languages_that_its_figures_need() -> None:
    raw = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]

    assert len(raw) >= 150
    assert len({row["story"] for row in raw}) >= 40
    assert {"en", "ar", "tr", "fr", "de", "es"} <= {row["language"] for row in raw}


def test_stories_of_the_corpus_keep_their_floor(measured: dict[str, Any]) -> None:
    assert measured["bcubed"]["precision"] >= 0.97
    assert measured["bcubed"]["recall"] >= 0.88
    assert measured["bcubed"]["f1"] >= 0.93


def test_copies_of_the_corpus_keep_their_floor(measured: dict[str, Any]) -> None:
    assert measured["copies"]["precision"] >= 0.98
    assert measured["copies"]["recall"] >= 0.98


def test_headlines_alone_keep_their_floor() -> None:
    raw = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    english = [{**row, "text": "", "copy_of": None} for row in raw if row["language"] == "en"]

    found = evaluate(read_rows(map(json.dumps, english), name="titles"))

    assert found["bcubed"]["precision"] >= 0.97
    assert found["bcubed"]["f1"] >= 0.84


def test_the_summary_has_the_fields_that_were_promised(measured: dict[str, Any]) -> None:
    assert measured["schema"] == "marsad.eval/1"
    assert measured["task"] == "stories"
    assert measured["rows"] >= 150
    assert set(measured["bcubed"]) == set(measured["copies"]) == {"precision", "recall", "f1"}


def test_the_order_of_the_file_does_not_matter() -> None:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()[:60]

    assert evaluate(read_rows(lines, name="x")) == evaluate(read_rows(lines[::-1], name="x"))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["{"], "x:1: not JSON"),
        (["[]"], "x:1: not an object"),
        (rows({"story": None}), "x:1: no story"),
        (rows({"title": "", "text": None}), "x:1: neither title nor text"),
        (rows({"time": "yesterday"}), "x:1: time 'yesterday' is no ISO 8601 time"),
        (rows({}, {}), "x: id 'a' is given twice"),
        (rows({"copy_of": "b"}), "x: copy_of of 'a' names 'b'"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(lines: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_rows(lines, name="x")


@pytest.mark.parametrize("time", ["2026-03-04T12:00:00+00:00", "2026-03-04T12:00:00", 1772625600, 1772625600000])
def test_times_may_be_written_in_several_ways(time: object) -> None:
    (row,) = read_rows(rows({"time": time}), name="x")

    assert row.time.isoformat() == "2026-03-04T12:00:00+00:00"


def test_bcubed_as_in_the_textbook() -> None:
    labelled = [("x", "1"), ("x", "1"), ("x", "2"), ("y", "2")]

    assert bcubed(labelled) == {"precision": 0.75, "recall": 0.6667, "f1": 0.7059}


def test_nothing_labelled_is_nothing_measured() -> None:
    assert bcubed([]) == pairs([]) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_pairs_count_each_two_rows_of_one_root() -> None:
    assert pairs([("a", "1"), ("a", "1"), ("a", "2")]) == {"precision": 1.0, "recall": 0.3333, "f1": 0.5}


def test_a_chain_of_copies_has_one_root_even_when_it_bites_its_tail() -> None:
    assert root_of("c", {"a": None, "b": "a", "c": "b"}) == "a"
    assert root_of("a", {"a": "b", "b": "a"}) in {"a", "b"}
