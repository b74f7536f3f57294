"""Which words of a sentence only tell who was among those counted already. Knows nothing of kinds of tolls.

`Five people, including two children, were killed`: without the aside it is `Five people were killed`.
"""

from collections.abc import Sequence

from workers.relevance.fold import fold
from workers.stories.compounds import CONJUNCTION
from workers.stories.numbers import Numerals
from workers.stories.token import Number, Token

COMMAS = frozenset({",", "،"})
STOPS = frozenset({";", "؛", ":", "\n"})
OF_THEM = (
    ("of", "them"),
    ("of", "whom"),
    ("d'", "entre"),
    ("из", "них"),
    ("в", "том"),
    ("von", "ihnen"),
    ("de", "ellos"),
    ("من", "بينهم"),
)
GROUPS = frozenset(fold(word) for word in ("بين", "ضمن"))
ENDS = frozenset(fold(word) for word in ("bulunduğu", "olduğu", "bulunan", "olan"))
"""A Turkish aside comes first and ends with its verb."""
MOST = 30


def asides(parts: Sequence[Token], numbers: Sequence[Number], words: Numerals) -> set[int]:
    """Indexes of the words of asides, with the commas around them."""
    found: set[int] = set()
    starts = {number.first: number for number in numbers}
    for at in range(len(parts)):
        if at in found:
            continue
        begin = _begins(parts, at, words)
        if begin is not None:
            end = _end(parts, at, starts, words)
            found |= set(range(begin, end))
            if end < len(parts) and parts[end].text in COMMAS:
                found.add(end)
    return found


def _begins(parts: Sequence[Token], at: int, words: Numerals) -> int | None:
    """Where the aside starts whose first telling word is at `at`."""
    text = parts[at].text
    pair = (text, parts[at + 1].text) if at + 1 < len(parts) else (text, "")
    if (
        text in words.among
        or (text in GROUPS and _of_the_fallen(parts, at))
        or text.removeprefix(CONJUNCTION) in words.among
    ):
        begin = at
    elif pair in OF_THEM or (
        parts[at].value is not None and parts[at - 1].text in COMMAS and pair[1] in {"منهم", "منها"}
    ):
        begin = at
        while begin and parts[begin].text not in COMMAS and at - begin < 4:
            begin -= 1
        begin += parts[begin].text not in COMMAS and begin < at
    else:
        return None
    begin -= bool(begin and parts[begin - 1].text == "از")
    return begin - 1 if begin and parts[begin - 1].text in COMMAS else begin


def _of_the_fallen(parts: Sequence[Token], at: int) -> bool:
    """`among the dead`, `بين القتلى`."""
    after = parts[at + 1 : at + 3]
    return bool(after) and after[0].value is None and after[0].kind is not None and after[0].text.startswith("ال")


def _end(parts: Sequence[Token], at: int, starts: dict[int, Number], words: Numerals) -> int:
    stop = min(len(parts), at + MOST)
    for end in range(at + 1, stop):
        if parts[end].text in ENDS:
            return end + 1
        if parts[end].text in STOPS:
            break
    counted = False
    for end in range(at + 1, stop):
        token = parts[end]
        joined = token.text in words.conjunctions
        if token.text in STOPS or (token.text in words.auxiliaries and counted):
            return end
        if token.text in COMMAS and not _goes_on(parts, end + 1, starts):
            return end
        if joined and _own(parts, end + 1, starts):
            return end
        if token.text.startswith(CONJUNCTION) and len(token.text) > 1 and _own(parts, end, starts):
            return end
        if token.kind and counted and parts[end - 1].value is None:
            return end
        counted = counted or token.value is not None or end - at > 1
    return stop


def _goes_on(parts: Sequence[Token], at: int, starts: dict[int, Number]) -> bool:
    """Another number of the aside follows, with no verb of its own."""
    text = parts[at].text if at < len(parts) else ""
    listed = at in starts or text in {"and", "et", "и", "و"} or text.startswith(CONJUNCTION)
    return listed and not _own(parts, at + (at not in starts), starts) and not _own(parts, at, starts)


def _own(parts: Sequence[Token], at: int, starts: dict[int, Number]) -> bool:
    """A verb of its own follows, or a number with one."""
    if at >= len(parts):
        return False
    if parts[at].kind or (at + 1 < len(parts) and parts[at + 1].kind and at not in starts):
        return True
    number = starts.get(at)
    after = parts[(number.last if number else at) + 1 :][:5]
    for token in after:
        if token.text in COMMAS | STOPS:
            return False
        if token.kind:
            return True
    return False
