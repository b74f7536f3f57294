"""Towns of Idlib are found however a newspaper writes them in Latin letters, and ordinary words are not taken for them."""

from functools import cache

import pytest

from tests.support.shipped import shipped_topics
from tests.support.topics import article
from workers.relevance.grader import Grader

SPELLINGS = [
    ("Foua", "Al-Fu'a residents return"),
    ("Foua", "Shells hit el-Foua"),
    ("Maarat al-Numan", "Ma’arrat an-Nu’man empties"),
    ("Maarat al-Numan", "Maaret el-Numan empties"),
    ("Maarat al-Numan", "Marrat al-Nouman empties"),
    ("Jisr al-Shughur", "Bridge at Jisr ash-Shughour"),
    ("Jisr al-Shughur", "Bridge at Jesr el-Shoghour"),
    ("Kafranbel", "Banners of Kfar Nabl"),
    ("Kafr Takharim", "Olive press in Kafrtakharim"),
    ("Kafr Takharim", "Olive press in Kefr Takhareem"),
    ("Khan Shaykhun", "Road to Khan Cheikhoun"),
    ("Khirbet al-Joz", "Crossing at Kharab al-Joz"),
    ("Khirbet al-Joz", "Crossing at Khurbet el-Joz"),
    ("Maar Shurin", "Shells on Ma'ar Shourin"),
    ("Janudiyah", "Fire near al-Janudiyeh"),
    ("Deir Hassan", "Tents at Dayr Hasan"),
    ("al-Mastumah", "Base at al-Mastoumah"),
    ("Tal Karatin", "Digging at Tell Karateen"),
    ("Marj al-Zuhur", "Mine at Marj az-Zouhour"),
    ("Sarmada", "Market of Sarmadah"),
    ("Kafr Lusin", "Camp at Kafr Loseen"),
]
ORDINARY = [
    ("es", "Fue una tarde larga y se le dará a cada uno su parte"),
    ("hu", "A tartós megoldás késik"),
    ("en", "Late in the day the Danes sent a jury"),
    ("de", "Sie haben ihren Tel Aviv Urlaub und das Dörfchen gemocht"),
    ("fr", "Une matinée au marché de la gare"),
]


@cache
def grader() -> Grader:
    return Grader(shipped_topics())


@pytest.mark.parametrize(("name", "text"), SPELLINGS)
def test_a_town_is_found_in_another_spelling(name: str, text: str) -> None:
    ids = {
        hit.concept.place.terms["en"][0].text
        for hit in grader().read(article(text, language="en")).hits
        if hit.concept.place
    }

    assert name in ids


@pytest.mark.parametrize(("language", "text"), ORDINARY)
def test_an_ordinary_word_is_no_town(language: str, text: str) -> None:
    assert not grader().assess(article(text, language=language)).places
