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
_UNTRUE = re.compile(rf"\b(?:{_any('untrue')})\b")


def unreal(sentence: str) -> tuple[Span, ...]:
    """Parts of the sentence that tell of no toll of now."""
    whole = (0, len(sentence))
    if _WHOLE.search(sentence) or _IF.search(sentence) or _UNTRUE.search(sentence):
        return (whole,)
    return tuple(_clauses(sentence))


def _clauses(sentence: str) -> Iterator[Span]:
    """What may be is told by one clause; the others tell what was."""
    breaks = [0, *(found.start() for found in _CLAUSE.finditer(sentence)), len(sentence)]
    for found in _MAYBE.finditer(sentence):
        before = bisect_right(breaks, found.start()) - 1
        yield breaks[before], breaks[max(before + 1, bisect_left(breaks, found.end()))]
