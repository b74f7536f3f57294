from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stories.dates import days_in
from workers.stories.figures import figures_in
from workers.stories.lexicon import numbers_in

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def told(text: str, language: str) -> list[tuple[str, int, str | None]]:
    return [(figure.kind, figure.min, figure.qualifier) for figure in figures_in("", text, language=language, now=NOW)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "At least 33 Turkish soldiers were killed on Friday.", [("killed", 33, "at least")]),
        ("en", "Some 150 civilians have been killed and 300 injured, while more than 400 soldiers have been killed.",
         [("killed", 150, "about"), ("injured", 300, None), ("killed", 400, "more than")]),
        ("en", "The blast killed five people and wounded at least twenty-one.",
         [("killed", 5, None), ("injured", 21, "at least")]),
        ("en", "Fighting has displaced nearly 60,000 people.", [("displaced", 60000, "nearly")]),
        ("en", "More than 1.2 million people fled.", [("displaced", 1200000, "more than")]),
        ("en", "Twelve soldiers and a contractor were killed in two similar attacks.", [("killed", 12, None)]),
        ("en", "Police arrested seven men.", [("detained", 7, None)]),
        ("ar", "مقتل 5 مدنيين وإصابة 12 آخرين في قصف على سرمين", [("killed", 5, None), ("injured", 12, None)]),
        ("ar", "استشهاد طفلين جراء انفجار لغم", [("killed", 2, None)]),
        ("ar", "قتل ثلاثة مدنيين بينهم طفلان وأصيب 8 آخرون", [("killed", 3, None), ("injured", 8, None)]),
        ("ar", "نزوح أكثر من 60 ألف شخص من ريف إدلب", [("displaced", 60000, "more than")]),
        ("ar", "مقتل ما لا يقل عن ١٧ شخصا", [("killed", 17, "at least")]),
        ("tr", "Saldırıda 7 kişi öldü, 12 kişi yaralandı.", [("killed", 7, None), ("injured", 12, None)]),
        ("ru", "При обстреле погибли не менее семи человек, 12 ранены.",
         [("killed", 7, "at least"), ("injured", 12, None)]),
        ("es", "Al menos siete muertos y 12 heridos en Idlib.", [("killed", 7, "at least"), ("injured", 12, None)]),
        ("de", "Mindestens sieben Menschen wurden getötet.", [("killed", 7, "at least")]),
        ("fr", "Sept soldats ont été tués et neuf blessés.", [("killed", 7, None), ("injured", 9, None)]),
    ],
)  # fmt: skip
def test_tolls_are_read(language: str, text: str, expected: list[tuple[str, int, str | None]]) -> None:
    assert told(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A 25-year-old man was killed on February 25 at 10:30."),
        ("en", "The shelling that killed farmers hit a road 20 km from Idlib."),
        ("en", "Soldiers killed in 2016 were remembered."),
        ("en", "Dozens were killed."),
        ("en", "No one was hurt."),
        ("en", "A quake of magnitude 4.9 killed nobody."),
        ("en", "They destroyed 20 houses."),
        ("de", "Die Geber haben 2,1 Milliarden Euro zugesagt."),
        ("ar", "وقتل المزارع على بعد 12 كم من المدينة"),
    ],
)
def test_ages_dates_distances_and_vague_numbers_are_no_tolls(language: str, text: str) -> None:
    assert told(text, language) == []


def test_a_figure_names_its_witness() -> None:
    (figure,) = figures_in(
        "", "The Syrian Observatory for Human Rights said that 26 soldiers died.", language="en", now=NOW
    )

    assert figure.attributed_to == "SOHR"


def test_a_figure_is_told_once_and_first_where_the_title_has_it() -> None:
    figures = figures_in("Nine killed in market", "Nine people were killed.", language="en", now=NOW)

    assert [(figure.zone, figure.min) for figure in figures] == [("title", 9)]


@given(st.text(alphabet="abIİ ٣5 killed wounded مقتل ألف,.\n", max_size=200), st.sampled_from(["en", "ar", "tr", None]))
def test_a_figure_is_the_slice_that_it_names(text: str, language: str | None) -> None:
    for figure in figures_in(text, text, language=language, now=NOW):
        assert 0 <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] in figure.quote


