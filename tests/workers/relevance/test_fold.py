"""Every spelling of a name looks alike, and every folded character leads back to where it stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.relevance.fold import fold, fold_with_offsets

LETTERS = st.text(
    alphabet=st.sampled_from("aİıŞßﬁ ﷲﻻإآةىیکے\u0640\u064e\u200cە_ЙёїіґДé\u0301ñœ𝐈ＡаΣ'’\u00ad\n|د"), max_size=60
)


@pytest.mark.parametrize(
    "spelling",
    ["إدلب", "ادلب", "أدلب", "إدلــب", "إِدْلِب", "\u200fإدلب", "ﺇﺩﻟﺐ"],
)
def test_arabic_spellings_of_idlib_fold_to_one(spelling: str) -> None:
    assert fold(spelling) == "ادلب"


@pytest.mark.parametrize(
    "spelling", ["İdlib", "Idlib", "IDLIB", "idlib", "İDLİB", "ıdlıb", "Îdlib", "𝐈𝐝𝐥𝐢𝐛", "Ｉｄｌｉｂ"]
)
def test_latin_spellings_of_idlib_fold_to_one(spelling: str) -> None:
    assert fold(spelling) == "idlib"


def test_old_kurdish_keyboards_write_another_letter() -> None:
    assert fold("ئیدله\u200cب") == fold("ئیدلەب") == fold("ئيدلهب")


def test_a_persian_joiner_parts_words() -> None:
    assert fold("ادلب\u200cنشینان").split() == ["ادلب", fold("نشینان")]


def test_words_drawn_apart_to_escape_filters_are_mended() -> None:
    assert fold("الحـ ـوثيين") == fold("الحوثيين")
    assert fold("د|عـ ـش") == fold("دعش")


def test_hashtags_are_words() -> None:
    assert fold("#ريف_إدلب").split() == ["#ريف", "ادلب"]


@given(LETTERS | st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)

    assert fold(once) == fold(fold(once))


@given(LETTERS | st.text(max_size=60))
def test_every_folded_character_comes_from_the_original_one(text: str) -> None:
    folded = fold_with_offsets(text)

    origins = [folded.original(index) for index in range(len(folded.text))]
    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)


@given(LETTERS)
def test_offsets_land_on_the_character_that_folds_there(text: str) -> None:
    folded = fold_with_offsets(text)

    for index, character in enumerate(folded.text):
        origin = folded.original(index)
        assert character in fold(text[origin]) or character == " " or text[origin] in "\u200c|\u0640\u0647"
