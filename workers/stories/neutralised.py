"""Words that tell of the dead only where fighters are counted: `ликвидированы 12 боевиков`, not 12 fires.

Where anything else is counted beside them they tell nothing: it might be counted with the men.
"""

from collections.abc import Sequence

from workers.relevance.fold import fold
from workers.stories.token import Token

NEUTRALISED = tuple(
    fold(stem) for stem in ("ликвидирова", "уничтожен", "уничтожил", "ліквідован", "ліквідувал", "знищен", "знищил")
)
FIGHTERS = tuple(
    fold(stem)
    for stem in ("боевик", "террорист", "экстремист", "наемник", "солдат", "бойовик", "терорист", "найманц", "радикал")
)
BEFORE, BEHIND = 4, 6
"""Words between a verb and its number."""


def fighters(parts: Sequence[Token], index: int) -> bool:
    """Whether fighters, and they alone, are what the verb counts."""
    counts = [at for at, part in enumerate(parts) if part.value is not None]
    near = [at for at in counts if index - BEFORE <= at <= index + BEHIND]
    own = [at for at in counts if not any(part.kind not in {None, "other"} for part in _between(parts, at, index))]
    runs = [at for at in own if at - 1 not in own]
    return len(runs) == 1 and runs[0] in near and _are_fighters(parts, own[-1] + 1)


def _between(parts: Sequence[Token], one: int, other: int) -> Sequence[Token]:
    return parts[min(one, other) + 1 : max(one, other)]


def _are_fighters(parts: Sequence[Token], at: int) -> bool:
    """`12 боевиков`, `12 вооруженных боевиков`."""
    after = [part.text for part in parts[at : at + 2]]
    adjective = bool(after) and after[0].endswith(("ых", "их"))
    return any(word.startswith(FIGHTERS) for word in (after if adjective else after[:1]))
