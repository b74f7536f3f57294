import pytest

from tests.support.stories import NOON, an_article
from workers.model.article import Removed
from workers.stories.origins import provider, upstream
from workers.stories.sketch import sketch

STORY = "Two bridges were opened on Monday.\n\nTraders cheered."


def agency(text: str = STORY, *, byline: str | None = None, publisher: str | None = None) -> str | None:
    return provider(text, byline=byline, authors=(), publisher=publisher).agency


@pytest.mark.parametrize(
    ("dateline", "expected"),
    [
        ("BEIRUT (Reuters) - Two bridges", "Reuters"),
        ("DAMASCUS, March 3 (Xinhua) -- Two bridges", "Xinhua"),
        ("دمشق-سانا\n\nافتتح جسران", "SANA"),
        ("دمشق / الأناضول\n\nافتتح جسران", "Anadolu"),
        ("بيروت (رويترز) - افتتح جسران", "Reuters"),
        ("İDLİB (AA) - İki köprü açıldı", "Anadolu"),
        ("ДАМАСК, 3 марта. /ТАСС/. Два моста", "TASS"),
        ("МОСКВА, 3 мар — РИА Новости. Два моста", "RIA Novosti"),
        ("Damaskus (dpa) - Zwei Brücken", "dpa"),
        ("Damasco, 3 mar (EFE).- Dos puentes", "EFE"),
        ("Damas, 3 mars (AFP) - Deux ponts", "AFP"),
        ("Ankara calls it a success\n\nANKARA (Reuters) - Two bridges", "Reuters"),
        ("Idlib, Nov 25 (SANA) Two bridges were opened", "SANA"),
        ("IDLIB, Syria (AP) “Two bridges", "AP"),
        ("إدلب - (أ ف ب) افتتح جسران", "AFP"),
        ("إدلب، 25 تشرين الثاني (سانا) - افتتح جسران", "SANA"),
    ],
)
def test_a_dateline_names_the_agency(dateline: str, expected: str) -> None:
    assert agency(dateline) == expected


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Reuters", "Reuters"),
        ("By Rim Haddad, Associated Press", "AP"),
        ("AFP and staff", "AFP"),
        ("Anadolu Agency", "Anadolu"),
        ("Von Petra Sana", None),
        ("AP Photo", None),
        ("By Rim Haddad", None),
    ],
)
def test_a_byline_names_an_agency_only_by_its_whole_name(byline: str, expected: str | None) -> None:
    assert agency(byline=byline) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{STORY}\n\n(Reuters)", "Reuters"),
        (f"{STORY}\n\nSource: AFP", "AFP"),
        (f"{STORY}\n\nالمصدر: رويترز", "Reuters"),
        (f"{STORY}\n\n© 2026 dpa", "dpa"),
        (f"{STORY}\n\n(Reporting by A. Writer; Editing by B. Editor)", "Reuters"),
        (f"{STORY} (AFP)", "AFP"),
    ],
)
def test_a_credit_below_the_text_names_the_agency(text: str, expected: str) -> None:
    assert agency(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A woman crosses the bridge in Darkush on Monday (AFP photo)\n\nTwo bridges were opened on Monday.",
        "Two bridges were opened, a witness told the Reuters news agency.",
        "The minister told the state-run Anadolu news agency in an interview that two bridges were opened.",
        f"{STORY}\n\nA woman crosses the bridge in Darkush (Reuters)",
    ],
)
def test_a_photo_credit_or_a_cited_agency_makes_no_wire(text: str) -> None:
    assert agency(text) is None


def test_the_feeds_source_element_names_the_agency() -> None:
    found = provider(STORY, byline=None, authors=(), publisher="Reuters")

    assert found.agency == "Reuters"
    assert [one.type for one in found.evidence] == ["feed source"]


