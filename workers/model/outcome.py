"""How an entry's life ends. Knows nothing of who decided."""

from dataclasses import dataclass
from enum import StrEnum


class DropReason(StrEnum):
    """Why an entry was not published. Stable codes: `marsad why` prints them, docs list them."""

    IRRELEVANT = "irrelevant"
    DUPLICATE = "duplicate"
    NOT_AN_ARTICLE = "not_an_article"
    NO_TEXT = "no_text"
    UNCHANGED = "unchanged"
    BASELINE = "baseline"
    GONE = "gone"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    item_id: str
    version: int
    stream_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Recorded, not raised. `detail` is one plain sentence."""

    reason: DropReason
    detail: str


Outcome = Published | Dropped
