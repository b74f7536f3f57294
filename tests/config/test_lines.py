"""On which line a key stands."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lines import Path, dotted, line_map

TEXT = '''\
# a comment = 1
top = "a # b"   # another

[redis]
url = """
x = 1
[no.table]
"""
"quoted.key" = 'literal \\'
a.b . c = [1, 2,  # comment ]
  3, { d = "}", e = [4] },
]

[[alert]]
name = "first"
options = { chat_id = "1", nested.deep = true }
[[alert]]
when = 2026-01-01 07:00:00
[alert.options]
topic = "x"
[[alert.rule]]
[[alert.rule]]
words = \'\'\'
]]\'\'\'
last = -1e3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2), (("redis",), 4), (("redis", "url"), 5), (("redis", "quoted.key"), 9), (("redis", "a", "b", "c"), 10),
        (("redis", "a", "b", "c", 1), 10), (("redis", "a", "b", "c", 2), 11), (("redis", "a", "b", "c", 3, "d"), 11),
        (("redis", "a", "b", "c", 3, "e", 0), 11), (("alert", 0), 14), (("alert", 0, "options", "nested", "deep"), 16),
        (("alert", 1), 17), (("alert", 1, "when"), 18), (("alert", 1, "options", "topic"), 20), (("alert", 1, "rule", 0), 21),
        (("alert", 1, "rule", 1, "words"), 23), (("alert", 1, "rule", 1, "last"), 25),
    ],
)  # fmt: skip
def test_every_form_of_key_has_its_line(path: Path, line: int) -> None:
    assert line == line_map(TEXT)[path]


def test_windows_line_ends_and_a_byte_order_mark_change_no_line() -> None:
    assert line_map(TEXT) == line_map("\ufeff" + TEXT.replace("\n", "\r\n"))


def test_quotes_inside_quotes_end_nothing() -> None:
    text = 'a = """"x""""\nb = "\\\\"\nc = "\\""\nd = \'\'\'\'x\'\'\'\'\n"\\u0065" = 1\n'

    assert line_map(text) == {("a",): 1, ("b",): 2, ("c",): 3, ("d",): 4, ("e",): 5}


keys = st.text("abcXYZ_-09", min_size=1, max_size=4) | st.text(max_size=4)
leaves = st.integers(-9, 9) | st.booleans() | st.text(max_size=8) | st.lists(st.text(max_size=3), max_size=3)
tables = st.recursive(
    st.dictionaries(keys, leaves, max_size=4),
    lambda inner: st.dictionaries(keys, leaves | inner, max_size=4),
    max_leaves=8,
)


def quoted(text: str) -> str:
    return '"' + "".join(char if char.isalnum() and char.isascii() else f"\\U{ord(char):08x}" for char in text) + '"'


def written(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ",\n  ".join(written(part) for part in value) + "]"
    return str(value).lower()


def flat(data: dict[str, Any], base: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    pairs: list[tuple[tuple[str, ...], Any]] = []
    for key, value in data.items():
        pairs += flat(value, (*base, key)) if isinstance(value, dict) and value else [((*base, key), value)]
    return pairs


@given(tables)
def test_whatever_a_file_holds_each_key_is_found_where_it_was_written(data: dict[str, Any]) -> None:
    text, expected = "", {}
    for path, value in flat(data):
        text += "# =[\n"
        expected[path] = text.count("\n") + 1
        text += ".".join(quoted(part) for part in path) + " = " + ("{}" if value == {} else written(value)) + "\n"

    assert data == tomllib.loads(text)
    found = line_map(text)
    assert expected == {path: found[path] for path in expected}


def test_paths_are_shown_as_in_python() -> None:
    assert dotted(("alert", 0, "options", "chat_id")) == "alert[0].options.chat_id"
