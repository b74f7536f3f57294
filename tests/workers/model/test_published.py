import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support.items import NOON, an_item
from tests.support.npm import npm_install
from workers.delivery.body import cloud_event, common_story
from workers.delivery.stream import REPLAY, item_fields, ops_fields, story_fields
from workers.model.alert import Alert, TriggerKind
from workers.model.asyncapi import asyncapi
from workers.model.item import MergedStory
from workers.model.publish import published
from workers.model.schema import dumps, moment

FOLDER = Path(__file__).parents[3] / "docs" / "schemas"
PARSER = """
import { Parser } from "@asyncapi/parser";
import { readFileSync } from "node:fs";
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf-8"));
const errors = diagnostics.filter(one => one.severity < 2).map(one => `${one.path.join("/")}: ${one.message}`);
console.log(JSON.stringify({ channels: document?.channels().all().length, errors }));
"""


@pytest.mark.parametrize("name", published())
def test_the_published_schemas_are_those_of_the_code(name: str) -> None:
    stored = FOLDER / name

    assert stored.read_text("utf-8") == published()[name], (
        "write them anew: python -m workers.model.publish docs/schemas"
    )


def valid(message: str, headers: dict[str, str], payload: Any) -> bool:
    """Under the message as the AsyncAPI document describes it."""
    document = asyncapi()
    told = document["components"]["messages"][message]
    for part, value in (("headers", headers), ("payload", payload)):
        schema = {**told[part], "components": document["components"]}
        Draft202012Validator(schema).validate(value)
    return True


def test_real_entries_are_what_the_document_says() -> None:
    item = item_fields(an_item(), type="marsad.item.new")
    story = story_fields(
        MergedStory(
            id="sty_1", first_seen=NOON, items=2, outlets=1, families=1, independent=1, languages=(), merged=("sty_2",)
        ),
        version=1,
    )
    watch = ops_fields(id="x.1", type="marsad.source.state", source="/sources/x", subject="x", data={})

    for message, fields in (("itemNew", item), ("storyMerged", story), ("watch", watch)):
        data = json.loads(fields.pop("data"))
        assert valid(message, {**fields, "time": moment(NOON)}, data)


def test_every_field_of_a_real_entry_is_described() -> None:
    fields = {*item_fields(an_item(), type="marsad.item.new"), "time", REPLAY} - {"data"}

    assert set(asyncapi()["components"]["messages"]["itemNew"]["headers"]["properties"]) == fields


def test_a_real_webhook_is_what_the_document_says() -> None:
    items = (an_item(),)
    alert = Alert(alert="desk", trigger=TriggerKind.NEW_STORY, reason="r", story=common_story(items), items=items)
    body = json.loads(dumps(cloud_event("dlv_1", alert, now=NOON)))

    assert valid("alert", {"webhook-id": "dlv_1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}, body)


@pytest.mark.slow
def test_the_asyncapi_document_is_accepted_by_its_own_parser(tmp_path: Path) -> None:
    folder = npm_install(tmp_path, "@asyncapi/parser@3")
    (folder / "parse.js").write_text(PARSER, "utf-8")
    (folder / "asyncapi.json").write_text(json.dumps(asyncapi()), "utf-8")

    node = shutil.which("node") or "node"
    done = subprocess.run([node, "parse.js", "asyncapi.json"], cwd=folder, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == {"channels": 3, "errors": []}
