"""`marsad config`: the effective settings with where each came from, and their JSON Schema."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from monitor.cli.frame import emit, json_option, message, say, settings_of


@click.group()
def command() -> None:
    """Show the effective settings, or their JSON Schema for editors."""


@command.command("show")
@click.option("--origin", is_flag=True, help="Say where each value came from.")
@json_option
@click.pass_context
def show(ctx: click.Context, origin: bool, as_json: bool) -> None:
    """Show the effective settings. Secrets are masked."""
    from config.secrets import masked

    loaded = settings_of(ctx.obj.obj if isinstance(ctx.obj, click.Context) else ctx.obj)
    values = masked(loaded.settings)
    if as_json:
        origins = {"origins": dict(loaded.origins)} if origin else {}
        emit(
            {
                "schema": "marsad.config/1",
                "file": str(loaded.file) if loaded.file else None,
                "settings": values,
                **origins,
            }
        )
        return
    message(f"configuration: {loaded.file or 'the shipped defaults (no marsad.toml found)'}")
    for path, value in flat(values):
        where = f"    # {loaded.origins.get(path, 'default')}" if origin else ""
        say(f"{path} = {toml_value(value)}{where}")


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of marsad.toml, for editors such as those with taplo."""
    from config.load import json_schema

    emit(json_schema())


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted paths, `alert[0].name` for tables in a list."""
    for key, value in values.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{path}.")
        elif isinstance(value, (list, tuple)) and value and isinstance(value[0], Mapping):
            for number, part in enumerate(value):
                yield from flat(part, f"{path}[{number}].")
        else:
            yield path, value


def toml_value(value: object) -> str:
    import json

    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(part) for part in value) + "]"
    if isinstance(value, Mapping):
        return "{}" if not value else "{ " + ", ".join(f"{k} = {toml_value(v)}" for k, v in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False, default=str)
