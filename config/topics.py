"""Topic files: what is looked for, in the format of `docs/topics.md`. Knows nothing of matching or grading."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Part):
    """A surface form. `case`: match case-sensitively; `strength = "weak"`: counts only beside something strong."""

    text: str = Field(min_length=1)
    case: bool = False
    strength: Literal["strong", "weak"] = "strong"


class Condition(Part):
    """`any` of these concepts `within` a sentence, paragraph, document or a number of words."""

    any: tuple[str, ...]
    within: str | int = "document"


class Concept(Part):
    """The unit of explanation; its terms are synonyms, by language."""

    id: str
    weight: float = 1.0
    pcode: str | None = None
    terms: dict[str, tuple[str | Term, ...]] = Field(default_factory=dict)
    needs: Condition | None = None
    unless: Condition | None = None


class Combine(Part):
    id: str
    all: tuple[str, ...]
    within: str | int = "sentence"
    weight: float = 1.0


class Exclude(Part):
    """Lowers a grade, never hides; its id is listed in `blocked_by`."""

    id: str
    terms: dict[str, tuple[str | Term, ...]] = Field(default_factory=dict)
    weight: float = 1.0


class InlineTest(Part):
    text: str
    title: str | None = None
    grade: Literal["none", "passing", "substantial", "central"]


class Topic(Part):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    title: str
    min_grade: Literal["passing", "substantial", "central"] = "passing"
    thresholds: dict[str, float] = Field(default_factory=lambda: {"central": 0.60, "substantial": 0.35})
    gazetteer: tuple[str, ...] = ()
    concept: tuple[Concept, ...] = ()
    combine: tuple[Combine, ...] = ()
    exclude: tuple[Exclude, ...] = ()
    test: tuple[InlineTest, ...] = ()
