"""Which numbers of a sentence tell of nothing that happened now: fears, drills, memorials, corrections, other years.

Works on folded sentences. A wrong toll is worse than none: in doubt the number is unreal.
"""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from pathlib import Path

from workers.relevance.fold import fold

FILE = Path(__file__).parent / "unreal.toml"
Span = tuple[int, int]

_CLAUSE = re.compile(
    r"[;؛:–—]|[,،]|\b(?:and|but|while|whereas|although|though|لكن|بينما|فيما|mais|tandis|aber|pero|mientras|но|однако|"
    r"ancak|fakat|اما|et|и|ve|und|y)\b|\bو(?=[ايتن]\w{2})"
)


_COMMA = re.compile(r"[,،;؛:–—]")


def _any(name: str) -> str:
    """Phrases of the file as a pattern, folded; `*` is the rest of a word."""
    phrases = tomllib.loads(FILE.read_text(encoding="utf-8"))[name]
    return "|".join(re.sub(r"\*", r"\\w*", fold(phrase)).replace(" ", r"\s+") for phrase in phrases)


_WHOLE = re.compile(
    rf"\b[وبلف]?(?:{_any('whole')})\b|"
    r"\b(?:il y a|vor|hace)\s+(?:\w+\s+){0,3}(?:ans?|mois|jahr\w*|monat\w*|anos?|mes(?:es)?)\b|"
    r"\b(?:قبل|منذ)\s+(?:\w+\s+){0,2}(?:سنوات|سنه|سنتين|عام|عاما|عامين|اعوام|اشهر|شهرين|شهر|عقود|عقد|عقدين)\b|"
    r"(?:سال|ماه)\s+(?:پیش|قبل)"
)
"""Whoever marks the day of a death, trains for one or corrects one names it without its having happened now."""
_MAYBE = re.compile(
    r"\b(?:could|might)\b(?!\s+not\b)|\bmay\s+(?:have|be|die|lose|kill|still)\b|\bwould\b(?!\s+not\b)|"
    r"\bwill\s+(?:be|die|kill|lose)\b|"
    rf"\b(?:{_any('maybe')})\b|"
    r"\bقد\s+[يتن]\w+|(?<=\w)[ea]bilir\w*\b"
)
_IF = re.compile(
    r"(?:^|[,،:;\s\"«“])(?:if|whether|unless|اذا|لو|"
    r"في حال(?!\s+(?:ال)?(?:خطر|حرج|مستقر|سيي|جيد))|"
    r"ان لم|si|s'ils?|если|в случае|eger|wenn|falls|اگر|ger)\s|"
    r"(?<=\w)(?:rsa|rse|saydi|seydi)\b"
)
_AFTERWARDS = re.compile(
    r"\b(?:years?|months?|decades?|weeks)\s+(?:after|since|on\s+from|following)\b|"
    r"\b(?:ans?|mois|decennies?)\s+apres\b|\b(?:jahre?n?|monate?n?)\s+(?:nach|seit)\b|"
    r"\b(?:anos?|mes(?:es)?)\s+despues\b|"
    r"\b(?:лет|года?|месяц\w*|років|роки|рік|місяц\w*)\s+(?:после|спустя|після|потому)\b|"
    r"\bبعد\s+(?:مرور\s+)?(?:\w+\s+){0,2}(?:سنوات|سنه|سنتين|اعوام|عام|عاما|عامين|اشهر|شهر|شهرين|عقد|عقدين)\b|"
    r"(?:سال|ماه)\s+(?:پس|بعد)\s+از".replace("پ", fold("پ"))
)
"""What follows, up to a comma, is an older thing: `years after the quake that killed 4,500`."""
_WHICH = re.compile(
    r"\s*(?:in|au|dans|bei|lors|en|в|у|на|при)?\s*(?:which|that|who|when|where|qui|dont|quel\w*|der|die|das|dem|denen|que|котор\w+|"
    r"унес\w+|як\w+|التي|الذي|كه)\b"
)
_LATER = re.compile(r"\b(?:yil|ay)\s+sonra\b")
"""Turkish says it last."""
_SUCCUMBED = re.compile(
    r"\b(?:wounded|injured|hurt)\b(?:(?!\b(?:and|killed|dead|killing)\b)[^,;:\d]){0,80}?\b(?:died|dies|succumb\w*)\b|"
    r"\b(?:раненых|пострадавших|поранених|постраждалих)\s+(?:\w+\s+)?(?:скончал|умерл|помер)\w*|"
    r"\bblessee?s\s+(?:\w+\s+)?(?:ont\s+succombe|sont\s+mort\w*|sont\s+decede\w*)|"
    r"\b(?:verletzte|verwundete)\w?\s+(?:erlagen|starben)|\bheridos\s+(?:murieron|fallecieron)|\bمصاب(?:ان|ين|ون)\s+متاثر\w+"
)
"""They were told as wounded before."""
_FORMER = re.compile(rf"\b[وبلف]?(?:{_any('former')})\b")
_RETURNED = re.compile(rf"\b[وبلف]?(?:{_any('returned')})\b")
_UNTRUE = re.compile(rf"\b(?:{_any('untrue')})\b")


def unreal(sentence: str) -> tuple[Span, ...]:
    """Parts of the sentence that tell of no toll of now."""
    whole = (0, len(sentence))
    if _WHOLE.search(sentence) or _IF.search(sentence) or _UNTRUE.search(sentence):
        return (whole,)
    return (*_clauses(sentence), *_older(sentence))


def returned(sentence: str) -> tuple[Span, ...]:
    """Clauses in which the displaced go home."""
    breaks = _breaks(sentence)
    return tuple(_around(breaks, *found.span()) for found in _RETURNED.finditer(sentence))


def _older(sentence: str) -> Iterator[Span]:
    """What an older thing or an older count told, in the parts of a sentence behind its mention."""
    for found in _AFTERWARDS.finditer(sentence):
        end = _COMMA.search(sentence, found.end())
        if end and _WHICH.match(sentence, end.end()):
            end = _COMMA.search(sentence, end.end())
        yield found.start(), end.start() if end else len(sentence)
    for found in _LATER.finditer(sentence):
        yield max((comma.end() for comma in _COMMA.finditer(sentence, 0, found.start())), default=0), found.end()
    for found in _SUCCUMBED.finditer(sentence):
        yield max((comma.end() for comma in _COMMA.finditer(sentence, 0, found.start())), default=0), found.end()
    for found in _FORMER.finditer(sentence):
        yield found.start(), len(sentence)


def _breaks(sentence: str) -> list[int]:
    return [0, *(found.start() for found in _CLAUSE.finditer(sentence)), len(sentence)]


def _around(breaks: list[int], start: int, end: int) -> Span:
    before = bisect_right(breaks, start) - 1
    return breaks[before], breaks[max(before + 1, bisect_left(breaks, end))]


def _clauses(sentence: str) -> Iterator[Span]:
    """What may be is told by one clause; the others tell what was."""
    breaks = _breaks(sentence)
    yield from (_around(breaks, *found.span()) for found in _MAYBE.finditer(sentence))
