"""Which names count: conditions, vetoes, weak names, lists, exclusions, shared names."""

from dataclasses import replace

import pytest

from config.topics import Concept, Condition, Term, Topic
from tests.support.topics import IDLIB, PLACES, SYRIA, article, place
from workers.model.verdict import Grade, Verdict
from workers.relevance.grader import Grader

GRADER = Grader((IDLIB, SYRIA), PLACES)


def graded(
    text: str, *, title: str | None = None, language: str = "en", focus: str | None = None
) -> dict[str, Verdict]:
    verdicts = GRADER.assess(article(text, title=title, language=language), focus=focus).verdicts
    return {verdict.topic: verdict for verdict in verdicts}


def concepts(verdict: Verdict) -> set[str]:
    return {reason.concept for reason in verdict.reasons}


def test_a_name_that_needs_context_counts_only_beside_it() -> None:
    assert "ariha" in concepts(graded("Shelling hit Ariha in Syria.")["syria"])
    assert graded("Shelling hit Ariha.")["syria"].grade is Grade.NONE


def test_a_veto_takes_a_name_away() -> None:
    assert "ariha" not in concepts(graded("Syria condemned the raid on Ariha in the West Bank.")["syria"])


def test_within_a_paragraph_means_that() -> None:
    near = graded("Syria woke up. Regime forces advanced.\nMore later.")["syria"]
    far = graded("Syria woke up.\nRegime forces advanced.")["syria"]

    assert ("regime" in concepts(near), "regime" in concepts(far)) == (True, False)


def test_a_weak_name_alone_is_nothing() -> None:
    assert graded("HTS assays were run in the laboratory.")["syria"].grade is Grade.NONE


def test_supporting_words_alone_are_nothing() -> None:
    assert graded("An air strike hit a depot in Sudan. Another air strike followed.")["idlib"].grade is Grade.NONE


def test_a_combination_adds_and_is_told() -> None:
    together = graded("An air strike hit Idlib.")["idlib"]
    apart = graded("Quiet in Idlib. An air strike hit a depot.")["idlib"]

    assert ("strike-in-idlib" in concepts(together), "strike-in-idlib" in concepts(apart)) == (True, False)


def test_a_name_in_a_list_of_countries_weighs_little() -> None:
    listed = graded("Delegates came from Jordan, Syria, Iraq and Egypt.")["syria"]
    alone = graded("Delegates came from Syria to the old town hall.")["syria"]

    assert listed.score < alone.score / 2
    assert listed.grade is Grade.PASSING


def test_a_list_of_places_within_the_topic_is_no_list() -> None:
    assert graded("Shelling hit Idlib, Saraqib and Mansura.")["idlib"].grade.at_least(Grade.SUBSTANTIAL)


def test_an_exclusion_lowers_and_is_told_but_never_hides() -> None:
    plain = graded("Syria won in the rain.")["syria"]
    sport = graded("Syria won, said the goalkeeper, and leads the league.")["syria"]

    assert sport.score < plain.score
    assert sport.blocked_by == ("sports",)
    assert sport.grade is not Grade.NONE


def test_one_sentence_in_a_long_article_is_passing() -> None:
    filler = "The central bank of Turkey kept its rate while the lira fell and exports to Germany grew. " * 6
    verdict = graded(f"{filler}\n{filler}\nTraders also watch Idlib.\n{filler}", title="Lira falls again")["idlib"]

    assert verdict.grade is Grade.PASSING


def test_a_headline_alone_can_reach_the_top() -> None:
    assert graded("", title="Air strike hits Saraqib in Idlib")["idlib"].grade is Grade.CENTRAL
    assert graded("قصف على ريف إدلب الجنوبي", language="ar")["idlib"].grade is Grade.CENTRAL


def test_the_outlet_alone_is_never_enough() -> None:
    assert graded("Prices rose again in the markets.", focus="syria")["syria"].grade is Grade.NONE


def test_the_outlet_is_a_weak_prior() -> None:
    without = graded("Bread queues in Saraqib")["syria"]
    with_focus = graded("Bread queues in Saraqib", focus="syria")["syria"]

    assert without.score < with_focus.score
    assert "outlet.syria" in concepts(with_focus)


def test_a_shared_name_goes_to_the_place_the_context_speaks_for() -> None:
    places = GRADER.assess(article("Shelling hit Mansura, west of Saraqib in Idlib.", language="en")).places

    assert [place.pcode for place in places if place.name == "Mansura-Idlib"] == ["C4001"]
    assert "C4002" not in {place.pcode for place in places}


def test_a_country_named_after_another_one_weighs_less_than_alone() -> None:
    alone = graded("Parliament extends the mandate for troops in Syria")["syria"]
    paired = graded("Parliament extends the mandate for troops in Iraq and Syria")["syria"]
    first = graded("Syria and Iraq sign a water deal")["syria"]

    assert paired.grade is Grade.PASSING
    assert alone.grade.at_least(Grade.SUBSTANTIAL)
    assert first.grade.at_least(Grade.SUBSTANTIAL)


def test_a_headline_elsewhere_counts_against_the_topic_one_about_the_country_does_not() -> None:
    text = "Three people died in Idlib, rescuers said, when a shell hit a house."
    elsewhere = graded(text, title="Rain floods Lisbon")["idlib"]
    country = graded(text, title="Shell kills three in Syria")["idlib"]

    assert elsewhere.score < country.score
    assert "not.in.headline" in concepts(elsewhere)


