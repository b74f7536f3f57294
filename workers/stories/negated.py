"""Whether a word of a toll says that nobody fell: `no injuries`, `دون إصابات`, `ölen olmadı`. Knows no numbers."""

from collections.abc import Sequence

from workers.relevance.fold import fold
from workers.stories.asides import COMMAS, STOPS
from workers.stories.token import Token

NONE = frozenset(
    fold(word) for word in ("no", "none", "nobody", "لم", "не", "aucun", "aucune", "ningún", "kein", "keine")
)
NOT_NONE = frozenset(fold(word) for word in ("fewer", "less", "longer", "менее", "меньше"))
NEGATES = 4
"""Words after which a negation reaches no farther."""
BREAKS = COMMAS | STOPS
WITHOUT = frozenset(
    fold(word)
    for word in (
        *("without", "دون", "ودون", "بدون", "وبدون", "بلا", "ولم", "فلم", "sans", "ni", "ohne", "sin", "без", "нет"),
        *("немає", "keinen", "keinerlei"),
    )
)
"""They reach neither past a comma nor past a number."""
NOT_WITHOUT = frozenset(
    fold(word)
    for word in (
        *("warning", "precedent", "précédent", "avertissement", "aviso", "Vorwarnung", "предупреждения", "سابق"),
        *("borders", "frontières", "fronteras", "Grenzen", "границ", "кордонів", "حدود", "سن", "вести"),
        *("вісти", "крова", "даху"),
    )
)
"""`Doctors without borders`, `без вести` (missing), `دون سن العاشرة`."""
NO, THERE_IS = frozenset({"لا", "ولا"}), frozenset({"توجد", "يوجد", "وقوع", "اي", "تسجيل"})
BEHIND = frozenset(
    fold(word)
    for word in (
        *("olmadı", "olmamış", "olmadığı", "yok", "yoktu", "bulunmuyor", "yaşanmadı", "нет", "нету", "немає", "нема"),
        *("نشد", "نشدند", "نشده", "نداشت", "نداشته", "نبود", "نیست"),
    )
)
OR = frozenset(fold(word) for word in ("ya", "da", "veya", "или", "и", "чи", "та", "і", "یا"))


def negated(parts: Sequence[Token], index: int) -> bool:
    """`No civilians were killed`; not `no fewer than`."""
    reaches = True
    for at in range(index - 1, max(0, index - NEGATES) - 1, -1):
        text = parts[at].text
        if text in NONE and parts[at + 1].text not in NOT_NONE:
            return True
        reaches = reaches and parts[at].value is None and text not in BREAKS
        if reaches and (text in WITHOUT or text in NO) and _denies(parts, at, index):
            return True
    return _behind(parts, index)


def _denies(parts: Sequence[Token], at: int, index: int) -> bool:
    if parts[at].text in NO:
        return all(between.text in THERE_IS for between in parts[at + 1 : index])
    after = parts[at + 1].text
    return after not in NOT_WITHOUT and not after.startswith("ال")


def _behind(parts: Sequence[Token], index: int) -> bool:
    """`ölen ya da yaralanan olmadı`: what is joined by `or` is denied with the last."""
    joined = True
    for part in parts[index + 1 : index + 2 + 2 * NEGATES]:
        if part.text in BEHIND:
            return joined
        if part.text in OR:
            joined = False
        elif part.kind and not joined:
            joined = True
        else:
            return False
    return False
