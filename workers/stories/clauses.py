"""Which number of a sentence belongs to which word of a toll. Knows nothing of how either was found.

A number belongs to the verb of its own part of the sentence. Where a part has none, only what is plain is understood:
in doubt a number has no kind.
"""

from collections.abc import Sequence
from itertools import pairwise

from workers.stories.asides import COMMAS
from workers.stories.compounds import CONJUNCTION
from workers.stories.moved import moved
from workers.stories.numbers import Numerals
from workers.stories.parted import AND, Part, parted
from workers.stories.sums import OTHER, Sums
from workers.stories.token import Number, Token

FORWARD, BACKWARD, NEAR_DUAL = 12, 8, 3
RISEN, RISES_TO = 14, frozenset({"to", "به"})
"""Words from `death toll` to where it rose."""
PLACED = 6
"""Words from a number behind `in` or `after` to its verb."""
ACTIVE = 5
"""Words from a verb to those whom somebody killed."""
SHORT, SHORT_PHRASE = 3, 5
LONGEST_QUALIFIER = 5
GOVERNED = frozenset({("القبض", "علي")})
"""Verbs of which the preposition is a part: what follows is the object."""

Line = Sequence[tuple[int, Number | None]]
"""Numbers and verbs of a part, in order."""


def assigned(
    tokens: Sequence[Token], numbers: Sequence[Number], words: Numerals, folded: str
) -> list[tuple[Number, str]]:
    """Each number that is a toll with its kind, in the order of the sentence."""
    parts = parted(tokens, numbers, words)
    verbs = _Verbs(tokens, words, moved=moved(folded))
    verbs.find(parts)
    Sums(tokens, words, folded, verbs.found, verbs.backward).add(parts)
    tolls = [(number, kind) for number, kind in verbs.found.items() if kind != OTHER and number.value]
    return sorted(tolls, key=lambda toll: toll[0].first)


