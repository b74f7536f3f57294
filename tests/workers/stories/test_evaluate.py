import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.stories.titles import top3
from workers.stories.evaluate import bcubed, evaluate, pairs, place_all, read_rows, root_of, summary
from workers.stories.mistakes import mistakes

CORPUS = Path(__file__).parents[2] / "corpus" / "stories.jsonl"
TITLES = CORPUS.with_name("titles.jsonl")
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


@pytest.mark.parametrize(("languages", "f1"), [({"en"}, 0.77), (None, 0.73)])
def test_a_stream_of_headlines_keeps_its_floor_and_is_better_than_words_alone(
    languages: set[str] | None, f1: float
) -> None:
    with TITLES.open(encoding="utf-8") as lines:
        told = [row for row in read_rows(lines, name="titles.jsonl") if not languages or row.language in languages]

    measured = evaluate(told)["bcubed"]
    words_alone = top3(told)

    assert measured["precision"] >= 0.98
    assert measured["f1"] >= f1
    assert measured["f1"] > bcubed([(row.story, words_alone[row.id]) for row in told])["f1"]


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


def test_headlines_alone_are_grouped_no_worse_than_by_the_simplest_good_method() -> None:
    raw = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    titles = read_rows([json.dumps({**row, "text": "", "copy_of": None}) for row in raw], name="titles")
    simple = top3(titles)

    ours = summary(place_all(titles))["bcubed"]
    theirs = bcubed([(row.story, simple[row.id]) for row in titles])

    assert ours["f1"] >= theirs["f1"]
    assert ours["precision"] >= theirs["precision"]


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-04", "2026-03-04 12:00", "2026-03-04 12:00:00+00:00", "2026-03-04T12:00:00.000Z", "2026/03/04 12:00:00",
        "2026-03-04 12:00:00 UTC", "Wed, 04 Mar 2026 12:00:00 GMT", 1772625600, "1772625601", 1772625600000,
    ],
)  # fmt: skip
def test_times_are_read_in_the_forms_that_data_sets_have(time: object) -> None:
    (row,) = read_rows(rows({"time": time}), name="x")

    assert row.time.date().isoformat() == "2026-03-04"
    assert row.time.tzinfo is not None


@pytest.mark.parametrize("time", ["yesterday", 1e30, "0001-01-01", True])
def test_a_time_that_cannot_be_read_is_named_with_its_line(time: object) -> None:
    with pytest.raises(ValueError, match=r"x:1: time"):
        read_rows(rows({"time": time}), name="x")


def test_a_row_needs_neither_text_nor_family_nor_language() -> None:
    bare = {
        "id": 1,
        "title": "The council has opened the market again after the rain",
        "time": "2026-03-04",
        "story": 7,
    }

    (row,) = read_rows([json.dumps(bare)], name="x")

    assert (row.id, row.text, row.family, row.story) == ("1", "", None, "7")
    assert row.language == "en"


def test_the_worst_mistakes_come_first_and_name_their_rows() -> None:
    labelled = read_rows(
        rows(
            {"id": "a", "title": "Iron bridge over the Orontes repaired", "story": "one"},
            {"id": "b", "title": "Iron bridge over the Orontes repaired again", "story": "other"},
            {"id": "c", "title": "Wheat harvest begins under drones", "story": "split"},
            {"id": "d", "title": "Ministers talk of gas", "story": "split"},
            {"id": "e", "title": "Snow closes mountain school", "story": "split"},
        ),
        name="x",
    )

    split, merged = mistakes(place_all(labelled), most=2)

    assert (split["kind"], split["pairs"], split["rows"]) == ("one story in several", 3, 3)
    assert (merged["kind"], merged["pairs"]) == ("different stories in one", 1)
    assert [part["first"][0]["id"] for part in merged["parts"]] == ["a", "b"]


def test_a_missed_copy_is_a_mistake() -> None:
    labelled = read_rows(
        rows({"id": "a", "title": "Iron bridge repaired"}, {"id": "b", "title": "Wheat harvest", "copy_of": "a"}),
        name="x",
    )

    assert "copy not found" in [mistake["kind"] for mistake in mistakes(place_all(labelled), most=9)]


def test_without_a_mistake_none_is_listed() -> None:
    assert mistakes(place_all(read_rows(rows({}), name="x")), most=9) == ()
