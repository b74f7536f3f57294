"""The JSON Schema of `marsad.toml`, for editors. Knows nothing of sources and topics."""

from typing import Any

from config.environment import FORMS, SECRETS
from config.settings import Settings
from config.units import DURATION_PATTERN, SIZE_PATTERN, format_duration, format_size

_FORM_TITLES = {
    "_file": "a file that holds it, relative to this file or in $CREDENTIALS_DIRECTORY",
    "_env": "the environment variable that holds it",
}


def json_schema() -> dict[str, Any]:
    """What the file may hold; durations and sizes as texts, every secret also as `…_file` or `…_env`."""
    schema = Settings.model_json_schema()
    definitions = schema["$defs"]
    for model in (schema, *definitions.values()):
        model["properties"] = {name: _property(stated) for name, stated in model["properties"].items()}
    for section, name in sorted(SECRETS):
        _with_forms(definitions[f"{section.title()}Settings"], name)
    for name in ("url", "secret"):
        _with_forms(definitions["AlertSettings"], name)
    definitions["AlertSettings"]["required"] = ["name"]
    definitions["AlertSettings"]["oneOf"] = [
        {"required": [name]} for name in ("url", *(f"url{form}" for form in FORMS))
    ]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "marsad.toml"}


def _property(stated: dict[str, Any]) -> dict[str, Any]:
    """Defaults as they are written; those of whole tables are told by their own keys."""
    shown = {key: value for key, value in stated.items() if key != "title"}
    default = shown.get("default")
    if "$ref" in shown or default == []:
        shown.pop("default", None)
    elif shown.get("pattern") == DURATION_PATTERN and isinstance(default, int | float):
        shown["default"] = format_duration(default) if default else ""
    elif shown.get("pattern") == SIZE_PATTERN and isinstance(default, int):
        shown["default"] = format_size(default)
    return shown


def _with_forms(model: dict[str, Any], name: str) -> None:
    for form in FORMS:
        model["properties"][name + form] = {"type": "string", "description": f"instead of {name}: {_FORM_TITLES[form]}"}
