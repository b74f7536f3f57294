"""Durations and sizes."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.units import DURATION_PATTERN, SIZE_PATTERN, format_duration, format_size, parse_duration, parse_size

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("5m", 300), ("2h", 7200), ("30d", 2592000), ("1h30m", 5400), ("1.5h", 5400), (" 10 s ", 10), ("250ms", 0.25), ("1w", 604800), ("", 0), ("0", 0), (90, 90), (0.5, 0.5)],
)  # fmt: skip
def test_a_duration_is_seconds(text: object, seconds: float) -> None:
    assert seconds == parse_duration(text)


@pytest.mark.parametrize("text", ["5", "5 minutes", "m", "-5m", "5m!", "1h x", "٥m", None, True, -1, float("inf"), float("nan"), [], "9" * 400 + "d"])  # fmt: skip
def test_what_is_no_duration_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"is not a duration; write|is too long"):
        parse_duration(text)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(sorted(UNITS))), min_size=1, max_size=5))
def test_parts_of_a_duration_add_up(parts: list[tuple[int, str]]) -> None:
    expected = sum(number * UNITS[unit] for number, unit in parts)

    assert expected == pytest.approx(parse_duration("".join(f"{number}{unit}" for number, unit in parts)))


@given(st.integers(0, 10**10))
def test_a_written_duration_reads_back(seconds: int) -> None:
    written = format_duration(float(seconds))

    assert seconds == parse_duration(written)
    assert re.search(DURATION_PATTERN, written)


@given(st.text(max_size=12))
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    seconds = 0.0
    with suppress(ValueError):
        seconds = parse_duration(text)

    assert 0 <= seconds < float("inf")


@pytest.mark.parametrize(("text", "size"), [("10MiB", 10485760), ("500 KiB", 512000), ("1GB", 10**9), ("1.5kb", 1500), ("7B", 7), (42, 42)])  # fmt: skip
def test_a_size_is_bytes(text: object, size: int) -> None:
    assert size == parse_size(text)


@pytest.mark.parametrize("text", ["10", "", "MiB", "10 furlongs", "-1KiB", "١KiB", True, -1, 1.5, None, "9" * 400 + "GiB"])  # fmt: skip
def test_what_is_no_size_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"is not a size; write|is too large"):
        parse_size(text)


@given(st.integers(0, 2**60))
def test_a_written_size_reads_back(size: int) -> None:
    written = format_size(size)

    assert size == pytest.approx(parse_size(written), rel=1e-12)
    assert re.search(SIZE_PATTERN, written)
