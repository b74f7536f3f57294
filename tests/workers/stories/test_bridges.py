"""Reports with the places of the shipped gazetteer, as they would come in one day."""

import json

import pytest

from workers.stories.evaluate import place_all, read_rows

NOON = 1772445600


def stories(*reports: tuple[str, str, str]) -> list[str]:
    """The story of each (language, title, text), which come an hour after each other."""
    lines = [
        json.dumps({"id": number, "title": title, "text": text, "language": language, "story": "-",
                    "time": NOON + 3600 * number})
        for number, (language, title, text) in enumerate(reports)
    ]  # fmt: skip
    found = {one.row.id: one.story for one in place_all(read_rows(lines, name="reports"))}
    return [found[str(number)] for number in range(len(reports))]


def shelled(town: str, dead: str = "four") -> tuple[str, str, str]:
    return (
        "en",
        f"Shelling of {town} kills {dead}",
        (
            f"Artillery shells struck the centre of {town} on Monday, killing {dead} people and wounding nine, volunteers "
            "said. The shells fell near the bakery."
        ),
    )


SOMEWHERE = (
    "en",
    "Shelling kills four in northwest Syria",
    (
        "Artillery shells struck the centre of a town on Monday, killing four people and wounding nine, volunteers said. The "
        "shells fell near the bakery."
    ),
)
ROUNDUP = (
    "en",
    "Shelling of Sarmin and Binnish kills eight",
    (
        "Artillery shells struck the centres of Sarmin and Binnish on Monday, killing eight people, volunteers said. The "
        "shells fell near bakeries."
    ),
)
SARMIN_AR = (
    "ar",
    "مقتل أربعة مدنيين بقصف على سرمين",
    "قتل أربعة مدنيين وأصيب تسعة بقصف مدفعي استهدف مدينة سرمين اليوم الإثنين، وفق الدفاع المدني. وسقطت القذائف قرب المخبز.",
)
ARIHA_AR = (
    "ar",
    "مقتل أربعة مدنيين بقصف على أريحا",
    "قتل أربعة مدنيين وأصيب تسعة بقصف مدفعي استهدف مدينة أريحا اليوم الإثنين، وفق الدفاع المدني. وسقطت القذائف قرب المخبز.",
)
SOMEWHERE_AR = (
    "ar",
    "مقتل أربعة مدنيين بقصف في شمال سوريا",
    "قتل أربعة مدنيين وأصيب تسعة بقصف مدفعي استهدف بلدة اليوم الإثنين، وفق الدفاع المدني. وسقطت القذائف قرب المخبز.",
)


@pytest.mark.parametrize(
    ("one", "other", "between"),
    [
        (shelled("Sarmin"), shelled("Binnish"), SOMEWHERE),
        (shelled("Sarmin"), shelled("Binnish"), ROUNDUP),
        (SARMIN_AR, ARIHA_AR, SOMEWHERE_AR),
    ],
)
def test_neither_a_report_without_a_town_nor_a_roundup_makes_one_story_of_two_towns(
    one: tuple[str, str, str], other: tuple[str, str, str], between: tuple[str, str, str]
) -> None:
    for order in ((one, other, between), (between, one, other), (one, between, other)):
        found = dict(zip(order, stories(*order), strict=True))

        assert found[one] != found[other]


def test_a_report_without_a_town_joins_the_story_that_it_fits_best() -> None:
    found = stories(shelled("Sarmin"), shelled("Binnish", dead="thirty"), SOMEWHERE)

    assert found[2] == found[0]


def test_after_a_report_without_a_town_the_next_of_each_town_finds_its_own_story() -> None:
    found = stories(
        shelled("Sarmin"), shelled("Binnish"), SOMEWHERE, shelled("Sarmin", "five"), shelled("Binnish", "five")
    )

    assert found[3] == found[0]
    assert found[4] == found[1] != found[0]


def test_what_quotes_a_part_of_a_report_on_another_town_is_derived_but_of_its_own_story() -> None:
    background = (
        "Volunteers in the province have counted more strikes this month than in any month since the truce, and say that "
        "most of them fall on streets with shops. Their ambulances need diesel that nobody sells, and the road to the "
        "border, on which the wounded are taken out, was closed again for three days."
    )
    found = stories(
        (
            "en",
            "Shelling of Sarmin kills four",
            f"Shells struck Sarmin on Monday and killed four people.\n\n{background}",
        ),
        ("en", "Drone hits a tractor at Binnish", f"A drone hit a tractor in the fields of Binnish.\n\n{background}"),
    )

    assert found[0] != found[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maarat al-Numan", "Kafranbel"),
        ("Ariha", "Ihsim"),
        ("Jisr al-Shughur", "Darkush"),
        ("Idlib city", "Sarmin"),
        ("al-Dana", "Sarmada"),
    ],
)
def test_a_seat_and_a_town_of_its_unit_are_different_towns(one: str, other: str) -> None:
    found = stories(shelled(one), shelled(other))

    assert found[0] != found[1]


@pytest.mark.parametrize(
    ("unit", "town"),
    [
        ("Maarat al-Numan district", "Kafranbel"),
        ("the countryside of Ariha", "Ihsim"),
        ("Idlib province", "Sarmin"),
        ("Jabal al-Zawiya", "Ihsim"),
    ],
)
def test_a_report_that_names_only_the_unit_may_be_of_a_town_in_it(unit: str, town: str) -> None:
    found = stories(shelled(unit), shelled(town))

    assert found[0] == found[1]


def test_a_day_that_has_begun_where_it_is_written_is_today() -> None:
    late_on_sunday = NOON - 14 * 3600
    lines = [
        json.dumps({"id": number, "title": title, "text": text, "language": "en", "story": "-", "time": time})
        for number, ((_, title, text), time) in enumerate(
            ((shelled("Sarmin"), late_on_sunday), (shelled("Sarmin"), NOON))
        )
    ]

    assert len({one.story for one in place_all(read_rows(lines, name="reports"))}) == 1
