"""Numbers told beside each other under one verb: what they come to. Knows nothing of other verbs.

`Three soldiers and five civilians were killed` is eight; what is not plainly a sum is no number.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from workers.relevance.fold import fold
from workers.stories.asides import COMMAS
from workers.stories.compounds import CONJUNCTION
from workers.stories.numbers import Numerals
from workers.stories.parted import AND, Part
from workers.stories.token import Number, Token

OTHER = "other"
SHORT = 3
LONGEST_QUALIFIER = 5
OTHERS = frozenset(
    fold(word)
    for word in (
        "others",
        "other",
        "autres",
        "otros",
        "otras",
        "آخرون",
        "آخرين",
        "أخرى",
        "другие",
        "других",
        "diğer",
        "weitere",
    )
)
_QUOTED = re.compile(r"[«»\"“”()\[\]]")


class Sums:
    """Changes what was found: `found` are the kinds of numbers, `backward` those that stand behind their verb."""

    def __init__(
        self, tokens: Sequence[Token], words: Numerals, folded: str, found: dict[Number, str], backward: set[Number]
    ) -> None:
        self._tokens, self._words, self._folded = tokens, words, folded
        self._found, self._backward = found, backward

    def add(self, parts: list[Part]) -> None:
        for before, after in pairwise(parts):
            opens = bool(after.numbers) and self._opens(after)
            if after.link == AND and opens:
                self._add(before, after)
            elif after.link == AND:
                self._add_person(before, after.first)
            elif after.link in COMMAS and opens and self._is_counted(before):  # `three soldiers, five civilians died`
                self._found.pop(after.numbers[0], None)
        for part in parts:
            for at in range(part.first + 1, part.last + 1):
                if self._tokens[at].text.startswith(CONJUNCTION) and self._tokens[at].text[1:] in self._words.persons:
                    self._add_person(part, at)

    def _is_counted(self, part: Part) -> bool:
        return bool(part.numbers) and not part.kinds and part.last - part.numbers[-1].last <= SHORT

    def _opens(self, part: Part) -> bool:
        gap = [token.text for token in self._tokens[part.first : part.numbers[0].first]]
        return len(gap) <= 1 or (len(gap) <= LONGEST_QUALIFIER and self._phrase(gap))

    def _phrase(self, gap: list[str]) -> bool:
        joined = " ".join(gap).removeprefix(CONJUNCTION)
        return any(joined == phrase for phrase, _ in self._words.qualifiers)

    def _add(self, before: Part, after: Part) -> None:
        second = after.numbers[0]
        if not before.numbers:  # `a mother and her two sons`
            if not before.kinds and any(at > second.last for at in after.kinds) and self._ends_with_person(before):
                self._found.pop(second, None)
            return
        first = before.numbers[-1]
        verb = self._found.get(first)
        if not self._side_by_side(first, second, before):
            return
        if verb is None and not before.kinds and second in self._found:
            kind, plain = self._found.pop(second), self._plain(second, after)
        elif verb in {None, OTHER} or first not in self._backward or after.kinds:
            return
        else:
            kind, plain = str(verb), self._plain(second, after)
            if self._has_place(first, before):  # `five in Idlib and twelve in Aleppo`
                self._found[second] = kind
                return
            if plain:
                del self._found[first]
        if plain and first.value and second.value and not (first.maximum or second.maximum):
            self._found[_sum(first, second.value, second.last)] = kind

    def _side_by_side(self, first: Number, second: Number, before: Part) -> bool:
        """Each with a noun of its own, near each other, in no quotes or brackets."""
        rest = {token.text for token in self._tokens[first.last + 1 : before.last + 1]}
        between = self._folded[self._tokens[first.last].end : self._tokens[second.first].start]
        return 0 < before.last - first.last <= SHORT and not OTHERS & rest and not _QUOTED.search(between)

    def _plain(self, number: Number, part: Part) -> bool:
        """`five civilians`, told as plainly as what it is added to."""
        rest = [token.text for token in self._tokens[number.last + 1 : part.last + 1]]
        if not rest:
            return False
        place = next((at for at, word in enumerate(rest) if word in self._words.prepositions), len(rest))
        rest = rest[:place]
        return (
            part.first == number.first and not OTHERS & set(rest[:SHORT]) and (bool(part.kinds) or len(rest) <= SHORT)
        )

    def _has_place(self, number: Number, part: Part) -> bool:
        return any(token.text in self._words.prepositions for token in self._tokens[number.last + 1 : part.last + 1])

    def _ends_with_person(self, part: Part) -> bool:
        return any(
            token.text in self._words.persons for token in self._tokens[max(part.first, part.last - 2) : part.last + 1]
        )

    def _add_person(self, before: Part, at: int) -> None:
        """`two men and a woman were killed`: three."""
        if not before.numbers:
            return
        number = before.numbers[-1]
        reach = [at, at + 1, at + 2]
        person = next((one for one in reach if one < len(self._tokens) and self._is_person(one)), None)
        kind = self._found.get(number)
        if person is None or kind in {None, OTHER} or at - number.last > SHORT + 1:
            return
        between = self._tokens[at:person]
        own = next((token for token in self._tokens[person + 1 : person + 4] if token.kind), None)
        apart = number in self._backward or any(token.kind for token in self._tokens[number.last + 1 : at])
        if any(token.kind or token.value is not None for token in between) or (own and apart):
            return
        del self._found[number]
        self._found[_sum(number, 1, person)] = kind or ""

    def _is_person(self, at: int) -> bool:
        text = self._tokens[at].text
        return text in self._words.persons or text.removeprefix(CONJUNCTION) in self._words.persons


def _sum(number: Number, more: int, last: int) -> Number:
    return Number(value=number.value + more, maximum=None, first=number.first, last=last)
