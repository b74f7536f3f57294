"""Falls a sentence into parts at commas and conjunctions, without asides. Knows nothing of which verb a number has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from workers.stories.asides import COMMAS, STOPS, asides
from workers.stories.compounds import CONJUNCTION
from workers.stories.numbers import Numerals
from workers.stories.token import Number, Token

AND, COMMA_AND = "&", ",&"


@dataclass(slots=True)
class Part:
    """Its first and last word, the numbers and the words of tolls in it, and what links it to the part before."""

    link: str
    first: int
    last: int
    numbers: list[Number] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)


def parted(tokens: Sequence[Token], numbers: Sequence[Number], words: Numerals) -> list[Part]:
    """Parts in the order of the sentence. Vague numbers are there as zero: they have verbs too."""
    aside = asides(tokens, numbers, words)
    inside = {at for number in numbers for at in range(number.first, number.last + 1)}
    starting = {number.first: number for number in numbers if number.first not in aside}
    taken, firsts = inside | aside, {number.first for number in numbers}
    for at, token in enumerate(tokens):
        if token.text in words.vague and at not in taken and at + 1 not in firsts:
            starting[at] = Number(value=0, maximum=None, first=at, last=at)
    parts = [Part("", 0, -1)]
    for at, token in enumerate(tokens):
        if at in aside:
            continue
        if token.text in COMMAS | STOPS:
            parts.append(Part(token.text, at + 1, at))
            continue
        within = at in inside and at not in starting
        if not within and _joins(token, words):
            bare = parts[-1].last < parts[-1].first and parts[-1].link in COMMAS
            alone = token.text in words.conjunctions
            parts.append(Part(COMMA_AND if bare else AND, at + alone, at))
            if alone:
                continue
        _take(parts[-1], at, token, starting, within=within)
    return _telling(parts)


def _take(part: Part, at: int, token: Token, starting: dict[int, Number], *, within: bool) -> None:
    part.last = at
    if at in starting:
        part.numbers.append(starting[at])
    if token.kind and not within:
        part.kinds.append(at)


def _joins(token: Token, words: Numerals) -> bool:
    """Whether a part begins with this word; the Arabic conjunction is written with what follows."""
    rest = token.text[1:]
    if token.text in words.conjunctions:
        return True
    if not token.text.startswith(CONJUNCTION) or not rest:
        return False
    number = rest in words.numbers or rest in words.duals or rest in words.vague
    return number or (token.kind is not None and words.kind(rest, "") is not None)


def _telling(parts: list[Part]) -> list[Part]:
    """Without what tells neither a number nor a verb between two commas."""
    full = [part for part in parts if part.first <= part.last]
    return [
        part
        for part, after in zip_longest(full, full[1:])
        if part.numbers or part.kinds or part.link not in COMMAS or after is None or after.link not in COMMAS
    ]
