"""Invented reports that look for their story: `a_candidate("itm_1", "Market hit", …)`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from workers.model.article import Article
from workers.stories.clusters import Decision, decide
from workers.stories.member import Candidate, Teller
from workers.stories.sketch import Sketch, Toll, sketch
from workers.stories.window import Window

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

SARMIN = """An air strike hit the vegetable market of Sarmin on Wednesday morning, killing nine people and wounding
twenty-one, rescue workers said. The missile fell as families were buying food for the evening meal. Shop fronts on
both sides of the street were torn open, and a bakery van burned for an hour before firemen reached it."""
SARMIN_RETOLD = """By nightfall the graves were ready in Sarmin, which lost nine of its people when the vegetable market
was bombed from the air. A greengrocer whose stall had stood there for thirty years is among them; his brother told us
that rescue workers needed an hour to reach the wounded."""
BRIDGE = """Engineers have repaired the iron bridge over the Orontes at Darkush after eleven months. Lorries may use it
again from Monday, the council said, and the detour through the hills that cost farmers two hours a day is history.
The work was paid for by traders of the town, whose names will be cut into a stone beside the road."""


def an_article(title: str | None, text: str, **known: Any) -> Article:
    stated: dict[str, Any] = {
        "url": None, "canonical_url": None, "title": title, "text": text, "blocks": (), "summary": "", "language": "en",
        "direction": "ltr", "word_count": len(text.split()),
    }  # fmt: skip
    return Article(**{**stated, **known})


def a_sketch(title: str | None, text: str, *, when: datetime = NOON, language: str = "en", **drawn: Any) -> Sketch:
    """As drawn from the article; `drawn` replaces what a gazetteer would have found."""
    return replace(sketch(an_article(title, text, language=language), (), now=when), **drawn)


def a_candidate(
    item: str,
    title: str | None,
    text: str = "",
    *,
    outlet: str | None = None,
    family: str | None = None,
    after: timedelta = timedelta(0),
    teller: Teller | None = None,
    **drawn: Any,
) -> Candidate:
    """`after`: how long after noon. Without an outlet every item has its own."""
    when = NOON + after
    return Candidate(
        item=item,
        teller=teller or Teller(outlet=outlet or item, family=family),
        sketch=a_sketch(title, text, when=when, **drawn),
        came=when,
        seen=when,
        when=when,
    )


def stream(candidates: Sequence[Candidate]) -> tuple[Window, dict[str, Decision]]:
    """All candidates through the decisions, in this order."""
    window, decisions = Window(), {}
    for candidate in candidates:
        window.trim(now=candidate.came)
        decision = decide(candidate, window, new_story=f"sty_{candidate.item}")
        window.add(decision.member)
        decisions[candidate.item] = decision
    return window, decisions


def stories_of(window: Window) -> set[frozenset[str]]:
    """The partition into stories, by item ids."""
    found: dict[str, set[str]] = {}
    for number, member in window.members.items():
        found.setdefault(window.story_of(number), set()).add(member.item)
    return {frozenset(items) for items in found.values()}


def killed(number: int) -> tuple[Toll, ...]:
    return (Toll(kind="killed", value=number),)
