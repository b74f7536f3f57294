"""Where a setting came from: a line of a file, an environment variable, a default. Knows nothing of validity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import BaseModel

from config.documents import Document
from config.environment import origin
from config.lines import Path, dotted
from config.problems import Problem
from config.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The place of every value of one configuration."""

    document: Document = field(default_factory=Document)
    variables: Mapping[Path, str] = field(default_factory=dict)
    """Paths that the environment gives, and the variable's name."""
    aliases: Mapping[Path, Path] = field(default_factory=dict)
    """Secrets given in another form: `redis.url` is really at `redis.url_file`."""

    def place(self, path: Path) -> tuple[str, int | None]:
        """File and line to name in a message; for the environment its variable and None."""
        for length in range(len(path), 0, -1):
            true = self.aliases.get(path[:length], path[:length])
            if true in self.variables:
                return origin(self.variables[true]), None
            if true in self.document.lines:
                return self.document.name, self.document.lines[true]
        return self.document.name or "defaults", None

    def problem(self, path: Path, message: str) -> Problem:
        file, line = self.place(path)
        return Problem(file=file, line=line, path=dotted(path), message=message)

    def origins(self, settings: Settings) -> Mapping[str, str]:
        """`marsad.toml:17`, `environment MARSAD__…` or `default` for every setting, by dotted key."""
        return MappingProxyType({dotted(path): self._origin(path) for path in leaves(settings)})

    def _origin(self, path: Path) -> str:
        for length in range(len(path), 0, -1):
            true = self.aliases.get(path[:length], path[:length])
            if true in self.variables:
                return origin(self.variables[true])
        true = self.aliases.get(path, path)
        if true in self.document.lines:
            return f"{self.document.name}:{self.document.lines[true]}"
        return "default"


def leaves(model: BaseModel, base: Path = ()) -> Iterator[Path]:
    """The path of every setting, in the order of the model."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        path = (*base, name)
        if isinstance(value, BaseModel):
            yield from leaves(value, path)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for index, element in enumerate(value):
                yield from leaves(element, (*path, index))
        elif isinstance(value, dict) and value:
            yield from ((*path, key) for key in value)
        else:
            yield path
