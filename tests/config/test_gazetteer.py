"""The shipped gazetteer: every code, coordinate and Arabic name is in the data, every rule names something that exists."""

import csv
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from config.gazetteer import FOLDER, GazetteerPlace, lies_below, load_gazetteer, parse_terms
from config.topics import Topic

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT.parent / "shared" / "data" / "geo"
TOPICS = ROOT / "config" / "topics"

needs_data = pytest.mark.skipif(
    not DATA.exists(), reason="OCHA's tables are not here; they are not part of the repository"
)


def place(identity: str) -> GazetteerPlace:
    return next(place for place in load_gazetteer() if place.id == identity)


@cache
def communities() -> dict[str, dict[str, str]]:
    with (DATA / "syr_communities_pcode.csv").open(encoding="utf-8", newline="") as file:
        return {row["pcode"]: row for row in csv.DictReader(file)}


@cache
def units() -> dict[str, dict[str, str]]:
    with (DATA / "syr_admin_names.csv").open(encoding="utf-8", newline="") as file:
        return {row["pcode"]: row for row in csv.DictReader(file)}


def test_ids_and_codes_are_unique() -> None:
    places = load_gazetteer()
    codes = [place.pcode for place in places if place.pcode]

    assert len({place.id for place in places}) == len(places)
    assert len(set(codes)) == len(codes)


def test_all_governorates_are_there_and_idlib_is_sy07() -> None:
    governorates = {place.pcode for place in load_gazetteer() if place.level == 1}

    assert {f"SY{number:02}" for number in range(1, 15)} == governorates
    assert place("place.idlib").pcode == "SY07"
    assert (place("place.idlib").name, place("place.idlib").name_ar) == ("Idleb", "إدلب")


def test_ids_that_topics_of_others_may_name_stay() -> None:
    capitals = (
        "damascus aleppo rif-dimashq homs hama latakia idlib hasakah deir-ez-zor tartus raqqa daraa suwayda quneitra"
    )
    towns = (
        "saraqib maarat-al-numan khan-shaykhun jisr-al-shughur ariha kafranbel binnish atmeh sarmada bab-al-hawa afrin"
    )
    known = {entry.id for entry in load_gazetteer()}

    assert {f"place.{name}" for name in f"{capitals} {towns}".split()} <= known


def test_every_place_lies_in_a_unit_above_it() -> None:
    codes = {place.pcode for place in load_gazetteer()} | {"SY"}
    orphans = [
        place.id
        for place in load_gazetteer()
        if place.parent != "SY" and not any(place.parent[:cut] in codes for cut in (4, 6, 8))
    ]

    assert orphans == []


def test_places_below_a_governorate_are_found_by_prefix() -> None:
    below = {
        place.id
        for place in load_gazetteer()
        if (place.pcode or "").startswith("SY07") or place.parent.startswith("SY07")
    }

    assert below >= {"place.idlib", "place.saraqib", "place.kafranbel", "place.atmeh", "place.jabal-al-zawiya"}
    assert not below & {"place.aleppo", "place.afrin", "place.sahl-al-ghab"}


@pytest.mark.parametrize(
    ("pcode", "name", "units", "inside"),
    [
        ("SY070003", "Saraqab", ("SY07",), True),
        ("C4130", "Atma", ("SY07",), True),
        ("C4130", "Atma", ("SY0703",), True),
        ("C4130", "Atma", ("SY02", "SY0702"), False),
        ("C4130", "Atma", ("C4130",), True),
        (None, "Jabal al-Zawiya", ("SY07",), True),
        (None, "Sahl al-Ghab", ("SY07",), False),
        ("C0000", "nowhere", ("SY07",), False),
        (None, "nowhere", ("SY07",), False),
    ],
)
def test_a_community_and_a_landscape_lie_in_the_units_above(
    pcode: str | None, name: str, units: tuple[str, ...], *, inside: bool
) -> None:
    assert lies_below(pcode, name, units) is inside


def test_a_place_without_a_code_of_its_own_has_none() -> None:
    assert (place("place.jabal-al-zawiya").pcode, place("place.jabal-al-zawiya").lat) == (None, None)


