"""What `marsad tail` shows a person of an item."""

from monitor.cli.tail import story_line


def test_an_item_is_shown_with_its_story_and_its_tolls() -> None:
    tolls = [
        {"kind": "killed", "min": 5, "max": None, "qualifier": "at least"},
        {"kind": "killed", "min": 2, "max": None, "qualifier": None},
        {"kind": "injured", "min": 7, "max": 9, "qualifier": None},
    ]
    story = {"id": "sty_1", "items": 3, "outlets": 2, "independent": 2}

    line = story_line({"story": story, "figures": tolls})

    assert line == "story sty_1  3 items, 2 outlets, 2 independent; killed at least 5, injured 7–9"


def test_one_of_a_kind_is_not_told_in_the_plural_and_no_toll_is_not_told_at_all() -> None:
    story = {"id": "sty_1", "items": 1, "outlets": 1, "independent": 1}

    assert story_line({"story": story, "figures": []}) == "story sty_1  1 item, 1 outlet, 1 independent"
