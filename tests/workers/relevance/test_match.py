"""Names are found in the forms that writers use, and not inside other words."""

import pytest

from tests.support.topics import IDLIB, PLACES, SYRIA, article
from workers.model.verdict import Grade
from workers.relevance.grader import Grader

GRADER = Grader((IDLIB, SYRIA), PLACES)

IDLIB_FORMS = {
    "ar": ["إدلب", "في ادلب", "بإدلب", "وإدلب", "لإدلب", "وبإدلب", "إدلــب", "#إدلب", "ريف_إدلب", "بادلب.", "(إدلب)"],
    "tr": ["İdlib", "İdlib'de", "İdlib’in", "İdlib'deki", "İdliblilere İdlib", "IDLIB", "İdlibliler", "İdlib’ten"],
    "kmr": ["Îdlib", "Idlibê", "Îdlibê", "li Îdlibê de", "Îdlib'ê"],
    "ckb": ["ئیدلب", "ئیدلەب", "ئیدله\u200cب", "ئیدلبدا", "لە ئیدلبی"],
    "ru": ["Идлиб", "в Идлибе", "Идлиба", "Идлибу", "Идлибом", "идлибский", "идлибской провинции", "ИДЛИБЕ"],
    "uk": ["Ідліб", "в Ідлібі", "Ідліба", "Ідлібу", "ідлібський"],
    "en": ["Idlib", "Idleb", "Idlib's", "Idlib’s", "Syrias Idlib", "#Idlib", "IDLIB", "Idlib-based"],
    "de": ["Idlib", "Idlibs", "Idliber"],
    "fr": ["d'Idlib", "d’Idleb", "à Idleb"],
    "fa": ["ادلب", "ادلب‌نشینان", "در ادلب", "ادلبی"],
    "he": ["אידליב", "באידליב", "ומאידליב", "שבאידליב"],
    "zh": ["叙利亚伊德利卜省遭空袭"],
}


@pytest.mark.parametrize(("language", "text"), [(code, form) for code, forms in IDLIB_FORMS.items() for form in forms])
def test_idlib_is_found_in_every_form(language: str, text: str) -> None:
    assert [place.pcode for place in GRADER.assess(article(text, language=language)).places] == ["SY07"]


STRANGERS = [
    ("en", "AndroidLibrary and Bradlib"),
    ("en", "Hamas fired rockets"),
    ("en", "The hama of the pest"),
    ("ar", "سباق في حلبة الرياض"),
    ("ar", "حليب الأطفال في المحلب"),
    ("ru", "ХАМАС заявил"),
    ("ru", "Хамство на дороге"),
    ("tr", "Hamam yenilendi"),
]


@pytest.mark.parametrize(("language", "text"), STRANGERS)
def test_no_place_is_found_inside_another_word(language: str, text: str) -> None:
    assert GRADER.assess(article(text, language=language)).places == ()


def test_a_short_persian_name_is_not_looked_for_in_arabic() -> None:
    assert GRADER.assess(article("حما وحلب", language="fa")).places[0].name == "Hama"
    assert [place.name for place in GRADER.assess(article("حما الله البلاد", language="ar")).places] == []


def test_an_acronym_is_bound_to_its_case() -> None:
    found = {
        text: GRADER.assess(article(text, language="en")).verdicts[1].reasons
        for text in ("Syria: HTS takes over", "Syria: hts takes over")
    }

    assert [any(reason.concept == "hts" for reason in reasons) for reasons in found.values()] == [True, False]


def test_the_longest_name_takes_the_words() -> None:
    verdict = GRADER.assess(article("The Islamic State of Iraq and Syria claimed the attack.", language="en")).verdicts[
        1
    ]

    assert verdict.grade is Grade.NONE


def test_mentions_is_never_silent_where_a_grade_would_be_given() -> None:
    assert GRADER.mentions("<p>Shelling hit <b>Saraqib</b></p>")
    assert GRADER.mentions("قصف على سراقب")
    assert not GRADER.mentions("<p>A quiet day in Lisbon, with rain later</p>")
