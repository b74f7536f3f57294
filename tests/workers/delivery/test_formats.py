import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from config.settings import AlertSettings
from tests.support.items import NOON, an_item
from workers.delivery.body import common_story
from workers.delivery.formats import problems, render, target
from workers.delivery.formats.text import fit, utf16
from workers.model.alert import Alert, TriggerKind
from workers.model.item import Item, Retraction

HOSTILE = "<!channel> @everyone *bold* [click](https://evil.example) `code` <b>&amp;</b> \u202e إدلب 🏚️"
CHATS = ("slack", "discord", "telegram", "teams", "ntfy")


def settings(name: str, **changes: Any) -> AlertSettings:
    options = {"chat_id": "@desk"} if name == "telegram" else {}
    return AlertSettings.model_validate(
        {"name": "desk", "url": "https://chat.example/hooks/desk", "format": name, "options": options, **changes}
    )


def rendered(name: str, *items: Item, reason: str = "It is news.", now: datetime = NOON) -> Any:
    trigger = TriggerKind.DIGEST if len(items) > 1 else TriggerKind.NEW_STORY
    alert = Alert(alert="desk", trigger=trigger, reason=reason, story=common_story(items), items=items)
    return json.loads(render("dlv_1", alert, settings(name), now=now).body)


def many(count: int) -> tuple[Item, ...]:
    return tuple(
        an_item(id=f"itm_{number}", title=f"{number} {HOSTILE} " * 20, summary=f"{HOSTILE} " * 20)
        for number in range(count)
    )


@pytest.mark.parametrize("name", CHATS)
def test_every_chat_says_what_it_is_about_and_where_to_read_it(name: str) -> None:
    message = json.dumps(rendered(name, an_item()), ensure_ascii=False)

    for part in ("Mill reopens", "https://north.example/mill", "The North Post", "It is news."):
        assert part in message.replace("\\\\", "")


@pytest.mark.parametrize("name", CHATS)
@pytest.mark.parametrize("count", [0, 1, 5, 200])
def test_any_number_of_items_fits(name: str, count: int) -> None:
    assert within_limits(name, rendered(name, *many(count), reason=HOSTILE * 100))


@pytest.mark.parametrize("name", CHATS)
def test_items_without_room_are_counted_not_forgotten(name: str) -> None:
    told = re.search(r"… and (\d+) more", json.dumps(rendered(name, *many(200)), ensure_ascii=False).replace("\\", ""))

    assert told is not None
    assert 0 < int(told[1]) < 200


def within_limits(name: str, message: dict[str, Any]) -> bool:
    """The services' documented limits."""
    raw = json.dumps(message, ensure_ascii=False)
    if name == "slack":
        sections = [block["text"]["text"] for block in message["blocks"]]
        return 0 < len(sections) <= 50 and max(map(len, sections)) <= 3000 and len(message["text"]) <= 40_000
    if name == "discord":
        parts = [utf16(e["title"] + e.get("description", "") + e["footer"]["text"]) for e in message["embeds"]]
        titles = [utf16(embed["title"]) for embed in message["embeds"]]
        return (
            utf16(message["content"]) <= 2000
            and len(parts) <= 10
            and sum(parts) <= 6000
            and max(titles, default=0) <= 256
        )
    if name == "telegram":
        plain = re.sub(r"<[^>]+>", "", message["text"])
        return 0 < utf16(plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) <= 4096
    if name == "teams":
        return max(len(raw.encode()), len(raw.encode("utf-16-le"))) <= 28 * 1024
    return len(message["message"].encode()) <= 4096 and len(message["title"].encode()) <= 250


def test_slack_markup_in_a_title_is_only_text() -> None:
    text = rendered("slack", an_item(title=HOSTILE))["blocks"][1]["text"]["text"]

    assert "<!channel>" not in text
    assert "&lt;!channel&gt;" in text
    assert text.count("<") == text.count(">") == 1


