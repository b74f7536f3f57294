"""Tolls in a text: how many killed, injured, missing, detained or displaced, how surely, and who says so.

Knows nothing of stories. Vague numbers ("dozens") are no figures; a number that stands by a date, a distance or an age
is none either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast

from workers.model.item import Figure
from workers.relevance.fold import fold, fold_with_offsets
from workers.stories.background import denied, past
from workers.stories.bodies import attributed
from workers.stories.citations import cited_in
from workers.stories.compounds import CONJUNCTION, LINKS, read
from workers.stories.numbers import Numerals, numerals

Kind = Literal["killed", "injured", "missing", "detained", "displaced"]

_TOKEN = re.compile(
    r"\d+[.,]\d{1,2}(?!\d)|\d+(?:[.,٬' \u00a0\u202f]\d{3})+(?!\d)|\d+|[^\W\d_]+(?:-[^\W\d_]+)?|[,،;:؛%$]|\n"
)
_DECIMAL = re.compile(r"\d+[.,]\d{1,2}")
_SENTENCE_END = re.compile(r"[.!?؟。\n](?:(?<=\n)\n*|(?<!\n)[\s»”\"']+)")
FORWARD, BACKWARD, NEAR_DUAL = 12, 8, 3
COMMA, PASSED_NUMBER = 6, 2
FARTHEST = 14
MOST = 12
LONGEST = 18
"""Characters of a number."""
MOST_QUOTE = 200
EVENTS = ("attack", "strike", "raid")
NONE = frozenset({"no", "none", "nobody"})
NOT_NONE = frozenset({"fewer", "less", "longer"})
ACTIVE = frozenset({"mato", "mataron", "tuant"})
"""One person did it, and how many fell is told next."""
MOST_BETWEEN = 3
"""Words between an article and what befell the person: `une personne a été tuée`."""
NEGATES = 4
"""Words after which a negation reaches no farther."""
AMONG = frozenset({"including", "بينهم", "بينها", "منهم", "aralarinda", "dont", "darunter", "incluidos", "включая"})
"""What follows is part of a number that was told already."""


@dataclass(slots=True)
class _Token:
    text: str
    start: int
    end: int
    value: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    value: int
    maximum: int | None
    first: int
    last: int
    dual: bool


def figures_in(title: str, text: str, *, language: str | None, now: datetime) -> tuple[Figure, ...]:
    """Figures in the order of the text, those of the title first; the same kind and number is told once.

    `now`: when the article was published or seen; what it tells of earlier years is no figure.
    """
    words = numerals((language or "en").split("-")[0])
    found: dict[tuple[str, int], Figure] = {}
    zones: tuple[tuple[Literal["title", "text"], str], ...] = (("title", title), ("text", text))
    for zone, whole in zones:
        folded = fold(whole)
        clues = [clue for clue in words.clues if clue in folded]
        for start, end in _sentences(whole) if clues else ():
            for figure in _in_sentence(whole[start:end], words, clues, now=now):
                placed = replace(figure, zone=zone, start=figure.start + start, end=figure.end + start)
                found.setdefault((figure.kind, figure.min), placed)
    return tuple(found.values())[:MOST]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        yield start, gap.start() + (text[gap.start()] != "\n")
        start = gap.end()
    yield start, len(text)


def _in_sentence(sentence: str, words: Numerals, clues: list[str], *, now: datetime) -> Iterator[Figure]:
    """Figures with offsets in the sentence. `clues`: those of the words' that are in the text."""
    plain = fold(sentence)
    if not any(clue in plain for clue in clues) or not _may_tell(_TOKEN.findall(plain), words):
        return
    folded = fold_with_offsets(sentence)
    background = (*past(folded.text, now=now), *denied(folded.text))
    parts = [_Token(found.group(), *found.span()) for found in _TOKEN.finditer(folded.text)]
    _recognise(parts, words)
    if not any(part.kind for part in parts):
        return
    for number in _numbers(parts, words):
        kind = _kind(parts, number)
        first, last = parts[number.first].start, parts[number.last].end
        if kind is None or any(start <= first < end for start, end in background):
            continue
        begin, stop = folded.original(first), folded.original(last - 1) + 1
        yield Figure(
            kind=cast("Kind", kind),
            min=number.value,
            max=number.maximum,
            qualifier=_qualifier(folded.text, parts, number, words),
            attributed_to=attributed(sentence) or next((name for name, _ in cited_in(sentence)), None),
            zone="text",
            quote=_quote(sentence, begin, stop),
            start=begin,
            end=stop,
        )


def _may_tell(parts: list[str], words: Numerals) -> bool:
    """A quick look for a number and a word of a toll, since most sentences have none."""
    has_number = any(
        part in words.numbers
        or part in words.scales
        or part in words.duals
        or part in words.articles
        or part[0].isdecimal()
        or "-" in part
        or part.startswith(CONJUNCTION)
        for part in parts
    )
    joined = [part.removeprefix(CONJUNCTION) for part in parts if part.startswith(CONJUNCTION)]
    return has_number and words.may_tell(parts + joined)


def _recognise(parts: list[_Token], words: Numerals) -> None:
    for index, part in enumerate(parts):
        following = parts[index + 1].text if index + 1 < len(parts) else ""
        if part.text[0].isdecimal():
            part.value = _written(part.text, words.scales.get(following))
            continue
        forms = (part.text, part.text[1:]) if part.text.startswith(CONJUNCTION) else (part.text,)
        for form in forms:
            pieces = form.split("-")  # twenty-one
            if form in words.numbers:
                part.value = words.numbers[form]
            elif all(piece in words.numbers for piece in pieces):
                last, value = read(pieces, [words.numbers[piece] for piece in pieces], 0, words.scales)
                part.value = value if last == len(pieces) - 1 else None
            part.kind = part.kind or words.kind(form, following)
        if part.kind and _negated(parts, index):
            part.kind = None


