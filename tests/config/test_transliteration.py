"""Elements that newspapers spell differently are known in all their spellings, and short names are left alone."""

from config.gazetteer import load_gazetteer
from config.transliteration import respellings, rewritings, variants


def test_an_element_at_the_head_of_a_name_is_spelled_in_all_ways() -> None:
    assert list(variants("Kafr Nabl")) == ["Kfar Nabl", "Kafar Nabl"]
    assert list(variants("Tell Rifaat")) == ["Tal Rifaat", "Tel Rifaat", "Tall Rifaat"]


def test_an_ending_is_spelled_in_all_ways() -> None:
    assert list(variants("Salamiyah")) == ["Salamiyeh", "Salamiya", "Salamieh"]


def test_a_short_name_has_no_variants() -> None:
    assert list(variants("Tal Or")) == []


def test_a_german_article_is_no_monastery() -> None:
    assert not [name for name in variants("Deir Hafer") if name.startswith("Der ")]


def test_a_cyrillic_name_is_spelled_with_the_other_vowels_and_articles() -> None:
    assert "овеид" in set(respellings("увеид"))
    assert "телль" in set(respellings("тель"))
    assert {("джиср", "эш", "шугур"), ("джиср", "шугур")} <= set(rewritings(("джиср", "аш", "шугур")))
    assert ("кафрнабль",) in set(rewritings(("кафр", "набль")))


def test_a_latin_name_gets_no_cyrillic_spelling() -> None:
    assert all(other.isascii() for other in respellings("kafr"))


def test_places_carry_the_spellings_of_their_strong_names_once() -> None:
    names = [term.text for place in load_gazetteer() if place.id == "place.kafr-zita" for term in place.terms["en"]]

    assert {"Kafr Zita", "Kfar Zita", "Kafar Zita"} <= set(names)
    assert len(names) == len(set(names))


def test_no_spelling_belongs_to_two_places_of_different_governorates() -> None:
    owners: dict[str, set[str]] = {}
    for place in load_gazetteer():
        for term in place.terms.get("en", ()):
            if term.strength == "strong":
                owners.setdefault(term.text.casefold(), set()).add(
                    (place.pcode or "C")[:4] if place.level < 4 else place.parent[:4]
                )

    assert {name for name, governorates in owners.items() if len(governorates) > 1} == set()
