"""What an article was found to be about, and the evidence. Knows nothing of how it was found."""

from dataclasses import dataclass
from enum import StrEnum

from workers.model.article import Zone


class Grade(StrEnum):
    """How central a topic is to an article."""

    NONE = "none"
    PASSING = "passing"
    SUBSTANTIAL = "substantial"
    CENTRAL = "central"

    @property
    def rank(self) -> int:
        return ("none", "passing", "substantial", "central").index(self.value)

    def at_least(self, other: "Grade") -> bool:
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One contribution to a score. `start`, `end` count code points of the title (zone title) or of the text."""

    concept: str
    matched: str | None
    zone: Zone
    count: int
    contribution: float
    quote: str | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The grade of one topic. `reasons` are the five weightiest, `score` (0 to 1) is computed from all."""

    topic: str
    grade: Grade
    score: float
    reasons: tuple[Reason, ...] = ()
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A Syrian place named in an article. `pcode`, `lat`, `lon` are None where not known, never guessed."""

    matched: str
    name: str
    name_ar: str | None
    pcode: str | None
    level: int | None
    lat: float | None
    lon: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All verdicts on one article, in the order of the topic files, and the places it names."""

    verdicts: tuple[Verdict, ...]
    places: tuple[Place, ...]