def test_a_statement_is_told_with_its_sentence() -> None:
    sentence = "In a statement published by the Iran-backed al-Mayadeen outlet, the group denied it."

    found = upstream("Group denies attack", f"The group denied it.\n\n{sentence}", agency=None)

    assert found.names == ("al-Mayadeen",)
    assert [(one.type, one.text) for one in found.evidence] == [("attribution", sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nine people died, according to the Syrian Observatory for Human Rights.", ("SOHR",)),
        ("قتل تسعة أشخاص، وفق ما أفاد المرصد السوري لحقوق الإنسان.", ("SOHR",)),
        ("Suriye İnsan Hakları Gözlemevi dokuz kişinin öldüğünü bildirdi.", ("SOHR",)),
        ("Neuf personnes sont mortes, selon l'Observatoire syrien des droits de l'Homme.", ("SOHR",)),
        ("Nueve personas murieron, según los Cascos Blancos.", ("White Helmets",)),
        ("Девять человек погибли, сообщили «Белые каски».", ("White Helmets",)),
        ("A convoy of the White Helmets stood in the square.", ()),
        ("Rebels fought against the Kurdish-led Syrian Democratic Forces (SDF).", ()),
    ],
)
def test_a_body_is_upstream_only_where_it_speaks(sentence: str, expected: tuple[str, ...]) -> None:
    assert upstream("", sentence, agency=None).names == expected


def test_what_stands_far_down_is_background() -> None:
    text = "\n\n".join(["Traders cheered in the streets of the town."] * 6 + ["SOHR said that nine people died."])

    assert upstream("", text, agency=None).names == ()


def test_an_agency_is_not_its_own_upstream() -> None:
    text = "Damascus (SANA) - Two bridges opened, SANA reported."

    assert upstream("", text, agency="SANA").names == ()


LABELS = [
    ("Reuters", "Reuters"),
    ("REUTERS", "Reuters"),
    ("Agence France-Presse", "AFP"),
    ("Reuters, AFP", "Reuters"),
    ("(AFP)", "AFP"),
    ("رويترز", "Reuters"),
    ("رويترز، أ ف ب", "Reuters"),
    ("الأناضول", "Anadolu"),
    ("دمشق-سانا", "SANA"),
    ("Idlib, Nov 25 (SANA)", "SANA"),
    ("إدلب - (أ ف ب)", "AFP"),
    ("ТАСС", "TASS"),
    ("Middle East", None),
    ("Idlib (Syria)", None),
    ("Photo: Reuters", None),
    ("REUTERS/Rim Haddad", None),
    ("Opinion | Rim Haddad", None),
]


@pytest.mark.parametrize(("line", "expected"), LABELS)
def test_an_agency_alone_on_a_line_above_the_text_makes_a_wire(line: str, expected: str | None) -> None:
    text = "Two bridges over the Orontes were opened on Monday.\n\nTraders cheered.\n\nThe council paid for it."
    removed = an_article("Bridges", text, removed=(Removed(text=line, why="label"),))

    assert sketch(removed, (), now=NOON).agency == expected
    assert agency(f"{line}\n\n{text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Syrian Arab News Agency (SANA) Two sources say that bridges were opened in the town.",
        "A woman told Hawar News (ANHA) that two bridges were opened.",
        "قالت وكالة (سانا) إن جسرين افتتحا في المدينة.",
        "Reuters reported that two bridges were opened.",
        f"{STORY}\n\nREUTERS/Rim Haddad",
    ],
)
def test_an_agency_in_a_sentence_or_before_a_photographer_makes_no_wire(text: str) -> None:
    assert agency(text) is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nine people were killed, Reuters reported.", ("Reuters",)),
        ("Nine people were killed, according to AFP.", ("AFP",)),
        ("A doctor told the Reuters news agency that nine died.", ("Reuters",)),
        ("A source told the state-run Anadolu news agency so.", ("Anadolu",)),
        ("نقلت رويترز عن مصدر أمني قوله ذلك", ("Reuters",)),
        ("قال طبيب لوكالة فرانس برس إن تسعة قتلوا", ("AFP",)),
        ("نقلاً عن وكالة الأناضول", ("Anadolu",)),
        ("Reuters'ın haberine göre dokuz kişi öldü.", ("Reuters",)),
        ("Как сообщает ТАСС, погибли девять человек.", ("TASS",)),
        ("به گزارش رویترز نه نفر کشته شدند", ("Reuters",)),
        ("Selon l'AFP, neuf personnes sont mortes.", ("AFP",)),
        ("Laut dpa starben neun Menschen.", ("dpa",)),
        ("Reuters could not verify the report.", ()),
        ("A picture by REUTERS/Rim Haddad shows the bridge.", ()),
        ("Fars province officials said that nine died.", ()),
        ("Anadolu'nun doğusunda dokuz kişi öldü, valilik bildirdi.", ()),
    ],
)
def test_an_agency_is_upstream_where_it_is_cited(sentence: str, expected: tuple[str, ...]) -> None:
    found = upstream("", sentence, agency=None)

    assert found.names == expected
    assert provider(sentence, byline=None, authors=(), publisher=None).agency is None


