"""A word of a sentence with what is known of it, and a count of people. Knows nothing of grammar."""

from dataclasses import dataclass


@dataclass(slots=True)
class Token:
    """A word or a mark: offsets in the folded sentence."""

    text: str
    start: int
    end: int
    value: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A count of people, by the tokens that it takes."""

    value: int
    maximum: int | None
    first: int
    last: int
    dual: bool = False
