"""The files that `sources` and `topics` list: shipped, own, or all of a directory. Knows nothing of what is in them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path as FilePath
from typing import Generic, TypeVar

from config.documents import Document, parse_document, read_document
from config.lines import Path, dotted
from config.problems import ConfigError, Problem

BUILTIN = "builtin"


Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Value]):
    """What can be used of the files, and everything wrong with them."""

    values: tuple[Value, ...]
    problems: tuple[Problem, ...]
    complete: bool
    """Whether all could be read so far that a name they lack is a mistake elsewhere."""
    problem_of: Callable[[str, Path, str], Problem]
    """A problem with the entry of this id, at a path within it."""

    def required(self) -> tuple[Value, ...]:
        """The values of files without a mistake. Raises ConfigError."""
        if self.problems:
            raise ConfigError(self.problems)
        return self.values


def read_listed(entries: tuple[str, ...], shipped: str) -> tuple[tuple[tuple[Document, ...], ...], tuple[Problem, ...]]:
    """For each entry its documents by name, and what could not be read. `shipped` is what `builtin` means."""
    groups: list[tuple[Document, ...]] = []
    problems: list[Problem] = []
    for entry in entries:
        documents: list[Document] = []
        for read in _readers(entry, files("config") / shipped):
            try:
                documents.append(_read(read))
            except ConfigError as error:
                problems.extend(error.problems)
        groups.append(tuple(documents))
    return tuple(groups), tuple(problems)


def _readers(entry: str, shipped: Traversable) -> tuple[Traversable | FilePath, ...]:
    source = shipped if entry == BUILTIN else FilePath(entry)
    if not source.is_dir():
        return (source,)
    inside = (item for item in source.iterdir() if item.name.endswith(".toml") and not item.name.startswith("."))
    return tuple(sorted(inside, key=lambda item: item.name))


def _read(source: Traversable | FilePath) -> Document:
    if isinstance(source, FilePath):
        return read_document(source)
    return parse_document(source.read_bytes(), name=str(source))


def problem_in(document: Document, path: Path, message: str) -> Problem:
    """A problem at a path of this document."""
    return Problem(file=document.name, line=document.line(path), path=dotted(path), message=message)
