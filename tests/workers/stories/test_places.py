import pytest

from workers.model.verdict import Place
from workers.stories.places import compatible, implied, paths_in, related, towns

MAARA = Place(
    matched="Maarat al-Numan", name="Al Ma'ra", name_ar=None, pcode="SY0702", level=2, lat=None, lon=None, count=1
)
MAARA_AR = Place(
    matched="معرة النعمان", name="Al Ma'ra", name_ar=None, pcode="SY0702", level=2, lat=None, lon=None, count=1
)
IDLIB = Place(matched="Idlib", name="Idleb", name_ar="إدلب", pcode="SY07", level=1, lat=None, lon=None, count=1)


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        (MAARA, "Shells hit Maarat al-Numan", "SY0702/seat"),
        (MAARA, "Shells hit Maarat al-Numan district", "SY0702"),
        (MAARA, "Shells hit the countryside of Maarat al-Numan", "SY0702"),
        (MAARA, "Shells hit a village near Maarat al-Numan", "SY0702/near"),
        (MAARA, "Shells hit the countryside of Maarat al-Numan, a village near Maarat al-Numan", "SY0702/near"),
        (MAARA_AR, "قصف قرب معرة النعمان", "SY0702/near"),
        (MAARA_AR, "قصف بالقرب من معرة النعمان", "SY0702/near"),
        (MAARA, "Shells hit Maarat al-Numan and the countryside of Maarat al-Numan", "SY0702/seat"),
        (MAARA_AR, "قصف على ريف معرة النعمان الجنوبي", "SY0702"),
        (MAARA_AR, "قصف على مدينة معرة النعمان", "SY0702/seat"),
        (IDLIB, "Shells hit Idlib", "SY07"),
        (IDLIB, "Shells hit Idlib city", "SY07/seat"),
        (IDLIB, "Shells hit the city of Idlib", "SY07/seat"),
    ],
)
def test_a_unit_is_its_seat_unless_the_words_beside_it_say_otherwise(place: Place, text: str, expected: str) -> None:
    assert paths_in((place,), text) == (expected,)


def test_a_name_inside_of_another_word_is_none() -> None:
    hass = Place(matched="Hass", name="Hass", name_ar=None, pcode="C4045", level=4, lat=None, lon=None, count=1)

    assert paths_in((hass,), "Hassan spoke") == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("SY0702/seat", "SY0702", True),
        ("SY0702/seat", "SY070203/seat", False),
        ("SY0702", "SY070203/seat", True),
        ("SY070203/seat", "SY070203/hass", False),
        ("SY07/seat", "SY070006/seat", False),
        ("SY07/seat", "SY0700/some-quarter", True),
        ("SY0703/near", "SY0703/seat", True),
        ("SY0703/near", "SY0703", True),
        ("SY0703/near", "SY070301/atmeh", False),
    ],
)
def test_places_are_related_where_one_lies_in_the_other(one: str, other: str, *, expected: bool) -> None:
    assert related(one, other) is related(other, one) is expected


def test_what_is_near_a_town_may_be_in_a_village_beside_it_but_not_across_the_district() -> None:
    assert compatible("SY0702/near", "SY070203/hass")
    assert not compatible("SY0703/near", "SY070301/atmeh")
    assert towns(("SY0702/near", "SY070203/hass")) == ("SY070203/hass",)
    assert towns(("SY0702/near", "SY0703/near")) == ("SY0702/near", "SY0703/near")


def test_a_crossing_implies_a_border_and_a_town_nothing() -> None:
    assert implied(("SY070301/bab-al-hawa",)) == {"kind.border"}
    assert implied(("SY070301/sarmada",)) == frozenset()


def test_a_landscape_may_hold_any_town_around_it_but_is_not_one_of_them() -> None:
    assert compatible("SY07/~jabal-al-zawiya", "SY070501/seat")
    assert not related("SY07/~jabal-al-zawiya", "SY070501/seat")
    assert not compatible("SY07/~jabal-al-zawiya", "SY0203/seat")


def test_only_the_smallest_places_named_are_towns() -> None:
    assert towns(("SY07", "SY0702", "SY070203/seat", "SY07/~jabal-al-zawiya")) == ("SY070203/seat",)
    assert len(towns(("SY070006/seat", "SY070002/seat"))) == 2