def _negated(parts: list[_Token], index: int) -> bool:
    """`No civilians were killed`; not `no fewer than`."""
    return any(
        parts[at].text in NONE and parts[at + 1].text not in NOT_NONE for at in range(max(0, index - NEGATES), index)
    )


def _written(digits: str, scale: int | None) -> int | None:
    """`12,000`; `1.5` only before `million`. What is longer than any count is none."""
    if len(digits) > LONGEST:
        return None
    if _DECIMAL.fullmatch(digits):
        return round(float(digits.replace(",", ".")) * scale) if scale else None
    return int(re.sub(r"\D", "", digits))


def _numbers(parts: list[_Token], words: Numerals) -> Iterator[_Number]:
    index = 0
    texts, values = [part.text for part in parts], [part.value for part in parts]
    while index < len(parts):
        part = parts[index]
        if part.text in words.duals:
            yield _Number(value=words.duals[part.text], maximum=None, first=index, last=index, dual=True)
        if part.text in words.articles and _one_person(parts, index, words):
            yield _Number(value=1, maximum=None, first=index, last=index, dual=False)
            index += 1
            continue
        if part.value is None and part.text.removeprefix(CONJUNCTION) not in words.scales:
            index += 1
            continue
        last, value = read(texts, values, index, words.scales)
        if _DECIMAL.fullmatch(part.text):
            last, value = index + 1, part.value
        first, index = index, last + 1
        if value is not None and _counts_people(parts, first, last, words, value=value):
            maximum = _range_end(parts, last, value)
            yield _Number(value=value, maximum=maximum, first=first, last=last, dual=False)


def _one_person(parts: list[_Token], index: int, words: Numerals) -> bool:
    """`un mort`, `una persona murió`: an article is a number where nothing else can be meant."""
    after = parts[index + 1 : index + 2 + MOST_BETWEEN]
    if after and after[0].text in words.persons and not (index and parts[index - 1].text in LINKS):
        after = [part for part in after[1:] if part.text not in words.auxiliaries]
    if not after or after[0].text in ACTIVE or after[0].kind not in {"killed", "injured", "missing"}:
        return False
    return len(after) == 1 or after[1].value is None  # not `un homme tue trois personnes`


def _range_end(parts: list[_Token], last: int, start: int) -> int | None:
    if last + 2 < len(parts) and parts[last + 1].text in {"to", "or", "الي", "او", "a", "bis", "ila"}:
        end = parts[last + 2].value
        return end if end is not None and end > start else None
    return None


def _counts_people(parts: list[_Token], first: int, last: int, words: Numerals, *, value: int) -> bool:
    if first == last and len(parts[first].text) == 4 and 1900 <= value <= 2100:
        return False
    before = parts[first - 1].text if first else ""
    after = parts[last + 1].text if last + 1 < len(parts) else ""
    beyond = parts[last + 2].text if last + 2 < len(parts) else ""
    is_time = after == ":" and beyond.isdigit()
    among = (
        before in AMONG
        or before in {"no", "not"}
        or (first > 1 and before == "them" and parts[first - 2].text == "among")
    )
    among = among or any(part.text == "none" for part in parts[max(0, first - 3) : first])
    beside = {before, after, after.split("-")[0], beyond if beyond.startswith(EVENTS) else ""}
    return not (is_time or among or value == 0 or beside & words.others)


def _kind(parts: list[_Token], number: _Number) -> str | None:
    """The kind of the nearest word of a toll: commas and other numbers between make it farther."""
    best, nearest = None, FARTHEST + 1
    forward = 0 if number.dual else FORWARD
    for step, span in ((1, range(number.last + 1, min(len(parts), number.last + 1 + forward))),
                       (-1, range(number.first - 1, max(-1, number.first - 1 - BACKWARD), -1))):  # fmt: skip
        distance = 0
        for index in span:
            part = parts[index]
            distance += 1
            if part.text in {",", "،", ";", "؛", ":"}:
                distance += COMMA
            elif part.value is not None and not part.kind:
                distance += PASSED_NUMBER if step < 0 else FARTHEST
            elif part.kind and (distance < nearest or (step < 0 and distance == nearest)):
                best, nearest = part.kind, distance
                break
    return None if number.dual and nearest > NEAR_DUAL else best


def _qualifier(folded: str, parts: list[_Token], number: _Number, words: Numerals) -> str | None:
    before = folded[: parts[number.first].start].rstrip(" \"'«“")
    for phrase, name in words.qualifiers:
        if before.endswith(phrase) and not before[: -len(phrase)][-1:].isalnum():
            return name
    after = [part.text for part in parts[number.last + 1 : number.last + 3]]
    return next((name for phrase, name in words.qualifiers if phrase in after and phrase in {"fazla", "kadar"}), None)


def _quote(sentence: str, begin: int, stop: int) -> str:
    if len(sentence) <= MOST_QUOTE:
        return sentence.strip()
    start = max(0, min(begin - MOST_QUOTE // 2, len(sentence) - MOST_QUOTE))
    return sentence[start : max(start + MOST_QUOTE, stop)].strip()
