from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.stories import a_candidate, stories_of, stream
from workers.stories.lexicon import concepts_in
from workers.stories.member import decode, encode
from workers.stories.names import MOST, NAME, names_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    "written",
    [
        {"en": "Barrack", "ar": "باراك", "ru": "Баррак", "tr": "Barrack"},
        {"en": "Nabatieh", "ar": "النبطية", "fr": "Nabatiyé", "ru": "Набатия"},
        {"en": "captagon", "ar": "كبتاغون", "ru": "каптагона", "fr": "captagon", "de": "Captagon"},
        {"en": "cholera", "ar": "بالكوليرا", "ru": "холеры", "es": "cólera", "it": "colera", "fr": "choléra"},
        {"en": "Abdi", "ar": "عبدي", "ru": "Абди", "fa": "عبدی"},
        {"en": "New York", "ar": "نيويورك", "ru": "Нью-Йорке", "fr": "New York"},
        {"en": "Sednaya", "ar": "صيدنايا", "de": "Saidnaja", "ru": "Сайдная"},
        {"en": "Sulaymaniyah", "ar": "السليمانية", "fr": "Souleimaniyeh", "fa": "سلیمانیه"},
        {"en": "Sharif", "ar": "شريف", "fr": "Charif", "de": "Scharif", "tr": "Şerif", "ru": "Шариф"},
        {"en": "Jaafari", "ar": "الجعفري", "tr": "Caferi", "ru": "Джаафари"},
    ],
)
def test_a_name_has_a_common_key_in_every_script(written: dict[str, str]) -> None:
    keys = [set(names_in(name, language=language)) for language, name in written.items()]

    assert set.intersection(*keys)


def test_what_is_known_otherwise_and_function_words_have_no_key() -> None:
    found = names_in("Strike on Saraqib before Barrack came", language="en", known=("Saraqib",))

    assert found == ("name.strk", "name.brk")


def test_a_word_of_few_consonants_is_too_short() -> None:
    assert names_in("Idea of Iowa", language="en") == ()


@given(st.text(max_size=400), st.sampled_from(["en", "ar", "ru", "de", "tr", "fa", "fr", "es", "it", "kmr", None]))
def test_any_title_has_few_keys_of_plain_letters(title: str, language: str | None) -> None:
    keys = names_in(title, language=language)

    assert len(keys) <= MOST
    assert all(key.startswith(NAME) and key.removeprefix(NAME).isascii() for key in keys)


def test_names_survive_the_line_of_the_window() -> None:
    _, decisions = stream([a_candidate("a", "Barrack rides the metro")])
    member = decisions["a"].member

    known = decode("a", encode(member))

    assert known is not None
    assert known.candidate.sketch.names == member.candidate.sketch.names
    assert {"subject.metro", "name.brk"} <= set(known.candidate.sketch.names)


def test_two_rare_names_join_reports_in_different_scripts() -> None:
    window, _ = stream([
        a_candidate("a", "Dobrindt and Tajani sign in Bratislava"),
        a_candidate("b", "دوبرينت وتاجاني يوقعان في براتيسلافا", language="ar", after=HOUR),
        a_candidate("c", "اجتماع لوزراء الزراعة", language="ar", after=HOUR),
    ])  # fmt: skip

    assert stories_of(window) == {frozenset("ab"), frozenset("c")}


def test_one_name_alone_joins_nothing() -> None:
    window, _ = stream([
        a_candidate("a", "Dobrindt cheers the national team"),
        a_candidate("b", "دوبرينت ينتقد الميزانية", language="ar", after=HOUR),
    ])  # fmt: skip

    assert len(stories_of(window)) == 2


def test_guests_of_different_countries_are_different_visits() -> None:
    window, _ = stream([
        a_candidate("a", "Swedish foreign minister visits Damascus for talks"),
        a_candidate("b", "Japanese foreign minister visits Damascus for talks", after=HOUR),
        a_candidate("c", "Japan's foreign minister on visit in Damascus for talks", after=2 * HOUR),
    ])  # fmt: skip

    assert stories_of(window) == {frozenset("a"), frozenset("bc")}


def test_subjects_are_told_in_nine_languages() -> None:
    titles = {
        "en": "Statues stolen from museum", "ar": "سرقة تماثيل من المتحف", "tr": "Müzeden heykel çalındı", "fa": "سرقت از موزه",
        "ru": "Из музея похищены статуи", "fr": "Statues volées au musée", "de": "Statuen aus Museum gestohlen",
        "es": "Robadas estatuas del museo", "it": "Statue rubate dal museo",
    }  # fmt: skip

    assert all("subject.museum" in concepts_in(title, language=language) for language, title in titles.items())