@pytest.mark.parametrize("number", ["①", "7" * 5000, "٧" * 5000])
def test_what_is_no_count_is_no_toll(number: str) -> None:
    assert all(value < 100 for _, value, _ in told(f"{number} million people killed in the town", "en"))
    assert numbers_in(f"{number} people killed on {number} March") == ()
    assert days_in(f"killed on {number} March", now=datetime(2026, 3, 4, tzinfo=UTC)) == ()


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("ar", "مقتل أربعة عشر مدنيا في قصف", 14),
        ("ar", "مقتل ثلاثة وعشرين مدنيا في قصف", 23),
        ("ar", "مقتل مئة وخمسين مدنيا في قصف", 150),
        ("ar", "نزوح خمسة وعشرون ألف مدني", 25000),
        ("en", "The quake killed a hundred and twenty people.", 120),
        ("en", "The war killed two hundred thousand people.", 200000),
        ("en", "Three hundred and five people were killed.", 305),
        ("tr", "Saldırıda on beş kişi öldü.", 15),
        ("tr", "Saldırıda yirmi üç kişi öldü.", 23),
        ("ru", "Погибли двадцать один человек.", 21),
        ("fr", "Vingt et une personnes tuées.", 21),
        ("fr", "Quatre-vingt-douze morts.", 92),
        ("es", "Treinta y dos muertos en Idlib.", 32),
        ("fa", "بیست و سه نفر کشته شدند", 23),
        ("fa", "پانزده نفر کشته شدند", 15),
        ("kmr", "Bîst û sê kes mirin.", 23),
        ("kmr", "Panzdeh kes mirin.", 15),
    ],
)
def test_numbers_of_several_words_are_read_whole(language: str, text: str, value: int) -> None:
    assert [figure[1] for figure in told(text, language)] == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Several hundred people were killed."),
        ("en", "Seven twenty people were killed."),
        ("tr", "Birkaç yüz elli kişi öldü."),
        ("en", "In 2019, 39 people were killed."),
        ("en", "More than 5,000 people were killed since the war began."),
        ("en", "None of the 12 was killed."),
        ("en", "The ministry denied that 20 people were killed."),
        ("en", "No civilians were killed but 3 sheep were."),
    ],
)
def test_what_is_not_understood_past_or_denied_is_no_toll(language: str, text: str) -> None:
    assert told(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Nine people were killed in November 2026 in Sarmin.", [9]),
        ("en", "At least 300 people have been killed in 2026 so far.", [300]),
        ("en", "Nine people were killed in Sarmin, which the army took in 2019.", [9]),
        ("en", "33 soldiers were killed in February 2020.", []),
        ("en", "33 soldiers were killed on 27 February 2020.", []),
        ("en", "In 2020, 33 soldiers were killed.", []),
        ("en", "40 people were killed since January 2026.", []),
        ("en", "40 people were killed in March 2026.", []),
        ("en", "2,015 people were killed.", [2015]),
        ("ar", "قتل تسعة أشخاص في عام 2026", [9]),
        ("ar", "قتل 33 جنديا في شباط 2020", []),
        ("ar", "قتل 33 جنديا في كانون الأول 2020", []),
        ("ar", "قتل تسعة أشخاص في تشرين الثاني 2026", [9]),
        ("tr", "2015 yılında 33 asker öldürüldü", []),
        ("ru", "В 2015 году погибли 33 человека", []),
        ("fa", "در سال 2015 سی نفر کشته شدند", []),
    ],
)
def test_tolls_of_this_year_are_news_and_those_of_earlier_years_are_not(
    language: str, text: str, expected: list[int]
) -> None:
    assert [figure.min for figure in figures_in("", text, language=language, now=NOW)] == expected


def test_in_january_december_is_not_yet_the_past() -> None:
    january = datetime(2026, 1, 2, tzinfo=UTC)

    (figure,) = figures_in("", "Nine people died in December 2025.", language="en", now=january)

    assert figure.min == 9


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The army denied the attack. Nine people were killed.", [9]),
        ("en", "The army denied responsibility for the strike that killed nine people.", [9]),
        ("en", "The army denied it, but nine people were killed, medics said.", [9]),
        ("en", "Moscow denied it; nine people were killed.", [9]),
        ("en", "Nine people were killed, though Moscow denied the strike.", [9]),
        ("en", "The army denied killing nine people.", []),
        ("ar", "نفت الوزارة مسؤوليتها عن الهجوم الذي أدى إلى مقتل 9 أشخاص", [9]),
        ("ar", "نفت الوزارة مقتل تسعة أشخاص", []),
        ("tr", "Bakanlık dokuz kişinin öldüğü iddiasını yalanladı", []),
        ("tr", "Dokuz kişi öldü, ancak bakanlık saldırıyı yalanladı", [9]),
        ("ru", "Минобороны опровергло гибель девяти человек", []),
        ("fr", "L'armée a démenti la mort de neuf civils.", []),
    ],
)
def test_only_what_is_denied_itself_is_no_toll(language: str, text: str, expected: list[int]) -> None:
    assert [figure.min for figure in figures_in("", text, language=language, now=NOW)] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Un mort et trois blessés dans une frappe", [("killed", 1), ("injured", 3)]),
        ("fr", "Une femme a été tuée à Idlib", [("killed", 1)]),
        ("fr", "Un mortier est tombé et un arrêté a été pris", []),
        ("fr", "Un homme tue trois personnes", [("killed", 3)]),
        ("fr", "Vingt et un morts à Idlib", [("killed", 21)]),
        ("es", "Un muerto y tres heridos", [("killed", 1), ("injured", 3)]),
        ("es", "Una persona murió en Idlib", [("killed", 1)]),
        ("es", "Un hombre y una mujer murieron", []),
        ("de", "Ein Toter und drei Verletzte", [("killed", 1), ("injured", 3)]),
        ("en", "UN killed the proposal", []),
    ],
)
def test_an_article_is_one_person_only_before_what_befell_a_person(
    language: str, text: str, expected: list[tuple[str, int]]
) -> None:
    assert [(figure.kind, figure.min) for figure in figures_in("", text, language=language, now=NOW)] == expected


def test_a_figure_is_attributed_to_the_agency_that_the_sentence_cites() -> None:
    (figure,) = figures_in("", "Nine people were killed, Reuters reported.", language="en", now=NOW)

    assert figure.attributed_to == "Reuters"


@pytest.mark.parametrize("text", ["killed 9 in 2015 " * 4000, "denied killed 9 " * 4000])
def test_endless_sentences_of_years_and_denials_hold_no_toll(text: str) -> None:
    assert figures_in("", text, language="en", now=NOW) == ()
