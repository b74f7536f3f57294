import random
from datetime import timedelta
from typing import Any

import pytest

from tests.support.stories import NOON, SARMIN, a_candidate, a_sketch, stories_of
from workers.stories.member import Member
from workers.stories.window import COPIES, Window

DAY = timedelta(days=1)


def a_member(
    item: str, story: str = "sty_1", title: str = "Nine dead in market", text: str = "", **known: Any
) -> Member:
    merged = known.pop("merged", ())
    candidate = a_candidate(item, title, text, **known)
    return Member(candidate=candidate, story=story, kind="original", root=item, merged=merged)


def test_words_that_all_reports_have_weigh_less_than_rare_ones() -> None:
    window = Window()
    for number in range(50):
        window.add(a_member(f"i{number}", title=f"Market opens {number}"))
    sketch = a_sketch("Market greengrocer", "")

    weights = window.weights(sketch)

    common, rare = (next(iter(dict(a_sketch(word, "").features))) for word in ("market", "greengrocer"))
    assert weights[common] < weights[rare]


def test_the_same_words_are_wholly_alike() -> None:
    window = Window()
    window.add(a_member("a"))

    assert window.alike(a_sketch("Nine dead in market", ""), since=NOON - DAY)[0] == pytest.approx(1.0)


def test_what_came_before_the_time_asked_for_is_not_compared() -> None:
    window = Window()
    window.add(a_member("a"))
    window.add(a_member("b", after=3 * DAY))

    assert set(window.alike(a_sketch("Nine dead in market", ""), since=NOON + DAY)) == {1}


def test_a_story_that_became_part_of_two_others_in_turn_is_found_at_the_end() -> None:
    window = Window()
    window.add(a_member("a", "sty_a"))
    window.add(a_member("b", "sty_b"))
    window.add(a_member("c", "sty_c"))
    window.add(a_member("d", "sty_b", merged=("sty_c",)))
    window.add(a_member("e", "sty_a", merged=("sty_b",)))

    assert window.current("sty_c") == "sty_a"
    assert [member.item for member in window.of_story("sty_a")] == ["a", "b", "c", "d", "e"]


def test_a_later_line_of_an_item_replaces_the_one_before() -> None:
    window = Window()
    window.add(a_member("a", title="Nine dead in market"))
    window.add(a_member("a", title="Iron bridge repaired"))

    assert len(window) == 1
    assert not window.alike(a_sketch("Nine dead in market", ""), since=NOON - DAY)


def test_nothing_is_left_of_what_was_trimmed() -> None:
    window, empty = Window(), vars(Window())
    for number in range(30):
        window.add(a_member(f"i{number}", f"sty_{number % 7}", text=SARMIN, title=f"Title {number}", focus=("SY0700",)))
    window.add(a_member("i3", "sty_3", title="Replaced"))

    window.trim(now=NOON + COPIES + DAY)

    left = {name: value for name, value in vars(window).items() if value and name not in {"_next", "_oldest"}}
    assert {name: value for name, value in left.items() if any(dict(value).values())} == {}
    assert empty.keys() == vars(window).keys()


def test_a_window_that_grew_and_shrank_answers_like_a_fresh_one() -> None:
    dice = random.Random(7)  # noqa: S311 -- which invented words go together
    words = [f"word{number}" for number in range(60)]
    titles = [" ".join(dice.sample(words, 6)) for _ in range(120)]
    members = [a_member(f"i{n}", f"sty_{n}", title=title, after=n * DAY / 4) for n, title in enumerate(titles)]
    grown, fresh = Window(), Window()
    now = members[-1].candidate.came
    for member in members:
        grown.trim(now=member.candidate.came)
        grown.add(member)
    for member in members:
        if member.candidate.came >= now - COPIES:
            fresh.add(member)
    grown.trim(now=now)

    assert stories_of(grown) == stories_of(fresh)
    assert set(grown.alike(members[-1].candidate.sketch, since=now - DAY)) == {
        number + len(members) - len(fresh) for number in fresh.alike(members[-1].candidate.sketch, since=now - DAY)
    }
