"""What one report may make one story of: stories that have something in common, and not hundreds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.stories import NOON, a_candidate, stories_of, stream
from workers.stories.clusters import decide
from workers.stories.member import Candidate, Member, Teller
from workers.stories.mergers import MOST
from workers.stories.window import Window

MINUTE = timedelta(minutes=1)
SANCTIONS = (
    "US lifts sanctions on Syria's central bank",
    "Washington lifts sanctions on Syria central bank",
    "United States removes sanctions against Syria's central bank",
    "US Treasury ends sanctions on central bank of Syria",
)
HARVEST = (
    "Syria wheat harvest falls to lowest in decades",
    "Wheat harvest in Syria lowest in decades, FAO says",
    "Drought cuts Syria wheat harvest to lowest in decades",
    "Syria's wheat harvest hits lowest level in decades",
)
OTHERS = ("Museum reopens mosaic hall", "Rail link awaits new locomotives", "Vaccine drive reaches nomads")
BOTH = "US lifts sanctions on Syria's central bank; Syria wheat harvest falls to lowest in decades"


def told(titles: tuple[str, ...], name: str, *, after: timedelta = timedelta(0)) -> list[Candidate]:
    return [a_candidate(f"{name}{n}", title, after=after + n * MINUTE) for n, title in enumerate(titles)]


@pytest.mark.parametrize("reports", [2, 4])
@pytest.mark.parametrize("bridges", [1, 3])
def test_one_outlet_that_tells_two_events_in_one_makes_no_one_story_of_them(reports: int, bridges: int) -> None:
    bridge = [a_candidate(f"x{n}", BOTH, outlet="x", after=timedelta(hours=1 + n)) for n in range(bridges)]

    window, _ = stream([*told(SANCTIONS[:reports], "a"), *told(HARVEST[:reports], "b"), *bridge])

    assert not any({"a0", "b0"} <= story for story in stories_of(window))


def test_a_headline_about_everything_gathers_no_single_reports() -> None:
    singles = [a_candidate(f"s{n}", title) for n, title in enumerate((SANCTIONS[0], HARVEST[0], *OTHERS))]
    bridge = a_candidate("x", "; ".join((SANCTIONS[0], HARVEST[0], *OTHERS)), after=MINUTE)

    _, decisions = stream([*singles, bridge])

    assert len(decisions["x"].merged) <= 1


def test_stories_of_one_event_become_one_by_a_report_that_fits_both() -> None:
    window = Window()
    for name, title in (("a", SANCTIONS[0]), ("b", SANCTIONS[1])):
        for n in range(3):
            candidate = a_candidate(f"{name}{n}", title, after=n * MINUTE)
            window.add(Member(candidate=candidate, story=name, kind="original", root=candidate.item))

    decision = decide(a_candidate("new", SANCTIONS[0], after=timedelta(hours=1)), window, new_story="new")

    assert {decision.member.story, *decision.merged} == {"a", "b"}


def test_of_thousands_of_stories_that_one_report_fits_a_few_become_one() -> None:
    window, title = Window(), a_candidate("one", SANCTIONS[0])
    for n in range(1_000):
        candidate = replace(title, item=str(n), teller=Teller(outlet=str(n)), came=NOON + n * MINUTE / 60)
        window.add(Member(candidate=candidate, story=str(n), kind="original", root=candidate.item))

    decision = decide(replace(title, item="new", came=NOON + timedelta(hours=1)), window, new_story="new")

    assert len(decision.merged) == MOST
