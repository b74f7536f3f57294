"""On which line of a TOML text each key stands. Reads what tomllib has accepted; knows nothing of meaning."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
"""The way to a value: table and key names, positions in arrays."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)+")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_STRINGS = {
    '"""': re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''.*?'{3,5}", re.DOTALL),
    '"': re.compile(r'"(?:\\.|[^"\\])*"'),
    "'": re.compile(r"'[^']*'"),
}
_ESCAPES = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def line_map(text: str) -> Mapping[Path, int]:
    """Line (from 1) of every table, key and array element of a valid TOML text."""
    return _Scanner(text).scan()


def dotted(path: Path) -> str:
    """`alert[0].url` for `("alert", 0, "url")`."""
    written = ""
    for part in path:
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else part
    return written


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self.at = 0
        self.newlines = [match.start() for match in re.finditer("\n", self.text)]
        self.lines: dict[Path, int] = {}
        self.sizes: dict[Path, int] = {}
        """How many `[[tables]]` each array has so far; keys through it go to the last."""

    def scan(self) -> Mapping[Path, int]:
        table: Path = ()
        self.skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip()
        return self.lines

    def header(self) -> Path:
        double = self.text.startswith("[[", self.at)
        line = self.line()
        self.at += 2 if double else 1
        names = list(self.key())
        self.at += 2 if double else 1
        path = self.resolve((), names[:-1])
        self.mark(path, line)
        path = (*path, names[-1])
        self.mark(path, line)
        if double:
            self.sizes[path] = self.sizes.get(path, 0) + 1
            path = (*path, self.sizes[path] - 1)
        elif path in self.sizes:
            path = (*path, self.sizes[path] - 1)
        self.mark(path, line)
        return path

    def pair(self, table: Path) -> None:
        line = self.line()
        path = table
        for name in self.key():
            path = (*path, name)
            self.mark(path, line)
        self.at += 1  # the equals sign
        self.skip()
        self.value(path)

    def value(self, path: Path) -> None:
        """Go past one value, marking what is inside."""
        for quote, pattern in _STRINGS.items():
            if self.text.startswith(quote, self.at):
                self.at = self.end(pattern)
                return
        if self.text[self.at] == "[":
            self.elements(path)
        elif self.text[self.at] == "{":
            self.members(path)
        else:
            self.at = self.end(_SCALAR)

    def elements(self, path: Path) -> None:
        self.at += 1
        self.skip()
        index = 0
        while self.text[self.at] != "]":
            self.mark((*path, index), self.line())
            self.value((*path, index))
            index += 1
            self.separator()
        self.at += 1

    def members(self, path: Path) -> None:
        self.at += 1
        self.skip()
        while self.text[self.at] != "}":
            self.pair(path)
            self.separator()
        self.at += 1

    def separator(self) -> None:
        self.skip()
        if self.text[self.at] == ",":
            self.at += 1
            self.skip()

    def key(self) -> Iterator[str]:
        while True:
            self.skip()
            quote = self.text[self.at]
            if quote in _STRINGS:
                end = self.end(_STRINGS[quote])
                raw = self.text[self.at + 1 : end - 1]
                yield _unescape(raw) if quote == '"' else raw
            else:
                end = self.end(_BARE)
                yield self.text[self.at : end]
            self.at = end
            self.skip()
            if self.text[self.at] != ".":
                return
            self.at += 1

    def resolve(self, base: Path, names: list[str]) -> Path:
        path = base
        for name in names:
            path = (*path, name)
            if path in self.sizes:
                path = (*path, self.sizes[path] - 1)
        return path

    def mark(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def end(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"line {self.line()}: not TOML that tomllib would accept")
        return match.end()

    def skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        if match:
            self.at = match.end()

    def line(self) -> int:
        return bisect_right(self.newlines, self.at - 1) + 1 if self.at else 1


def _unescape(raw: str) -> str:
    return _ESCAPES.sub(
        lambda match: chr(int(match[1] or match[2], 16)) if match[3] is None else _ESCAPED.get(match[3], match[3]), raw
    )
