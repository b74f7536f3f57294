"""Writes the published schemas into a folder: `python -m workers.model.publish docs/schemas`."""

import json
import sys
from pathlib import Path

from workers.model.asyncapi import asyncapi
from workers.model.schema import alert_schema, item_schema, story_schema


def published() -> dict[str, str]:
    """File name to content."""
    documents = {
        "item-v1.json": item_schema(),
        "story-v1.json": story_schema(),
        "alert-v1.json": alert_schema(),
        "asyncapi-v1.json": asyncapi(),
    }
    return {name: json.dumps(document, ensure_ascii=False, indent=2) + "\n" for name, document in documents.items()}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in published().items():
        (folder / name).write_text(text, "utf-8")
