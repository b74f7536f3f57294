"""Whether a number is how old somebody is: `a man of 34`, `im Alter von 34`. Knows nothing of tolls."""

import re
from collections.abc import Sequence

from workers.relevance.fold import fold
from workers.stories.numbers import Numerals
from workers.stories.token import Token

OLDEST = 110
OF = frozenset({"of", "de", "von"})
AGES = frozenset({"age", "ages", "alter", "edad", "edades"})
AGED = frozenset(fold(word) for word in ("возрасте", "віці", "سن", "عمر", "بعمر", "بسن", "سنین"))
ABOUT = frozenset({"about", "around", "environ", "unos", "etwa", "rund"})
_TURKISH = re.compile(r"'(?:s?[iu]n)d[ae]\b")
"""`34'ünde`."""


def is_age(parts: Sequence[Token], first: int, last: int, words: Numerals, *, value: int, folded: str) -> bool:
    """Also `a mother of three`: whatever it counts, it is not who fell."""
    if value > OLDEST:
        return False
    before = parts[first - 1].text if first else ""
    if before in OF and first > 1 and (parts[first - 2].text in words.persons or parts[first - 2].text in AGES):
        return True
    if before in OF and first > 1 and parts[first - 2].text == ",":
        return True
    if before in ABOUT and first > 2 and parts[first - 2].text in OF and parts[first - 3].text in words.persons:
        return True
    if before in AGED or _TURKISH.match(folded, parts[last].end):
        return True
    return parts[first].text[0].isdecimal() and folded.startswith(("s", "'s"), parts[last].end)  # `in their 30s`
