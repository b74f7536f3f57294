from datetime import timedelta
from itertools import permutations

import pytest

from tests.support.stories import BRIDGE, SARMIN, SARMIN_RETOLD, a_candidate, killed, stories_of, stream
from workers.stories.clusters import Decision
from workers.stories.counts import snapshot
from workers.stories.member import Candidate, Teller

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SARMIN_PATH, BINNISH_PATH = "SY070006", "SY070002"


def last(candidates: list[Candidate]) -> Decision:
    _, decisions = stream(candidates)
    return decisions[candidates[-1].item]


def test_a_reprint_is_a_copy_of_the_first_and_of_its_story() -> None:
    decision = last([
        a_candidate("a", "Nine dead in market", SARMIN),
        a_candidate("b", "Market bombed", SARMIN, after=HOUR),
    ])  # fmt: skip

    assert (decision.member.kind, decision.member.of, decision.containment) == ("copy", "a", 1.0)
    assert decision.member.story == "sty_a"
    assert not decision.founds


def test_a_text_with_much_of_its_own_is_derived() -> None:
    decision = last([
        a_candidate("a", "Nine dead in market", SARMIN),
        a_candidate("b", "Nine dead, and a bridge", f"{SARMIN}\n\n{BRIDGE}\n\n{SARMIN_RETOLD}", after=HOUR),
    ])  # fmt: skip

    assert (decision.member.kind, decision.member.of) == ("derived", "a")
    assert decision.member.story == "sty_a"


def test_a_copy_of_a_copy_names_the_root() -> None:
    window, decisions = stream([
        a_candidate("a", "Nine dead in market", SARMIN),
        a_candidate("b", "Market bombed", f"{SARMIN}\n\n{BRIDGE}", after=HOUR),
        a_candidate("c", "Market bombed", f"{SARMIN}\n\n{BRIDGE}", after=2 * HOUR),
    ])  # fmt: skip

    assert decisions["c"].member.of == "b"
    assert decisions["c"].member.root == "a"
    assert stories_of(window) == {frozenset("abc")}


def test_a_wire_is_a_wire_however_often_it_is_printed() -> None:
    text = f"SARMIN (Reuters) - {SARMIN}"
    window, decisions = stream([
        a_candidate(f"i{number}", f"Title {number}", text, outlet=f"o{number}", family=f"f{number}", after=number * HOUR)
        for number in range(40)
    ])  # fmt: skip
    story = snapshot("sty_i0", window.of_story("sty_i0"))

    assert {decision.member.kind for decision in decisions.values()} == {"wire"}
    assert (story.items, story.outlets, story.families, story.independent) == (40, 40, 40, 1)


def test_two_independent_rewrites_count_two() -> None:
    window, _ = stream([
        a_candidate("a", "Air strike on Sarmin market kills nine", SARMIN, family="north", focus=(SARMIN_PATH,),
                    places=(SARMIN_PATH,), concepts=("kind.airstrike", "kind.market")),
        a_candidate("b", "Sarmin market strike: nine buried", SARMIN_RETOLD, family="south", after=HOUR,
                    focus=(SARMIN_PATH,), places=(SARMIN_PATH,), concepts=("kind.airstrike", "kind.market")),
    ])  # fmt: skip

    assert snapshot("sty_a", window.of_story("sty_a")).independent == 2


def test_an_agencys_set_phrases_for_two_towns_are_two_stories_and_no_copy() -> None:
    text = """Two civilians were killed and five wounded on Monday in artillery shelling of the town of {} in the
    countryside of Idlib, local sources said. Civil defence teams took the wounded to nearby hospitals."""
    decision = last([
        a_candidate("a", "Two killed in shelling of Sarmin", text.format("Sarmin"), focus=(SARMIN_PATH,),
                    places=(SARMIN_PATH,)),
        a_candidate("b", "Two killed in shelling of Binnish", text.format("Binnish"), focus=(BINNISH_PATH,),
                    places=(BINNISH_PATH,), after=HOUR),
    ])  # fmt: skip

    assert decision.founds
    assert decision.member.of is None


def test_a_place_inside_the_other_is_no_conflict() -> None:
    decision = last([
        a_candidate("a", "Market strike kills nine", SARMIN, focus=("SY0700",), places=("SY0700",)),
        a_candidate("b", "Nine dead in market strike", SARMIN_RETOLD, focus=(SARMIN_PATH,), places=(SARMIN_PATH,),
                    concepts=("kind.market",), after=HOUR),
    ])  # fmt: skip

    assert decision.member.story == "sty_a"


