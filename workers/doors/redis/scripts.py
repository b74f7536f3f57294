"""The Lua scripts of this package, each with the shared clock in front. Knows nothing of connections."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

Argument = str | int | bytes


@dataclass(frozen=True, slots=True)
class Script:
    text: str
    sha: str


@cache
def script(name: str) -> Script:
    """`lua/<name>.lua` with `lua/clock.lua` before it."""
    return own_script(_text(name))


@cache
def own_script(text: str) -> Script:
    """A script of another package, with `lua/clock.lua` (now_ms, rfc3339, take, take_key, …) before it."""
    whole = _text("clock") + text
    return Script(text=whole, sha=hashlib.sha1(whole.encode(), usedforsecurity=False).hexdigest())


def _text(name: str) -> str:
    return (resources.files(__package__ or "workers.doors.redis") / "lua" / f"{name}.lua").read_text("utf-8")


def fields(values: Mapping[str, str]) -> list[Argument]:
    """As `take_fields` reads them: a count, then name and value in turn."""
    flat: list[Argument] = [len(values)]
    for name, value in values.items():
        flat += (name, value)
    return flat