BODY = "\n\n".join(f"Shells fell on street number {n} of the town in the morning, and nobody slept." for n in range(4))


@pytest.mark.parametrize(
    ("dateline", "expected"),
    [
        ("DAMASCUS, Syria — (Reuters) Two men", "Reuters"),
        ("(AFP) Au moins deux hommes", "AFP"),
        ("(أ.ف.ب) قتل رجلان", "AFP"),
        ("(SANA) Two men", "SANA"),
        ("AFP, Damascus – Two men", "AFP"),
        ("Damascus, SANA- Two men", "SANA"),
        ("Idlib, SANA – Two men", "SANA"),
        ("دمشق، سانا - قتل رجلان", "SANA"),
        ("DAMASCUS, Nov. 26 (Xinhua) -- Two men", "Xinhua"),
        ("Beirut/Damascus, Sept. 26 (Reuters) - Two men", "Reuters"),
        ("ДАМАСК, 26 ноября. /ТАСС/. Двое", "TASS"),
        ("DPA - Two men", "dpa"),
        ("By Jane Marsh and Ali Haddad | Reuters\n\nTwo men", "Reuters"),
        ("SANA, the state agency, said that two men", None),
        ("(SANA reported) Two men", None),
        ("AFP, Reuters and AP journalists said that two men", None),
        ("Damascus, SANA reported, was calm, and two men", None),
        ("By the river | Two men", None),
    ],
)
def test_a_dateline_or_byline_in_any_of_its_forms_makes_a_wire(dateline: str, expected: str | None) -> None:
    assert agency(f"{dateline} were killed on Wednesday.\n\n{BODY}") == expected


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Jane Marsh and Ali Haddad | Reuters", "Reuters"),
        ("Jane Marsh (Reuters)", "Reuters"),
        ("Jane Marsh / AFP", "AFP"),
        ("Petra Schneider", None),
    ],
)
def test_a_byline_tells_the_agency_beside_the_names(byline: str, expected: str | None) -> None:
    assert agency(BODY, byline=byline) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("© Agence France-Presse", "AFP"),
        ("© 2026 AFP", "AFP"),
        ("Copyright 2026 The Associated Press. All rights reserved.", "AP"),
        ("© AFP", None),
        ("© 2026 The North Post. All rights reserved.", None),
    ],
)
def test_an_agencys_rights_make_a_wire_unless_they_may_be_a_photos(line: str, expected: str | None) -> None:
    removed = an_article("Shells", BODY, removed=(Removed(text=line, why="copyright"),))

    assert sketch(removed, (), now=NOON).agency == expected


def test_a_last_sentence_that_names_agencies_is_no_credit() -> None:
    assert agency(f"{BODY}\n\nThe men had worked as drivers for Reuters, AFP, and for others in the town.") is None


@pytest.mark.parametrize("unit", ["15 Jan. ", "Jan. 3 ", "by ", "the ", " ", "source: ", "AFP, "])
def test_a_byline_or_a_dateline_made_to_cost_time_is_read_to_its_first_letters(unit: str) -> None:
    long = unit * (100_000 // len(unit))

    found = provider(long + "Two", byline=long, authors=(long,) * 50, publisher=long, labels=(long,), rights=(long,))

    assert (found.agency == "AFP") is unit.startswith("AFP")


def test_a_dateline_with_dates_is_still_an_agencys() -> None:
    assert provider("BEIRUT, 3 Jan. (Reuters) - Two men", byline=None, authors=(), publisher=None).agency == "Reuters"
