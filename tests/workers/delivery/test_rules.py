from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from config.settings import AlertSettings
from tests.support.items import NOON, a_place, a_source, a_story, a_verdict, an_item
from workers.delivery.rules import LOOK_BACK, History, Standing, concerned, flush_due, hold, matches
from workers.model.alert import Trigger
from workers.model.item import Item, Retraction, RevisedFigure
from workers.model.verdict import Grade

NEVER = History()
SENT = History(version=1, independent=1)
OF_KNOWN_STORY = History(independent=1)


def an_alert(**changes: Any) -> AlertSettings:
    return AlertSettings.model_validate({"name": "desk", "url": "https://desk.example/", **changes})


def said(alert: AlertSettings, item: Item, history: History = NEVER, *, emitted: datetime = NOON) -> Trigger | None:
    return matches(alert, item, history, emitted=emitted, since=NOON)


def kind(alert: AlertSettings, item: Item, history: History = NEVER) -> str | None:
    trigger = said(alert, item, history)
    return trigger.kind.value if trigger else None


def test_the_first_item_of_a_story_opens_it() -> None:
    assert kind(an_alert(), an_item()) == "new_story"


def test_topics_and_grade_are_asked_of_the_same_verdict() -> None:
    item = an_item(relevance=(a_verdict("idlib", Grade.PASSING, 0.2), a_verdict("syria", Grade.CENTRAL)))

    assert concerned(an_alert(topics=["idlib"]), item) is None
    assert concerned(an_alert(topics=["idlib"], min_grade="passing"), item) == item.relevance[0]
    assert concerned(an_alert(topics=["syria"], min_grade="central"), item) == item.relevance[1]
    assert concerned(an_alert(), item) == item.relevance[1]


def test_a_topic_that_was_not_graded_is_not_a_match() -> None:
    assert kind(an_alert(topics=["weather"]), an_item()) is None


@pytest.mark.parametrize(
    ("wanted", "language", "through"),
    [
        ([], None, True),
        (["ar"], "ar", True),
        (["ar"], "ar-SY", True),
        (["AR"], "ar", True),
        (["ar-SY"], "ar", False),
        (["ar"], "arc", False),
        (["ar", "en"], "en", True),
        (["ar"], None, False),
    ],
)
def test_languages_are_filtered_by_tag(wanted: list[str], language: str | None, *, through: bool) -> None:
    assert (kind(an_alert(languages=wanted), an_item(language=language)) is not None) is through


@pytest.mark.parametrize(
    ("wanted", "through"), [([], True), (["north-post"], True), (["north"], True), (["south"], False)]
)
def test_sources_are_ids_or_families(wanted: list[str], *, through: bool) -> None:
    assert (kind(an_alert(sources=wanted), an_item()) is not None) is through


def test_a_source_without_family_is_not_the_family_of_nobody() -> None:
    item = an_item(source=a_source(family=None))

    assert kind(an_alert(sources=["None"]), item) is None


@pytest.mark.parametrize(
    ("wanted", "pcode", "through"),
    [
        ([], None, True),
        (["SY07"], "SY07", True),
        (["SY07"], "SY070301", True),
        (["SY0703"], "SY07", False),
        (["SY07"], None, False),
        (["SY07"], "C4130", True),  # a village, whose code says nothing of the governorate it lies in
        (["SY02"], "C4130", False),
    ],
)
def test_places_match_by_p_code_prefix(wanted: list[str], pcode: str | None, *, through: bool) -> None:
    assert (kind(an_alert(places=wanted), an_item(places=(a_place(pcode),))) is not None) is through


def test_a_story_with_too_few_independent_origins_waits_until_it_has_them() -> None:
    alert = an_alert(min_independent=2)

    assert kind(alert, an_item()) is None
    assert kind(alert, an_item(id="itm_2", story=a_story(independent=2))) == "new_story"


@pytest.mark.parametrize(
    ("per_story", "independent", "expected"),
    [
        ("first", 1, None),
        ("first", 2, None),
        ("every", 1, "new_item"),
        ("growth", 1, None),
        ("growth", 2, "growth"),
    ],
)
def test_a_further_item_of_a_story_speaks_as_per_story_says(
    per_story: str, independent: int, expected: str | None
) -> None:
    item = an_item(id="itm_2", story=a_story(independent=independent))

    assert kind(an_alert(per_story=per_story), item, OF_KNOWN_STORY) == expected


def test_growth_says_how_far_the_story_has_grown() -> None:
    trigger = said(an_alert(per_story="growth"), an_item(id="itm_2", story=a_story(independent=3)), OF_KNOWN_STORY)

    assert trigger is not None
    assert trigger.reason == "The North Post brings the story to 3 independent origins, 1 at the last alert."


def test_an_update_of_what_was_sent_is_a_correction_even_when_it_matches_no_more() -> None:
    update = an_item(version=2, changed=("title", "text"), relevance=())

    trigger = said(an_alert(topics=["idlib"]), update, SENT)

    assert trigger is not None
    assert (trigger.kind, trigger.reason) == (
        "correction",
        "The North Post changed the title and text of what was sent.",
    )


