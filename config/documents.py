"""A TOML file as data with a place for each value. Knows nothing of what the values mean."""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from config.lines import Path, line_map
from config.problems import ConfigError, Problem

MAX_BYTES = 16 * 1024**2
"""A larger file is a mistake (a log, a download), not configuration."""
MAX_LINES = 150_000

MAX_DEPTH = 32
"""Lists and tables inside each other; configuration has five."""
TOO_DEEP = "lists or tables are nested too deeply"
_LONG_KEY = re.compile(
    r"""(?<![\w."'-])(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')(?:[ \t]*+\.[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')){64}""",
    re.ASCII,
)
"""A key that is a way through 64 tables. Looked for first: parsers take time by the square of its length."""
_LONG_NUMBER = re.compile(r"[0-9_]{4000}")

_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_PLAIN = (
    ("Cannot overwrite a value", "this key was given before"),
    ("Cannot declare", "this table was declared before; for one more entry of a list write [[name]]"),
    ("Expected '=' after a key", "there must be an '=' between key and value"),
    ("Invalid value", "no valid value; texts need quotes"),
    ("Unescaped '\\' in a string", "write \\\\ for a backslash, or put the text in single quotes"),
    ("Expected newline or end of document", "one line holds one key; there is something after the value"),
    ("Unclosed array", "the list has no closing ]"),
    ("Expected ']'", "the [table] line has no closing ]"),
)


@dataclass(frozen=True, kw_only=True)
class Document:
    """What one file (or no file) says, and where."""

    name: str = ""
    """As the user would write it: `marsad.toml`."""
    data: Mapping[str, Any] = field(default_factory=dict)
    content: bytes = b""

    @cached_property
    def lines(self) -> Mapping[Path, int]:
        """Read when something has to be told of: finding the lines takes longer than parsing."""
        return line_map(self.content.decode("utf-8-sig"))

    def line(self, path: Path) -> int | None:
        """The line of this path, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def read_document(path: FilePath, *, name: str | None = None) -> Document:
    """The file's data, with its lines. Raises ConfigError when it cannot be read or is not TOML."""
    shown = name or str(path)
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # reading a pipe or device may never end
            message = "is a pipe or a device; configuration is read from regular files only"
            raise ConfigError((Problem(file=shown, line=None, path="", message=message),))
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError((Problem(file=shown, line=None, path="", message=_cannot_read(error)),)) from error
    return parse_document(content, name=shown)


def parse_document(content: bytes, *, name: str) -> Document:
    """The data of a file's content, with its lines. Raises ConfigError when it is not TOML."""
    line, message = None, ""
    if len(content) > MAX_BYTES or content.count(b"\n") > MAX_LINES:
        raise ConfigError((Problem(file=name, line=None, path="", message="is too large for configuration"),))
    try:
        text = content.decode("utf-8-sig")
        if found := _LONG_KEY.search(text):
            message = "a key has too many parts"
            raise ConfigError((Problem(file=name, line=_line_of(text, found), path="", message=message),))
        data = tomllib.loads(text)
        if not _deeper_than(MAX_DEPTH, data):
            return Document(name=name, data=data, content=content)
        message = TOO_DEEP
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "is not UTF-8 text here; save the file as UTF-8"
    except tomllib.TOMLDecodeError as error:
        line, message = syntax_error(error, text)
    except RecursionError:
        message = TOO_DEEP
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        found = _LONG_NUMBER.search(text)
        line, message = (_line_of(text, found), "a number is too long") if found else (None, str(error))
    raise ConfigError((Problem(file=name, line=line, path="", message=message),))


def _deeper_than(most: int, data: Mapping[str, Any]) -> bool:
    layer: list[Any] = [data]
    for _ in range(most):
        layer = [
            inner
            for value in layer
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True


def _line_of(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def syntax_error(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str]:
    """Line and plain words of a TOML syntax error."""
    said = str(error)
    match = _AT_LINE.search(said)
    line = int(match[1]) if match and match[1] else text.rstrip("\n").count("\n") + 1
    column = f", column {match[2]}" if match and match[2] else ""
    reason = _AT_LINE.sub("", said)
    words = next((plain for start, plain in _PLAIN if reason.startswith(start)), reason[:1].lower() + reason[1:])
    return line, f"TOML syntax{column}: {words}"


def _cannot_read(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return f"cannot be read: {(error.strerror or str(error)).lower()}"
