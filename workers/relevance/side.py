"""The words beside a name. Knows nothing of what they mean."""

from dataclasses import dataclass

from workers.relevance.concepts import WORLD
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading

WINDOW = 60  # characters looked at around a name

ARTICLES = frozenset({"de", "du", "d", "la", "le", "l", "al", "el", "der", "des", "die", "das", "the"})  # rue de Damas

Place = tuple[bool, int, int]  # in the title, start, end
Scene = tuple[bool, int]  # in the title, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Words before and after a name in its sentence, folded; the nearest are `before[-1]` and `after[0]`.

    `following` is the text after it as it stands.
    """

    before: list[str]
    after: list[str]
    following: str

    @classmethod
    def of(cls, hit: Hit, reading: Reading) -> "Side":
        source = reading.layout.title if hit.spot.in_title else reading.layout.text
        first = 0 if hit.spot.in_title else reading.layout.sentence(hit.spot.sentence)[0]
        following = source[hit.find.end : hit.find.end + WINDOW]
        return cls(
            before=TOKEN.findall(fold(source[max(hit.find.start - WINDOW, first) : hit.find.start])),
            after=TOKEN.findall(fold(following)),
            following=following,
        )


Abroad = dict[tuple[bool, int], list[Hit]]
"""Names of other countries and their cities by the word they begin with: looked up, never searched for."""


def abroad_by_word(reading: Reading) -> Abroad:
    found: Abroad = {}
    for hit in reading.hits:
        if hit.concept.id.startswith(WORLD):
            found.setdefault((hit.spot.in_title, hit.find.first), []).append(hit)
    return found


def scene_of(hit: Hit) -> Scene:
    return (hit.spot.in_title, hit.spot.sentence)


def words_of(scene: Scene, reading: Reading) -> list[str]:
    """All words of a headline or of a sentence, folded."""
    if scene[0]:
        return TOKEN.findall(fold(reading.layout.title))
    start, end = reading.layout.sentence(scene[1])
    return TOKEN.findall(fold(reading.layout.text[start:end]))


def without_articles(words: list[str]) -> list[str]:
    return [word for word in words if word not in ARTICLES]
