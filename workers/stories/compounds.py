"""Numbers of several words: `a hundred and twenty`, `ثلاثة وعشرين ألف`, `yirmi üç`. Knows nothing of what is counted.

A run of number words that makes no number in any grammar known here is none: a wrong number is worse than none.
"""

from collections.abc import Mapping, Sequence

from workers.relevance.fold import fold

CONJUNCTION = "و"
LINKS = frozenset(fold(word) for word in ("et", "y", "û", "و"))
ARTICLES = frozenset({"a", "one"})
BARE = frozenset(fold(word) for word in ("مئة", "مائة", "cent", "hundert", "tausend"))
"""Scales that are a number alone. `hundred` is one only after an article: `several hundred` is vague."""
SEVERAL = frozenset(
    fold(word) for word in ("mehrere", "einige", "paar", "viele", "plusieurs", "quelques", "عدة", "بضع")
)
"""Before a scale they make it no number."""
PARTS = frozenset(fold(word) for word in ("un", "une", "una", "uno", "одна", "أحد", "إحدى", "نه", "bir", "یک"))
"""Numbers only inside of others: alone they are mostly other words."""
TEN = frozenset(fold(word) for word in ("عشر", "عشرة"))
HUNDRED, THOUSAND = 100, 1000


def read(texts: Sequence[str], values: Sequence[int | None], first: int, scales: Mapping[str, int]) -> (
    tuple[int, int | None]
):  # fmt: skip
    """Where the number that starts at `first` ends, and what it is; None if no number is understood."""
    bare = _scale(texts[first], scales) if values[first] is None else None
    if bare is not None:
        vague = first > 0 and texts[first - 1] in SEVERAL
        known = (texts[first].removeprefix(CONJUNCTION) in BARE and not vague) or (
            first > 0 and texts[first - 1] in ARTICLES
        )
        done, open_, sound = (bare, 0, known) if bare >= THOUSAND else (0, bare, known)
    else:
        done, open_, sound = 0, values[first] or 0, texts[first] not in PARTS
    last = first
    while (step := _next(texts, values, last, scales, open_, after_scale=last > first or bare is not None)) is not None:
        at, scale, linked = step
        if scale is None:
            sum_ = _sum(open_, values[at] or 0, linked=linked, text=texts[at])
            if sum_ is None and linked:
                break
            sound, open_ = sum_ is not None and (sound or texts[first] in PARTS), sum_ or 0
        elif scale >= THOUSAND:
            done, open_ = done + max(open_, 1) * scale, 0
        else:
            sound, open_ = sound and 0 <= open_ < HUNDRED, max(open_, 1) * scale
        last = at
    return last, done + open_ if sound else None


def _scale(text: str, scales: Mapping[str, int]) -> int | None:
    return scales.get(text) or (scales.get(text[1:]) if text.startswith(CONJUNCTION) else None)


def _next(
    texts: Sequence[str],
    values: Sequence[int | None],
    last: int,
    scales: Mapping[str, int],
    open_: int,
    *,
    after_scale: bool,
) -> tuple[int, int | None, bool] | None:
    """Index of the next word of the number, its scale, and whether a conjunction joins it."""
    at = last + 1
    linked = at < len(texts) and (texts[at] in LINKS or (texts[at] == "and" and after_scale and open_ % HUNDRED == 0))
    at += linked
    if at >= len(texts) or texts[at][0].isdecimal():
        return None
    linked = linked or (texts[at].startswith(CONJUNCTION) and len(texts[at]) > 1 and values[at] is not None)
    scale = _scale(texts[at], scales)
    if scale is not None and not linked:
        return at, scale, False
    digits = texts[last][0].isdecimal()
    return (at, None, linked) if values[at] is not None and not digits else None


def _sum(open_: int, value: int, *, linked: bool, text: str) -> int | None:
    """`hundred twenty`, `twenty three`, `on beş`, `ثلاثة عشر`, `ثلاثة وعشرين`, `soixante et onze`."""
    rest = open_ % HUNDRED
    if open_ == 0 or (rest == 0 and value < HUNDRED):
        return open_ + value
    tens = rest >= 10 and rest % 10 == 0
    units = rest < 10
    if (tens and value < 10) or (rest in {60, 80} and 10 <= value < 20):
        return open_ + value
    if units and ((linked and value in range(20, 100, 10)) or (value == 10 and not linked and text in TEN)):
        return open_ + value
    return None