class _Verbs:
    """What was found: the kind of each number, and which numbers stand behind their verb."""

    def __init__(self, tokens: Sequence[Token], words: Numerals, *, moved: bool) -> None:
        self._tokens, self._words, self._moved = tokens, words, moved
        self.found: dict[Number, str] = {}
        self.backward: set[Number] = set()

    def find(self, parts: list[Part]) -> None:
        mixed = self._mixed(parts)
        for part in parts:
            self._within(part, mixed)
        for before, after in pairwise(parts):
            self._across(before, after)

    def _mixed(self, parts: list[Part]) -> set[int]:
        """`killed or wounded`, `قتلى وجرحى`: how many of each is not told."""
        found: set[int] = set()
        for before, after in pairwise(parts):
            if not (before.kinds and after.kinds and after.link == AND):
                continue
            one, other = before.kinds[-1], after.kinds[0]
            kinds = {self._tokens[one].kind, self._tokens[other].kind}
            skipped = [token.text for token in self._tokens[after.first : other]]
            told = bool(before.numbers and after.numbers)  # `five found death and injured were two`
            if (
                one == before.last
                and len(kinds) > 1
                and not told
                and all(word in self._words.auxiliaries for word in skipped)
            ):
                found |= {one, other}
        return found

    def _give(self, number: Number, at: int, mixed: set[int]) -> None:
        kind = self._tokens[at].kind
        self.found[number] = OTHER if at in mixed or kind is None else kind
        if at < number.first:
            self.backward.add(number)

    def _within(self, part: Part, mixed: set[int]) -> None:
        for number in part.numbers:
            if number.dual and self._tokens[number.first].kind:
                self._give(number, number.first, mixed)
        numbers = [number for number in part.numbers if number not in self.found]
        own = {number.first for number in part.numbers if number in self.found}
        kinds = [at for at in part.kinds if at not in own]
        line: list[tuple[int, Number | None]] = [(number.first, number) for number in numbers]
        line = sorted(line + [(at, None) for at in kinds], key=lambda one: one[0])
        taken: set[int] = set()
        pairs = self._alternating(line) or self._nearest(line)
        for number, at in pairs:
            if at not in taken and self._reaches(number, at):
                self._give(number, at, mixed)
                taken.add(at)

    def _alternating(self, line: Line) -> list[tuple[Number, int]]:
        """Number and verb in turn, or verb and number."""
        if len(line) % 2:
            return []
        pairs = []
        for one, other in zip(line[::2], line[1::2], strict=True):
            if (one[1] is None) == (other[1] is None) or (one[1] is None) != (line[0][1] is None):
                return []
            number, at = (one[1], other[0]) if one[1] else (other[1], one[0])
            if number:
                pairs.append((number, at))
        return pairs

    def _nearest(self, line: Line) -> list[tuple[Number, int]]:
        pairs = []
        for place, (_, number) in enumerate(line):
            if number is None:
                continue
            before = line[place - 1] if place and line[place - 1][1] is None else None
            after = line[place + 1] if place + 1 < len(line) and line[place + 1][1] is None else None
            beyond = line[place + 2][1] if place + 2 < len(line) else None
            if after and beyond and self._is_active(number, after[0], beyond):
                after = None
            if before and after:
                near, far = number.first - before[0], after[0] - number.last
                before = None if far < near or self._passive(after[0]) else before
            chosen = before or after
            if chosen:
                pairs.append((number, chosen[0]))
        return pairs

    def _is_active(self, subject: Number, at: int, object_: Number) -> bool:
        """`Two gunmen killed five`: what stands before the verb did it."""
        if self._passive(at) or at - subject.last == 1 or self._placed(object_):
            return False
        return object_.first - at <= ACTIVE

    def _passive(self, at: int) -> bool:
        return any(token.text in self._words.auxiliaries for token in self._tokens[max(0, at - 3) : at])

    def _placed(self, number: Number) -> bool:
        """Behind `in`, `after`, `by`: also `by at least two`."""
        before = [token.text for token in self._tokens[max(0, number.first - LONGEST_QUALIFIER) : number.first]]
        joined = " ".join(before)
        phrases = [
            len(phrase.split())
            for phrase, _ in self._words.qualifiers
            if joined.endswith(phrase) and before[-len(phrase.split()) :] == phrase.split()
        ]
        rest = before[: -max(phrases)] if phrases else before
        if tuple(rest[-2:]) in GOVERNED or (rest[-1:] == ["auf"] and self._moved):  # `stieg auf 20`
            return False
        return bool(rest) and rest[-1] in self._words.prepositions

    def _reaches(self, number: Number, at: int) -> bool:
        if at < number.first:
            if self._placed(number):
                return False
            reach = RISEN if self._moved and self._tokens[number.first - 1].text in RISES_TO else BACKWARD
            return number.first - at <= (NEAR_DUAL if number.dual else reach)
        return at - number.last <= (0 if number.dual else PLACED if self._placed(number) else FORWARD)

    def _across(self, before: Part, after: Part) -> None:
        """A number whose verb is in the next part; `Dead: 12`."""
        if len(before.numbers) == 1 and not before.kinds and after.kinds and not after.numbers:
            number, at = before.numbers[0], after.kinds[0]
            bare = number.last == before.last and before.first == number.first and after.link in COMMAS
            passive = self._passive(at) or (not self._words.auxiliaries and at - after.first <= SHORT)
            short = before.last - number.last <= SHORT_PHRASE
            opens = self._tokens[at].text.startswith(CONJUNCTION) and at == after.first  # as Arabic verbs do
            if (
                not opens
                and not bare
                and short
                and passive
                and at - number.last <= FORWARD
                and not self._placed(number)
            ):
                self._give(number, at, set())
        elif after.link == ":" and before.kinds and not before.numbers and after.numbers and not after.kinds:
            label = before.last == before.kinds[-1]
            if label and after.first == after.numbers[0].first:
                self._give(after.numbers[0], before.kinds[-1], set())
