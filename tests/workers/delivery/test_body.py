import json

from jsonschema import Draft202012Validator

from tests.support.items import NOON, a_story, an_item
from workers.delivery.body import cloud_event_body, common_story, cut, delivery_id
from workers.model.alert import Alert, TriggerKind
from workers.model.item import Item, Retraction
from workers.model.schema import alert_schema


def an_alert(*items: Item) -> Alert:
    return Alert(
        alert="desk", trigger=TriggerKind.NEW_STORY, reason="It is news.", story=common_story(items), items=tuple(items)
    )


def test_the_body_is_a_cloud_event_of_type_marsad_alert() -> None:
    event = json.loads(cloud_event_body("dlv_1", an_alert(an_item()), now=NOON))

    assert {name: value for name, value in event.items() if name != "data"} == {
        "specversion": "1.0",
        "id": "dlv_1",
        "source": "/alerts/desk",
        "type": "marsad.alert",
        "subject": "sty_1",
        "time": "2026-03-04T12:00:00.000Z",
        "datacontenttype": "application/json",
        "dataschema": "https://marsad.example/schemas/alert-v1.json",
    }
    assert list(event["data"]) == ["alert", "trigger", "reason", "story", "items"]


def test_the_data_is_valid_under_the_published_schema() -> None:
    gone = an_item(id="itm_2", version=2, text=None, retraction=Retraction(reason="x", evidence="y"))
    for alert in (an_alert(an_item()), an_alert(an_item(), gone), an_alert()):
        event = json.loads(cloud_event_body("dlv_1", alert, now=NOON))

        Draft202012Validator(alert_schema()).validate(event["data"])


def test_texts_are_cut_at_2000_characters() -> None:
    (item,) = json.loads(cloud_event_body("dlv_1", an_alert(an_item(text="م" * 5000)), now=NOON))["data"]["items"]

    assert item["text"] == "م" * 2000


def test_a_large_digest_cuts_texts_shorter_and_leaves_no_item_out() -> None:
    items = cut(tuple(an_item(id=f"itm_{number}", text="x" * 5000) for number in range(1000)))

    assert len(items) == 1000
    assert sum(len(item.text or "") for item in items) == 200_000


def test_a_digest_of_several_stories_has_none() -> None:
    one, other = an_item(), an_item(id="itm_2", story=a_story(id="sty_2"))

    assert common_story([one, other]) is None
    assert common_story([one, an_item(id="itm_3", story=a_story(items=2))]) == a_story(items=2)
    assert common_story([]) is None


def test_the_same_message_to_the_same_alert_has_the_same_id() -> None:
    assert delivery_id("desk", "itm_1", 1, TriggerKind.NEW_STORY) == delivery_id("desk", "itm_1", 1, "new_story")
    assert (
        len({delivery_id("desk", "itm_1", 1), delivery_id("desk", "itm_1", 2), delivery_id("night", "itm_1", 1)}) == 3
    )
