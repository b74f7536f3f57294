"""A table of invented sentences with the tolls that each tells, in nine languages; most of them are traps."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from workers.model.item import Figure
from workers.stories.figures import figures_in

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TABLE = Path(__file__).parent / "figures.tsv"
LETTERS = {"killed": "k", "injured": "i", "missing": "m", "detained": "d", "displaced": "f"}
SIGNS = {None: "", "at least": "+", "more than": ">", "nearly": "≈", "about": "~", "up to": "^", "fewer than": "<"}


def rows() -> list[list[str]]:
    """Language, sentence, and its tolls: `k5+ i3-4` is at least five killed and three to four injured."""
    return [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]


def short(figure: Figure) -> str:
    until = f"-{figure.max}" if figure.max is not None else ""
    return f"{LETTERS[figure.kind]}{figure.min}{until}{SIGNS[figure.qualifier]}"


@pytest.mark.parametrize(("language", "sentence", "expected"), rows())
def test_a_sentence_tells_these_tolls_and_no_others(language: str, sentence: str, expected: str) -> None:
    assert " ".join(map(short, figures_in("", sentence, language=language, now=NOW))) == expected


def test_a_title_without_at_least_does_not_hide_that_of_the_text() -> None:
    (figure,) = figures_in("Five killed in market", "At least five people were killed.", language="en", now=NOW)

    assert (figure.min, figure.qualifier, figure.zone) == (5, "at least", "text")


def test_a_range_is_one_figure_that_covers_both_numbers() -> None:
    text = "Between three and five people were killed."

    (figure,) = figures_in("", text, language="en", now=NOW)

    assert (figure.min, figure.max, text[figure.start : figure.end]) == (3, 5, "three and five")


@pytest.mark.parametrize("sentence", ["killed 5 people and " * 95, "Ten people were killed and " + "that " * 450])
def test_what_no_sentence_can_be_tells_no_toll(sentence: str) -> None:
    text = f"{sentence}. Three people were killed in Ariha."

    assert [figure.min for figure in figures_in("", text, language="en", now=NOW)] == [3]