def test_a_correction_of_a_toll_says_which() -> None:
    tolls = (RevisedFigure(kind="killed", before=5, after=3), RevisedFigure(kind="injured", before=7, after=9))
    trigger = said(an_alert(), an_item(version=2, changed=("title", "figures"), revised=tolls), SENT)

    assert trigger is not None
    assert trigger.reason == (
        "The North Post changed the title and figures of what was sent: killed 5 → 3, injured 7 → 9."
    )


def test_a_retraction_of_what_was_sent_is_a_correction() -> None:
    gone = an_item(version=2, text=None, retraction=Retraction(reason="the page says so", evidence="HTTP 410"))

    trigger = said(an_alert(), gone, SENT)

    assert trigger is not None
    assert trigger.reason == "The North Post withdrew what was sent: the page says so."


def test_a_retraction_of_what_was_never_sent_says_nothing() -> None:
    assert kind(an_alert(), an_item(version=2, retraction=Retraction(reason="x", evidence="y"))) is None


def test_without_corrections_an_update_says_nothing() -> None:
    assert kind(an_alert(corrections=False), an_item(version=2, changed=("text",)), SENT) is None


def test_an_update_that_matches_only_now_is_news() -> None:
    assert kind(an_alert(), an_item(version=2, changed=("relevance",))) == "new_story"


@pytest.mark.parametrize("version", [1, 2])
def test_a_version_that_was_told_is_not_told_again(version: int) -> None:
    assert kind(an_alert(per_story="every"), an_item(version=version), History(version=2, independent=1)) is None


def test_a_late_item_speaks_only_where_it_was_asked_for() -> None:
    assert kind(an_alert(), an_item(late=True)) is None
    assert kind(an_alert(late=True), an_item(late=True)) == "new_story"


def test_a_late_regrading_is_no_correction_but_a_late_change_of_text_is() -> None:
    assert kind(an_alert(), an_item(late=True, version=2, changed=("relevance",)), SENT) is None
    assert kind(an_alert(), an_item(late=True, version=2, changed=("text",)), SENT) == "correction"


def test_a_new_alert_does_not_tell_last_months_news() -> None:
    assert said(an_alert(), an_item(), emitted=NOON - timedelta(days=29)) is None
    assert said(an_alert(), an_item(), emitted=NOON - LOOK_BACK) is not None


def test_an_alerter_that_was_away_catches_up() -> None:
    assert matches(an_alert(), an_item(), NEVER, emitted=NOON + timedelta(days=3), since=NOON) is not None


def test_the_reason_is_a_plain_sentence() -> None:
    trigger = said(an_alert(topics=["idlib"]), an_item())

    assert trigger is not None
    assert trigger.reason == "The North Post opens a story for this alert: idlib is central (0.94), names Idlib."


STANDING = Standing(since=NOON)


def test_nothing_waits_without_a_reason() -> None:
    assert hold(an_alert(), STANDING, now=NOON) is None


def test_a_muted_alert_holds_until_the_mute_ends_and_then_flushes_at_once() -> None:
    muted = replace(STANDING, muted_until=NOON + timedelta(hours=2))
    waits = hold(an_alert(), muted, now=NOON)
    assert waits is not None
    held = replace(muted, held=3, flush_at=waits.flush_at)

    assert not flush_due(an_alert(), held, now=NOON + timedelta(hours=1))
    assert flush_due(an_alert(), held, now=NOON + timedelta(hours=2))
    assert flush_due(an_alert(), replace(held, muted_until=None), now=NOON + timedelta(minutes=1))


def test_quiet_hours_hold_until_they_end() -> None:
    alert = an_alert(quiet_hours="11:00-13:00")
    waits = hold(alert, STANDING, now=NOON)
    assert waits is not None
    held = replace(STANDING, held=1, flush_at=waits.flush_at)

    assert not flush_due(alert, held, now=NOON + timedelta(minutes=59))
    assert flush_due(alert, held, now=NOON + timedelta(minutes=60))
    assert hold(alert, STANDING, now=NOON + timedelta(minutes=60)) is None


def test_a_digest_is_due_its_interval_after_the_first_item() -> None:
    alert = an_alert(digest="30m")
    waits = hold(alert, STANDING, now=NOON)
    assert waits is not None
    held = replace(STANDING, held=1, flush_at=waits.flush_at)

    assert not flush_due(alert, held, now=NOON + timedelta(minutes=29))
    assert flush_due(alert, held, now=NOON + timedelta(minutes=30))


def test_a_digest_that_falls_into_quiet_hours_waits_for_their_end() -> None:
    alert = an_alert(digest="30m", quiet_hours="12:15-13:00")
    held = replace(STANDING, held=1, flush_at=NOON + timedelta(minutes=30))

    assert not flush_due(alert, held, now=NOON + timedelta(minutes=30))
    assert flush_due(alert, held, now=NOON + timedelta(minutes=60))


def test_what_exceeds_the_hour_is_collected_into_one_digest() -> None:
    alert = an_alert(max_per_hour=2)

    assert hold(alert, replace(STANDING, sent_last_hour=1), now=NOON) is None
    waits = hold(alert, replace(STANDING, sent_last_hour=2), now=NOON)
    assert waits is not None
    assert waits.flush_at == NOON + timedelta(hours=1)


def test_nothing_held_is_nothing_to_flush() -> None:
    assert not flush_due(an_alert(), STANDING, now=NOON)
