"""The language of short headlines, in every language we watch."""

import pytest

from workers.article.language import detect, direction

HEADLINES = {
    "ar": ["قصف على ريف إدلب الجنوبي", "مقتل ثلاثة مدنيين في إدلب", "وصول قافلة مساعدات", "دمشق تعلن موعد الانتخابات"],
    "fa": ["حمله هوایی به ادلب", "زلزله در شمال سوریه", "کشته شدن چند غیرنظامی در حلب", "بازگشت آوارگان به خانه‌هایشان"],
    "ckb": ["هێرشی ئاسمانی بۆ سەر ئیدلب", "سێ کەس لە حەلەب کوژران", "ئاوارەکان دەگەڕێنەوە گوندەکانیان"],
    "ur": ["ادلب میں فضائی حملہ", "شام میں زلزلے کے بعد امداد پہنچ گئی", "حلب میں تین افراد ہلاک"],
    "kmr": ["Êrişa hewayî li ser Îdlibê", "Li Helebê sê kes hatin kuştin", "Koçber vedigerin gundên xwe"],
    "tr": [
        "İdlib'de hava saldırısı",
        "Halep'te üç kişi öldü",
        "Sığınmacılar köylerine dönüyor",
        "Şam'da patlama: 3 yaralı",
    ],
    "ru": ["Авиаудар по Идлибу", "В Алеппо погибли три человека", "Беженцы возвращаются домой", "Взрыв в Дамаске"],
    "uk": ["Авіаудар по Ідлібу", "В Алеппо загинули троє людей", "Біженці повертаються додому"],
    "en": [
        "Air strike hits Idlib",
        "Three killed in Aleppo",
        "Refugees return to their village",
        "Blast rocks Damascus",
    ],
    "fr": ["Frappe aérienne sur Idlib", "Trois morts à Alep", "Les réfugiés rentrent chez eux"],
    "de": ["Luftangriff auf Idlib", "Drei Tote in Aleppo", "Flüchtlinge kehren in ihre Dörfer zurück"],
    "es": ["Ataque aéreo contra Idlib", "Tres muertos en Alepo", "Los refugiados regresan a casa"],
    "he": ["תקיפה אווירית באידליב", "שלושה הרוגים בחאלב"],
}


@pytest.mark.parametrize(
    ("language", "headline"), [(code, line) for code, lines in HEADLINES.items() for line in lines]
)
def test_a_headline_alone_tells_its_language(language: str, headline: str) -> None:
    assert detect(headline) == language


def test_the_text_overrules_a_wrong_hint() -> None:
    assert detect("قصف على ريف إدلب الجنوبي وسقوط جرحى", hints=("en",)) == "ar"
    assert detect("Three people were killed in the village", hints=("ar", "fr-FR")) == "en"
    assert detect("شام میں زلزلے کے بعد امداد پہنچ گئی ہے", hints=("ar",)) == "ur"


def test_a_hint_decides_what_the_text_leaves_open() -> None:
    assert detect("Idlib, Binnish", hints=("de-AT",)) == "de"
    assert detect("12345", hints=(None, "tr_TR")) == "tr"


def test_kurdish_without_dialect_goes_by_script() -> None:
    assert detect("Idlib", hints=("ku",)) == "kmr"
    assert detect("ئیدلب", hints=("ku",)) == "ckb"


def test_what_nobody_can_tell_is_unknown() -> None:
    assert detect("") is None
    assert detect("12345 !!!") is None


@pytest.mark.parametrize("text", ["login", "Menu", "x7", "Idlib school", "Kafranbel", "Contact"])
def test_a_word_or_two_that_many_languages_share_are_left_open(text: str) -> None:
    assert detect(text) in (None, "en")


@pytest.mark.parametrize(
    "headline",
    [
        "Explosion heard in al-Dana",
        "Shelling of Ma'arrat an-Nu'man",
        "Rockets hit Kafr Takharim",
        "Clashes near Nu'man",
    ],
)
def test_names_of_places_do_not_tell_the_language(headline: str) -> None:
    assert detect(headline) in (None, "en")


def test_a_nonsense_hint_is_ignored() -> None:
    assert detect("Air strike hits the village", hints=("", "x", "no such tag")) == "en"


def test_scripts_of_their_own_need_no_words() -> None:
    assert [detect(text) for text in ("시리아 내전", "シリア内戦", "叙利亚内战", "Συρία", "सीरिया")] == [
        "ko",
        "ja",
        "zh",
        "el",
        "hi",
    ]


def test_direction_follows_language() -> None:
    assert [direction(code) for code in ("ar", "ckb", "fa", "he", "ur")] == ["rtl"] * 5
    assert [direction(code) for code in ("en", "kmr", "tr", None)] == ["ltr"] * 4
