"""Tolls in a text: how many killed, injured, missing, detained or displaced, how surely, and who says so.

Knows nothing of stories. Vague numbers ("dozens") are no figures; a number that stands by a date, a distance or an age
is none either.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from workers.model.item import Figure
from workers.model.plain import excerpt
from workers.relevance.fold import Folded, fold, fold_with_offsets
from workers.stories.background import denied, past
from workers.stories.bodies import attributed
from workers.stories.citations import cited_in
from workers.stories.clauses import assigned
from workers.stories.compounds import CONJUNCTION
from workers.stories.counted import numbers, recognised, words_of
from workers.stories.numbers import Numerals, numerals
from workers.stories.qualifiers import qualifier
from workers.stories.token import Token
from workers.stories.unreal import returned, unreal

Kind = Literal["killed", "injured", "missing", "detained", "displaced"]

_SENTENCE_END = re.compile(r"[.!?؟。\n](?:(?<=\n)\n*|(?<!\n)[\s»”\"']+)")
_SLUG = re.compile(
    r"\s*(?:[(\[]?(?:\d{1,2}(?i:st|nd|rd|th|\.)\s+)?(?:UPDATE|Update|WRAPUP|REFILE|CORRECTED|CORRECTION|LEAD|Lead|ROUNDUP|RPT|"
    r"RECAST|ACTUALIZA\w*|ACTUALISATION|CORREGIDO|CORRIGÉ|ОБНОВЛЕНИЕ|ДОПОЛНЕНИЕ|تحديث|محدث)"
    r"(?:\s*\d{1,2}\s*[-:–—/)\]]|\s*[-:–—/]|(?<=LEAD)(?=\s))\s*)+|\s*\d{1,2}\s+[-–—]\s+|\s*\(\d{1,2}\)\s+"
)
"""What agencies write before a headline: `UPDATE 2-`, `2nd LEAD`."""
MOST = 12
MOST_QUOTE = 200
MOST_WORDS = 400
"""What is longer is no sentence."""


def figures_in(title: str, text: str, *, language: str | None, now: datetime) -> tuple[Figure, ...]:
    """Figures in the order of the text, those of the title first; the same kind and number is told once.

    `now`: when the article was published or seen; what it tells of earlier years is no figure.
    """
    words = numerals((language or "en").split("-")[0])
    found: dict[tuple[str, int, int | None], Figure] = {}
    zones: tuple[tuple[Literal["title", "text"], str], ...] = (("title", title), ("text", text))
    for zone, whole in zones:
        folded = fold(whole)
        clues = [clue for clue in words.clues if clue in folded]
        for start, end in _sentences(whole) if clues else ():
            for figure in _in_sentence(whole[start:end], words, clues, now=now):
                placed = replace(figure, zone=zone, start=figure.start + start, end=figure.end + start)
                known = found.get((figure.kind, figure.min, figure.max))
                if known is None or (known.qualifier is None and figure.qualifier):  # a title leaves out "at least"
                    found[(figure.kind, figure.min, figure.max)] = placed
    return tuple(found.values())[:MOST]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    slug = _SLUG.match(text)
    start = slug.end() if slug else 0
    for gap in _SENTENCE_END.finditer(text, start):
        yield start, gap.start() + (text[gap.start()] != "\n")
        start = gap.end()
    yield start, len(text)


def _in_sentence(sentence: str, words: Numerals, clues: list[str], *, now: datetime) -> Iterator[Figure]:
    """Figures with offsets in the sentence. `clues`: those of the words' that are in the text."""
    plain = fold(sentence)
    if not any(clue in plain for clue in clues) or not _may_tell(words_of(plain), words):
        return
    folded = fold_with_offsets(sentence)
    parts = recognised(folded.text, words)
    if len(parts) > MOST_WORDS:
        return
    _unmark(parts, folded, sentence, words.marked)
    if not any(part.kind for part in parts):
        return
    tolls = assigned(parts, numbers(parts, words, folded.text), words, folded.text)
    if not tolls or len(tolls) > MOST:
        return
    said_by = attributed(sentence) or next((name for name, _ in cited_in(sentence)), None)
    background = (*past(folded.text, now=now), *denied(folded.text), *unreal(folded.text))
    back = returned(folded.text) if any(kind == "displaced" for _, kind in tolls) else ()
    for number, kind in tolls:
        first, last = parts[number.first].start, parts[number.last].end
        if any(start < last and first < end for start, end in (*background, *(back if kind == "displaced" else ()))):
            continue
        begin, stop = folded.original(first), folded.original(last - 1) + 1
        yield Figure(
            kind=cast("Kind", kind),
            min=number.value,
            max=number.maximum,
            qualifier=qualifier(folded.text, parts, number, words),
            attributed_to=said_by,
            zone="text",
            quote=excerpt(sentence, begin, stop, most=MOST_QUOTE),
            start=begin,
            end=stop,
        )


def _unmark(parts: list[Token], folded: Folded, sentence: str, marked: str) -> None:
    for part in parts:
        if part.kind and marked and part.text.startswith(fold(marked)):
            written = unicodedata.normalize("NFC", sentence[folded.original(part.start) : folded.original(part.end)])
            part.kind = part.kind if written.lower().startswith(marked) else None


def _may_tell(parts: list[str], words: Numerals) -> bool:
    """A quick look for a number and a word of a toll, since most sentences have none."""
    has_number = any(
        part in words.numbers
        or part in words.scales
        or part in words.duals
        or part in words.articles
        or ((words.verb_first or words.singular) and part in words.persons)
        or part[0].isdecimal()
        or "-" in part
        or part.startswith(CONJUNCTION)
        for part in parts
    )
    joined = [part.removeprefix(CONJUNCTION) for part in parts if part.startswith(CONJUNCTION)]
    return has_number and words.may_tell(parts + joined)
