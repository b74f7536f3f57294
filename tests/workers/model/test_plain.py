"""Text from outside: what may pass and what may not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.model.plain import one_line, plain


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\x1b]0;title\x07b", "a]0;titleb"),
        ("a\x9b31mb", "a31mb"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("zero\u200bwidth\ufeff soft\u00adhyphen", "zerowidth softhyphen"),
        ("tag\U000e0041\U000e007fs", "tags"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("cafe\u0301", "café"),
        ("one\r\ntwo\u2028three\x85four", "one\ntwo\nthree\nfour"),
    ],
)
def test_what_is_unseen_goes(raw: str, expected: str) -> None:
    assert plain(raw) == expected


@pytest.mark.parametrize("text", ["جنگنده‌ها", "نه‌بوون", "क्‍ष", "👩‍🚒", "tab\tnew\nline", "إدلب — İdlib"])
def test_what_belongs_to_the_writing_stays(text: str) -> None:
    assert plain(text) == text


def test_one_line_has_single_blanks() -> None:
    assert one_line("  a\n\n b\u00a0\tc ") == "a b c"


@given(st.text())
def test_plain_is_done_once(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) == "Cc" for c in once if c not in "\n\t")
