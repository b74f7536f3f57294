import json

import pytest
from jsonschema import Draft202012Validator

from tests.support.items import NOON, a_verdict, an_item
from workers.delivery.stream import item_fields, ops_fields, story_fields, topics_field
from workers.model.item import MergedStory
from workers.model.schema import item_schema, story_schema
from workers.model.verdict import Grade


def test_an_item_has_the_promised_fields() -> None:
    fields = item_fields(an_item(version=3), type="marsad.item.updated")

    assert {name: value for name, value in fields.items() if name != "data"} == {
        "specversion": "1.0",
        "id": "itm_1.3",
        "type": "marsad.item.updated",
        "source": "/sources/north-post",
        "subject": "itm_1",
        "datacontenttype": "application/json",
        "dataschema": "https://marsad.example/schemas/item-v1.json",
        "topics": "idlib:central:0.94,syria:central:0.98",
        "lang": "en",
        "story": "sty_1",
        "origin": "original",
    }
    Draft202012Validator(item_schema()).validate(json.loads(fields["data"]))


def test_a_language_that_nobody_could_tell_is_und() -> None:
    assert item_fields(an_item(language=None), type="marsad.item.new")["lang"] == "und"


@pytest.mark.parametrize(
    ("grades", "field"),
    [
        ((("syria", Grade.PASSING, 0.2), ("idlib", Grade.CENTRAL, 0.9)), "idlib:central:0.90,syria:passing:0.20"),
        ((("syria", Grade.NONE, 0.0), ("idlib", Grade.SUBSTANTIAL, 0.5)), "idlib:substantial:0.50"),
        ((), ""),
    ],
)
def test_topics_are_best_first_and_only_those_that_were_reached(
    grades: tuple[tuple[str, Grade, float], ...], field: str
) -> None:
    assert topics_field(tuple(a_verdict(*grade) for grade in grades)) == field


def test_a_merged_story_is_an_event_of_the_surviving_one() -> None:
    story = MergedStory(
        id="sty_1", first_seen=NOON, items=3, outlets=2, families=2, independent=2, languages=("ar",), merged=("sty_2",)
    )

    fields = story_fields(story, version=4)

    assert (fields["id"], fields["type"], fields["subject"]) == ("sty_1.4", "marsad.story.merged", "sty_1")
    Draft202012Validator(story_schema()).validate(json.loads(fields["data"]))


def test_the_same_attributes_tell_of_the_watch_itself() -> None:
    fields = ops_fields(id="x", type="marsad.source.state", source="/sources/a", subject="a", data={"state": "blocked"})

    assert fields["data"] == '{"state":"blocked"}'
    assert set(fields) == {"specversion", "id", "type", "source", "subject", "datacontenttype", "data"}