def test_a_name_that_several_levels_share_is_the_largest_unit_with_the_coordinates_of_its_town() -> None:
    saraqib = place("place.saraqib")

    assert (saraqib.pcode, saraqib.level) == ("SY070003", 3)
    assert saraqib.lat == pytest.approx(35.86, abs=0.02)
    assert saraqib.lon == pytest.approx(36.80, abs=0.02)


def test_coordinates_lie_in_syria_and_come_in_pairs() -> None:
    for entry in load_gazetteer():
        assert (entry.lat is None) is (entry.lon is None), entry.id
        if entry.lat is not None and entry.lon is not None:
            assert 32.2 < entry.lat < 37.4, entry.id
            assert 35.5 < entry.lon < 42.5, entry.id


def test_every_place_has_a_name_to_be_found_by_and_none_is_empty() -> None:
    for entry in load_gazetteer():
        texts = [term.text for terms in entry.terms.values() for term in terms]
        assert texts, entry.id
        assert all(text == text.strip() and text for text in texts), entry.id


def test_conditions_name_concepts_that_exist() -> None:
    files = [Topic.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) for path in TOPICS.glob("*.toml")]
    known = {concept.id for topic in files for concept in topic.concept} | {place.id for place in load_gazetteer()}
    rules = tomllib.loads((FOLDER / "rules.toml").read_text(encoding="utf-8"))
    named = {
        identity
        for entry in load_gazetteer()
        for condition in (entry.needs, entry.unless)
        if condition
        for identity in condition.any
    }

    assert named - known == set()
    assert set(rules) - {place.id for place in load_gazetteer()} == set()


def test_no_name_is_both_weak_and_strong_in_one_language() -> None:
    for entry in load_gazetteer():
        for language, terms in entry.terms.items():
            texts = [term.text for term in terms]
            assert len(set(texts)) == len(texts), (entry.id, language)


def test_marks_of_the_name_file() -> None:
    terms = parse_terms("en: Kelly~ | SAA^ ; ar: كللي")

    assert [(term.text, term.strength, term.case) for term in terms["en"]] == [
        ("Kelly", "weak", False),
        ("SAA", "strong", True),
    ]
    assert [term.text for term in terms["ar"]] == ["كللي"]


@needs_data
def test_every_code_is_in_the_data_at_its_level_and_under_its_parent() -> None:
    for entry in load_gazetteer():
        if entry.pcode is None:
            continue
        if entry.level == 4:
            row = communities()[entry.pcode]
            assert (entry.name, entry.parent) == (row["name_short"], row["adm3_pcode"]), entry.id
        else:
            row = units()[entry.pcode]
            assert (entry.name, entry.level) == (row["name_en"].strip(), int(row["level"])), entry.id
            assert entry.parent == row["parent_pcode"], entry.id


@needs_data
def test_every_arabic_name_is_in_the_data_or_has_the_letters_its_mask_shows() -> None:
    unproven = [
        (entry.id, entry.name_ar)
        for entry in load_gazetteer()
        if entry.name_ar and entry.name_ar not in proven(entry) and not fits_mask(entry)
    ]

    assert unproven == []


def proven(entry: GazetteerPlace) -> set[str]:
    if entry.pcode in units():
        return {re.sub(r"^مركز\s*", "", units()[entry.pcode]["name_ar"].strip())}
    row = communities().get(entry.pcode or "", {})
    return {row.get("name_ar", ""), *row.get("alt_ar", "").split("|")}


def fits_mask(entry: GazetteerPlace) -> bool:
    """OCHA's damaged column shows a question mark a letter and the word breaks."""
    mask = communities().get(entry.pcode or "", {}).get("ar_mask", "")
    return bool(mask) and re.sub(r"\S", "?", entry.name_ar or "") == mask


@needs_data
def test_coordinates_are_those_of_the_data() -> None:
    known = {(float(row["lat"]), float(row["lon"])) for row in communities().values()}
    invented = [entry.id for entry in load_gazetteer() if entry.lat is not None and (entry.lat, entry.lon) not in known]

    assert invented == []
