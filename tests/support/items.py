"""Invented items for tests: `an_item(version=2, grade=Grade.PASSING, …)`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from workers.model.article import Zone
from workers.model.item import Item, Origin, Provenance, Quality, SourceRef, Story, Times
from workers.model.verdict import Grade, Place, Reason, Verdict

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
TEXT = "The council of Idlib reopened the mill.\n\nFarmers came from three villages.\n\nThe bakery follows in May."


def a_story(**changes: Any) -> Story:
    story = Story(
        id="sty_1", first_seen=NOON, items=1, outlets=1, families=1, independent=1, languages=("en",),
    )  # fmt: skip
    return replace(story, **changes)


def a_source(**changes: Any) -> SourceRef:
    source = SourceRef(
        id="north-post", name="The North Post", homepage="https://north.example/", country="SY", family="north", wire=False,
    )  # fmt: skip
    return replace(source, **changes)


def a_verdict(topic: str = "idlib", grade: Grade = Grade.CENTRAL, score: float = 0.94) -> Verdict:
    reason = Reason(
        concept="idlib.place", matched="Idlib", zone=Zone.LEAD, count=1, contribution=0.35,
        quote="The council of Idlib reopened the mill.", start=15, end=20,
    )  # fmt: skip
    return Verdict(topic=topic, grade=grade, score=score, reasons=(reason,))


def a_place(pcode: str | None = "SY07") -> Place:
    return Place(matched="Idlib", name="Idleb", name_ar="إدلب", pcode=pcode, level=1, lat=35.9, lon=36.6, count=1)


def an_item(**changes: Any) -> Item:
    item = Item(
        id="itm_1",
        version=1,
        late=False,
        url="https://north.example/mill",
        canonical_url="https://north.example/mill",
        title="Mill reopens",
        language="en",
        direction="ltr",
        summary="The council of Idlib reopened the mill.",
        text=TEXT,
        word_count=17,
        authors=("Rim Haddad",),
        image=None,
        times=Times(
            published=NOON - timedelta(minutes=5),
            published_from="feed",
            modified=None,
            first_seen=NOON,
            fetched=NOON + timedelta(microseconds=123456),
        ),
        source=a_source(),
        relevance=(a_verdict(), a_verdict("syria", Grade.CENTRAL, 0.98)),
        places=(a_place(),),
        origin=Origin(kind="original"),
        story=a_story(),
        quality=Quality(extraction="full"),
        provenance=Provenance(feed_url="https://north.example/feed", topics_revision="sha256:00"),
    )
    return replace(item, **changes)
