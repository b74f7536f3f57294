"""One person who is told without a number: `a woman was killed`, `un mort`, `مقتل مدني`. Knows nothing of other counts.

Where somebody else is named beside, nothing is told: a wrong number is worse than none.
"""

from collections.abc import Sequence

from workers.relevance.fold import fold
from workers.stories.compounds import CONJUNCTION, LINKS
from workers.stories.numbers import Numerals
from workers.stories.token import Token

ACTIVE = frozenset({"mato", "mataron", "tuant"})
"""One person did it, and how many fell is told next."""
MOST_BETWEEN = 3
"""Words between an article and what befell the person: `une personne a été tuée`."""
NAMED_BESIDE = 6
"""Words behind a person in which others may be told who fell too."""
ANOTHER = frozenset(
    fold(word)
    for word in ("another", "others", "وآخر", "وأخرى", "وآخرين", "وآخرون", "autre", "autres", "otro", "otra", "otros")
)
"""Where one of them stands without a verb of its own there was more than one."""


def one_person(parts: Sequence[Token], index: int, words: Numerals) -> bool:
    """`un mort`, `una persona murió`: an article is a number where nothing else can be meant."""
    after = parts[index + 1 : index + 2 + MOST_BETWEEN]
    if _another(parts, index) or (words.active and after and after[0].text not in words.persons):
        return False
    if after and after[0].text in words.persons and not (index and parts[index - 1].text in LINKS | words.conjunctions):
        told = after[1:]
        after = [part for part in told if part.text not in words.auxiliaries]
        if words.active and not (told and told[0].text in words.auxiliaries | words.active):
            return False
    if not after or after[0].text in ACTIVE or after[0].kind not in {"killed", "injured", "missing"}:
        return False
    return len(after) == 1 or after[1].value is None  # not `un homme tue trois personnes`


def befell_one(parts: Sequence[Token], index: int, words: Numerals) -> bool:
    """`مقتل مدني`, `أصيبت طفلة`: one person without a number right behind the verb, and nobody named beside."""
    if not index or parts[index].text not in words.persons or parts[index - 1].kind not in {"killed", "injured"}:
        return False
    if _another(parts, index):
        return False
    if index > 1 and parts[index - 2].text in words.prepositions:  # what went before: `احتجاجات بعد مقتل شاب`
        return False
    for part in parts[index + 1 : index + 1 + NAMED_BESIDE]:
        if part.kind or part.text in words.prepositions or not part.text[0].isalpha():
            return part.value is None
        if part.value is not None or part.text.startswith(CONJUNCTION):
            return False
    return True


BACKGROUND = frozenset(
    fold(word)
    for word in (
        *("как", "где", "почему", "когда", "что", "после", "ранее", "якобы", "як", "де", "чому", "коли", "після"),
        *("раніше", "що", "котором", "которой", "якому", "якій", "не"),
    )
)
MORE = frozenset(fold(word) for word in ("ещё", "еще", "ще", "также", "також"))


def fell_alone(parts: Sequence[Token], index: int, words: Numerals) -> bool:
    """`Погиб водитель, ранены трое`: the verb is of one, and nobody is named beside."""
    if not index or parts[index].text not in words.persons or parts[index - 1].text not in words.singular:
        return False
    if any(part.text in BACKGROUND for part in parts[max(0, index - 4) : index - 1]):
        return False
    after = parts[index + 1 : index + 3]
    if not after:
        return True
    if after[0].text not in {",", ";"}:
        return False
    return len(after) > 1 and (after[1].kind is not None or after[1].value is not None or after[1].text in MORE)


def _another(parts: Sequence[Token], index: int) -> bool:
    return any(
        part.text in ANOTHER and not any(near.kind for near in parts[at + 1 : at + 3])
        for at, part in enumerate(parts[index:], index)
    )