def test_the_same_words_of_another_day_are_another_event() -> None:
    first = a_candidate("a", "Two killed in shelling of Sarmin market", days=(739_000,))
    later = a_candidate("b", "Two killed in shelling of Sarmin market again", days=(739_003,), after=3 * HOUR)

    assert last([first, later]).founds


def test_headlines_of_one_event_join_without_any_text() -> None:
    window, _ = stream([
        a_candidate("a", "Donors pledge billions for Syria at Brussels conference"),
        a_candidate("b", "Brussels conference: donors pledge two billion euros", after=HOUR),
        a_candidate("c", "Omayya wins league match in front of eight thousand", after=HOUR),
    ])  # fmt: skip

    assert stories_of(window) == {frozenset("ab"), frozenset("c")}


def test_after_days_without_news_likeness_alone_opens_a_new_story() -> None:
    first = a_candidate("a", "Donors pledge billions for Syria at Brussels conference")
    later = a_candidate("b", "Donors pledge billions for Syria at Brussels conference", after=6 * DAY)

    assert last([first, later]).member.story == "sty_b" or last([first, later]).member.of == "a"


def test_everything_about_one_province_is_not_one_story() -> None:
    titles = [
        "Idlib bakeries raise bread price", "Students strike at Idlib university", "Landmine kills shepherd in Idlib",
        "Idlib hospital out of fuel", "Idlib mill grinds again", "Measles spreads in Idlib camps",
        "Idlib court tries smugglers", "Snow closes Idlib roads", "Idlib wins league match", "Idlib olive harvest poor",
    ]  # fmt: skip
    window, _ = stream([
        a_candidate(f"i{number}", title, focus=("SY07",), places=("SY07",), after=number * HOUR)
        for number, title in enumerate(titles)
    ])  # fmt: skip

    assert len(stories_of(window)) == len(titles)


@pytest.mark.parametrize(
    ("place", "concepts", "joins"),
    [
        (SARMIN_PATH, ("kind.airstrike", "kind.market"), True),
        (BINNISH_PATH, ("kind.airstrike", "kind.market"), False),
        (SARMIN_PATH, ("kind.protest",), False),
    ],
)
def test_across_languages_place_and_event_decide(place: str, concepts: tuple[str, ...], joins: bool) -> None:  # noqa: FBT001
    decision = last([
        a_candidate("a", "Market of Sarmin bombed", SARMIN, focus=(SARMIN_PATH,), places=(SARMIN_PATH,),
                    concepts=("kind.airstrike", "kind.market"), tolls=killed(9)),
        a_candidate("b", "غارة على السوق", language="ar", focus=(place,), places=(place,), concepts=concepts, after=HOUR),
    ])  # fmt: skip

    assert decision.founds is not joins


def test_a_report_between_two_stories_makes_them_one() -> None:
    window, decisions = stream([
        a_candidate("a", "Rector halves tuition fees rise"),
        a_candidate("b", "Sit-in ended by pupils downtown", after=HOUR),
        a_candidate("c", "Rector halves tuition fees rise, sit-in ended by pupils downtown", after=2 * HOUR),
    ])  # fmt: skip

    assert decisions["c"].merged == ("sty_b",)
    assert stories_of(window) == {frozenset("abc")}
    assert {window.current("sty_a"), window.current("sty_b")} == {"sty_a"}


def test_the_partition_does_not_depend_on_the_order() -> None:
    reports = [
        a_candidate("a", "Nine dead in market strike", SARMIN),
        a_candidate("b", "Market bombed", SARMIN),
        a_candidate("c", "Iron bridge at Darkush repaired", BRIDGE),
        a_candidate("d", "Bridge over the Orontes open to lorries", BRIDGE),
        a_candidate("e", "Donors pledge billions at Brussels conference"),
    ]

    found = {frozenset(stories_of(stream(order)[0])) for order in permutations(reports)}

    assert found == {frozenset({frozenset("ab"), frozenset("cd"), frozenset("e")})}


def test_a_search_result_is_never_an_original() -> None:
    decision = last([a_candidate("a", "Bridge repaired", teller=Teller(outlet="The North Post", witness=False))])

    assert decision.member.kind == "unknown"


def test_pasted_background_below_other_news_is_no_copy() -> None:
    background = """The war began in 2011 and has killed more than half a million people. Half of the population from
    before the war was driven from home, and the north-west has taken in the greatest part of the displaced."""
    window, decisions = stream([
        a_candidate("a", "Nine dead in market strike", f"{SARMIN}\n\n{background}", outlet="north"),
        a_candidate("b", "Iron bridge repaired", f"{BRIDGE}\n\n{background}", outlet="north", after=HOUR),
    ])  # fmt: skip

    assert decisions["b"].member.of is None
    assert len(stories_of(window)) == 2
