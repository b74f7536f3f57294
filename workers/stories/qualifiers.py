"""How surely a number is told: `at least`, `nearly`, before it or behind. Knows nothing of what is counted."""

import re
from collections.abc import Sequence

from workers.relevance.fold import fold
from workers.stories.compounds import CONJUNCTION
from workers.stories.moved import moved
from workers.stories.numbers import Numerals
from workers.stories.token import Number, Token

UP_TO = frozenset({"до", "تا"})
"""After `rose` it tells where a number came to."""
WENT = ("go", "goes", "gone", "went")
"""Of `went up to`."""
NEAR = 48
"""Characters behind a number in which a qualifier may follow."""
_LEAST = "|".join(
    re.escape(fold(phrase))
    for phrase in (
        "at least", "at minimum", "or more", "على الأقل", "أو أكثر", "على أقل تقدير",
        "au moins", "como mínimo", "por lo menos", "al menos",
        "mindestens", "как минимум", "по меньшей мере", "en az", "حداقل", "دست کم", "herî kêm",
    )
)  # fmt: skip
_MOST = "|".join(
    re.escape(fold(phrase))
    for phrase in (
        "at most",
        "at the most",
        "على الأكثر",
        "كحد أقصى",
        "au plus",
        "höchstens",
        "como máximo",
        "максимум",
        "en fazla",
        "حداکثر",
    )
)
_BEHIND = re.compile(
    rf"^[^\d,،;؛:]*?\b(?P<least>{_LEAST})\b|^[^\d,،;؛:]*?\b(?P<bound>{_MOST})\b|^(?:['’]?\w+\s+)?(?P<more>fazla)\b|^(?:['’]?\w+\s+)?(?P<most>kadar)\b"
)
_ONWARD = re.compile(r"\b(?:and|et|ve|y|und|и|و)\b|\bو\w+")


def qualifier(folded: str, parts: Sequence[Token], number: Number, words: Numerals) -> str | None:
    """The qualifier of a number, by its name in English."""
    before = folded[: parts[number.first].start].rstrip(" \"'«“")
    if parts[number.first].text.startswith(CONJUNCTION) and not parts[number.first].text[1:].isalpha():
        before = before + " "
    for phrase, name in words.qualifiers:
        if before.endswith(phrase) and _stands_alone(before[: -len(phrase)]):
            rose = phrase in UP_TO or before[: -len(phrase)].rstrip().endswith(WENT)
            return None if rose and moved(folded) else name
    behind = folded[parts[number.last].end : parts[number.last].end + NEAR]
    onward = _ONWARD.search(behind)
    found = _BEHIND.match(behind[: onward.start()] if onward else behind)
    if not found:
        return None
    return "at least" if found.group("least") else "more than" if found.group("more") else "up to"


def _stands_alone(before: str) -> bool:
    letter = before[-1:]
    return not letter.isalnum() or (letter in f"{CONJUNCTION}بل" and not before[-2:-1].isalnum())