def test_a_slack_link_cannot_be_broken_out_of() -> None:
    text = rendered("slack", an_item(url="https://north.example/a|b>c"))["blocks"][1]["text"]["text"]

    assert text.startswith("<https://north.example/a%7Cb%3Ec|Mill reopens>")


def test_discord_rings_nobody_and_shows_markup_as_text() -> None:
    message = rendered("discord", an_item(title=HOSTILE))

    assert message["allowed_mentions"] == {"parse": []}
    assert r"\*bold\*" in message["embeds"][0]["title"]


def test_telegram_html_has_only_our_own_tags() -> None:
    text = rendered("telegram", an_item(title=HOSTILE, url='https://north.example/"><script>'))["text"]

    assert set(re.findall(r"</?([a-z]+)", text)) == {"a", "i"}
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in text
    assert 'href="https://north.example/&quot;&gt;&lt;script&gt;"' in text


def test_telegram_writes_to_the_chat_it_was_told() -> None:
    assert rendered("telegram", an_item())["chat_id"] == "@desk"


def test_a_teams_card_shows_markup_as_text() -> None:
    (attachment,) = rendered("teams", an_item(title=HOSTILE))["attachments"]
    container = attachment["content"]["body"][1]

    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert r"\[click\]\(https" in container["items"][0]["text"]
    assert container["selectAction"] == {"type": "Action.OpenUrl", "url": "https://north.example/mill"}


def test_ntfy_is_posted_to_the_root_with_the_topic_inside() -> None:
    alert = settings("ntfy", url="https://ntfy.example/newsdesk?auth=abc")

    assert target(alert) == "https://ntfy.example/?auth=abc"
    assert json.loads(render("d", Alert(alert="desk", trigger=TriggerKind.TEST, reason="r", story=None, items=()), alert, now=NOON).body) == {
        "topic": "newsdesk", "title": "desk: 0 items", "message": "Test of desk: r",
    }  # fmt: skip


@pytest.mark.parametrize("name", CHATS)
def test_a_withdrawn_item_says_so(name: str) -> None:
    gone = an_item(version=2, text=None, retraction=Retraction(reason="error", evidence="HTTP 410"))

    assert "Withdrawn: Mill reopens" in json.dumps(rendered(name, gone))


@pytest.mark.parametrize("name", CHATS)
def test_an_item_without_a_title_is_told_by_its_summary(name: str) -> None:
    assert "The council of Idlib reopened the mill." in json.dumps(rendered(name, an_item(title=None)))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"format": "telegram"}, "options: format telegram needs chat_id"),
        ({"format": "slack", "options": {"chanel": "x"}}, "options: format slack knows no chanel"),
        ({"format": "ntfy", "url": "https://ntfy.example/"}, "url: an ntfy URL ends in its topic"),
        (
            {"format": "telegram", "options": {"chat_id": datetime(2026, 1, 1, tzinfo=UTC)}},
            "options: chat_id must be text, a number, true or false, or a list of those",
        ),
        ({"secret": ["whsec_?"]}, "secret: a webhook secret is"),
        ({"quiet_hours": "always"}, "quiet_hours: 'always' are no quiet hours"),
    ],
)
def test_what_would_keep_an_alert_from_working_is_told(changes: dict[str, Any], problem: str) -> None:
    alert = AlertSettings.model_validate({"name": "desk", "url": "https://chat.example/x", **changes})

    assert any(found.startswith(problem) for found in problems(alert))


@pytest.mark.parametrize("name", ["cloudevents", *CHATS])
def test_a_sound_alert_has_no_problems(name: str) -> None:
    assert problems(settings(name)) == ()


def test_text_is_cut_before_it_is_escaped() -> None:
    assert fit("a&&&&", 8, escape=lambda text: text.replace("&", "&amp;")) == "a&amp;…"
    assert fit("🏚🏚🏚", 5, measure=utf16) == "🏚🏚…"
    assert fit("abc", 3) == "abc"
    assert fit("abc", 0) == ""
