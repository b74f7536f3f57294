import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.support.items import NOON, a_story, an_item
from workers.model.entry import Entry
from workers.model.errors import NewerData
from workers.model.item import Item, MergedStory, Retraction
from workers.model.schema import (
    dumps,
    entry_from_json,
    entry_json,
    item_from_json,
    item_json,
    item_schema,
    moment,
    story_from_json,
    story_json,
    story_schema,
)

ENTRY = Entry(
    id="ent_1", source_id="north-post", feed_url="https://north.example/feed", url="https://north.example/mill",
    first_seen=NOON + timedelta(microseconds=7), title="مطحنة", aliases=("a", "b"),
)  # fmt: skip


def a_retraction() -> Item:
    return replace(an_item(), version=3, text=None, retraction=Retraction(reason="withdrawn", evidence="HTTP 410"))


def a_merged_story() -> MergedStory:
    return MergedStory(
        id="sty_1", first_seen=NOON, items=3, outlets=2, families=2, independent=2, languages=("ar", "en"), merged=("sty_2",),
    )  # fmt: skip


def test_times_are_rfc_3339_utc_with_milliseconds() -> None:
    assert moment(datetime(2026, 3, 4, 5, 6, 7, 891234, tzinfo=UTC)) == "2026-03-04T05:06:07.891Z"
    assert moment(datetime(2026, 3, 4, 2, 0, tzinfo=timezone(timedelta(hours=3)))) == "2026-03-03T23:00:00.000Z"
    assert json.loads(item_json(an_item()))["times"]["fetched"] == "2026-03-04T12:00:00.123Z"


def test_arabic_is_written_unescaped() -> None:
    assert "إدلب" in item_json(an_item())


def test_a_first_version_has_neither_changed_nor_retraction() -> None:
    assert {"changed", "retraction"}.isdisjoint(json.loads(item_json(an_item())))


def test_an_update_says_what_changed_and_a_retraction_why() -> None:
    update = json.loads(item_json(replace(an_item(), version=2, changed=("title", "text"))))
    retraction = json.loads(item_json(a_retraction()))

    assert update["changed"] == ["title", "text"]
    assert retraction["retraction"] == {"reason": "withdrawn", "evidence": "HTTP 410"}
    assert retraction["text"] is None


@pytest.mark.parametrize("item", [an_item(), a_retraction(), replace(an_item(), title=None, language=None, places=())])
def test_every_item_written_is_valid_under_the_published_schema(item: Item) -> None:
    Draft202012Validator.check_schema(item_schema())
    Draft202012Validator(item_schema()).validate(json.loads(item_json(item)))


def test_every_merged_story_written_is_valid_under_the_published_schema() -> None:
    Draft202012Validator.check_schema(story_schema())
    Draft202012Validator(story_schema()).validate(json.loads(story_json(a_merged_story())))


def test_the_schemas_are_named_as_promised() -> None:
    assert item_schema()["$id"].endswith("/item-v1.json")
    assert story_schema()["$id"].endswith("/story-v1.json")


def test_unknown_fields_and_values_stay_valid() -> None:
    data = json.loads(item_json(an_item()))
    data["mood"] = "calm"
    data["source"]["ceo"] = {"name": "x"}
    data["relevance"][0]["grade"] = "paramount"

    Draft202012Validator(item_schema()).validate(data)


def test_a_missing_field_is_not_valid() -> None:
    data = json.loads(item_json(an_item()))
    del data["story"]

    assert not Draft202012Validator(item_schema()).is_valid(data)


def test_an_item_read_back_is_the_same_to_the_millisecond() -> None:
    item = an_item()
    item = replace(item, times=replace(item.times, fetched=NOON + timedelta(milliseconds=123)))

    assert item_from_json(item_json(item)) == item


def test_an_item_of_a_newer_minor_version_is_read_without_its_new_fields() -> None:
    data = json.loads(item_json(a_retraction()))

    assert item_from_json(json.dumps({**data, "mood": "calm"})) == item_from_json(json.dumps(data))


def test_a_merged_story_read_back_is_the_same() -> None:
    assert story_from_json(story_json(a_merged_story())) == a_merged_story()
    assert a_story().id == a_merged_story().id


def test_an_entry_read_back_is_the_same_to_the_microsecond() -> None:
    assert entry_from_json(entry_json(ENTRY)) == ENTRY


def test_an_entry_of_a_newer_record_version_is_refused_with_the_remedy() -> None:
    newer: dict[str, Any] = {**json.loads(entry_json(ENTRY)), "record": 2}

    with pytest.raises(NewerData, match=r"record version 2.*newer one"):
        entry_from_json(json.dumps(newer))


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_written_as_valid_utf_8_with_as_many_code_points(text: str) -> None:
    assert len(json.loads(dumps({"text": text}).encode())["text"]) == len(text)