def test_a_name_in_a_decoy_is_in_doubt_in_the_whole_article() -> None:
    decoy = Concept(id="trap.aleppo", weight=0, terms={"en": ("Aleppo pepper",)})
    grader = Grader((SYRIA.model_copy(update={"concept": (*SYRIA.concept, decoy)}),), PLACES)

    (recipe,) = grader.assess(article("Aleppo pepper is mild. Add some Aleppo to the pan.", language="en")).verdicts
    (report,) = grader.assess(article("Aleppo pepper fields burn in Syria, north of Aleppo.", language="en")).verdicts

    assert recipe.grade is Grade.NONE
    assert "place.aleppo" in concepts(report)


def test_a_context_takes_no_words_away() -> None:
    context = Concept(id="idlib.context", weight=0, terms={"ar": ("ريف إدلب",)})
    needy = Concept(id="needy", weight=1, terms={"ar": ("السوق",)}, needs=Condition(any=("idlib.context",)))
    topic = IDLIB.model_copy(update={"concept": (*IDLIB.concept, context, needy)})

    (verdict,) = Grader((topic,), PLACES).assess(article("قصف على ريف إدلب", language="ar")).verdicts

    assert verdict.grade is Grade.CENTRAL


def test_a_topic_is_at_home_in_a_country_that_it_names() -> None:
    gaza = Topic(id="gaza", title="Gaza", concept=(Concept(id="gaza", weight=5, terms={"en": ("Gaza",)}),))
    (verdict,) = (
        Grader((gaza,), PLACES).assess(article("Hamas and Palestinian clerks met in Gaza", language="en")).verdicts
    )

    assert "elsewhere" not in concepts(verdict)


def test_a_list_of_links_is_not_about_what_it_links_to() -> None:
    links = "\n".join(f"Idlib {number}" for number in range(39))

    assert graded(links)["idlib"].grade is Grade.PASSING


def test_to_a_topic_without_places_nothing_is_elsewhere() -> None:
    quakes = Topic(id="quakes", title="Quakes", concept=(Concept(id="quake", weight=5, terms={"en": ("earthquake",)}),))
    (verdict,) = (
        Grader((quakes,), PLACES)
        .assess(article("Rescuers search Aleppo and Ankara after an earthquake in Turkey", language="en"))
        .verdicts
    )

    assert verdict.grade is Grade.CENTRAL
    assert "elsewhere" not in concepts(verdict)


@pytest.mark.parametrize("title", ["First", "Weekly round-up", "Rockets hit a market"])
def test_a_first_sentence_makes_up_for_a_headline_without_names(title: str) -> None:
    text = "Three people died when rockets hit a market in Idlib on Monday. Rescuers dug until dark."

    assert graded(text, title=title)["idlib"].grade.at_least(Grade.SUBSTANTIAL)


def test_a_first_sentence_does_not_make_up_for_a_headline_elsewhere() -> None:
    text = "The cook, who left Idlib as a child, serves trout. Critics praised the wine list."

    assert graded(text, title="Third restaurant opens in Ankara")["idlib"].grade is Grade.PASSING


def test_the_first_lines_say_where_in_the_country_of_the_headline() -> None:
    text = "Rescuers say many were hurt on Monday. The shells fell on Idlib.\n\n" + "People ran for the cellars. " * 30

    named, silent = (graded(text, title=title)["idlib"].score for title in ("Attack in Syria", "Attack at noon"))

    assert silent < named


def test_a_page_of_nothing_but_names_does_not_hold_a_worker() -> None:
    # Comparing every name with every other would take longer than the time limit of a test.
    text = "Syria HTS Idlib Turkey and Iraq Mansura Ariha West Bank. " * 8000

    assert graded(text, title="Syria Idlib HTS " * 200)["syria"].grade is Grade.CENTRAL


def test_an_outlet_on_syria_holds_up_weak_place_names_in_local_news() -> None:
    weak = place("has", pcode=None, level=4, parent="SY0702", en=("unused",))
    weak = replace(weak, terms={"en": (Term(text="Has", strength="weak"),)})
    grader = Grader((IDLIB,), (*PLACES, weak))

    def grade(text: str, focus: str | None) -> Grade:
        return grader.assess(article(text, language="en"), focus=focus).verdicts[0].grade

    assert grade("Bread queues in Has this morning", None) is Grade.NONE
    assert grade("Bread queues in Has this morning", "syria").at_least(Grade.PASSING)
    assert grade("Has Turkey opened its market?", "syria") is Grade.NONE


def test_where_somebody_comes_from_is_not_the_subject_once_he_is_abroad() -> None:
    abroad = graded("A refugee from Idlib wins a race in Berlin")["idlib"]
    home = graded("A refugee returns to Idlib after nine years")["idlib"]

    assert abroad.grade is Grade.PASSING
    assert home.grade.at_least(Grade.SUBSTANTIAL)


def test_figures_between_names_make_a_list_too() -> None:
    rates = graded("Exchange rates: Aleppo 11,000, Hama 11,050, Idlib 11,100")

    assert rates["idlib"].grade is Grade.PASSING
    assert rates["syria"].grade.at_least(Grade.SUBSTANTIAL)
