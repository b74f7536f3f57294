"""Turns the parts of a score into reasons that a reader can check: what was found, where, and the words around it.

Knows nothing of how the parts were weighed.
"""

from collections import defaultdict

from workers.model.article import Zone
from workers.model.verdict import Reason
from workers.relevance.features import Evidence
from workers.relevance.grade import Score
from workers.relevance.layout import Layout
from workers.relevance.units import Unit

REASONS = 5
QUOTE = 200
DIGITS = 4


def reasons(evidence: Evidence, score: Score, layout: Layout) -> tuple[Reason, ...]:
    """The weightiest, by concept; those without a place in the text have none of `matched`, `quote`, `start`, `end`."""
    by_concept: dict[str, list[tuple[float, Unit]]] = defaultdict(list)
    for number, unit in enumerate(evidence.units):
        by_concept[unit.hit.concept.id].append((score.by_unit.get(number, 0.0), unit))
    found = [_found(concept, parts, layout) for concept, parts in by_concept.items()]
    found += [_unplaced(label, part) for label, part in score.by_label.items() if part]
    found.sort(key=lambda reason: (-abs(reason.contribution), reason.concept))
    return tuple(found[:REASONS])


def _found(concept: str, parts: list[tuple[float, Unit]], layout: Layout) -> Reason:
    _, unit = max(parts, key=lambda part: (part[0], -part[1].hit.spot.word))
    hit = unit.hit
    start, end = hit.find.start, hit.find.end
    source = layout.title if hit.spot.in_title else layout.text
    within = (0, len(source)) if hit.spot.in_title else layout.sentence(hit.spot.sentence)
    return Reason(
        concept=concept,
        matched=source[start:end],
        zone=Zone.BODY if hit.spot.zone is Zone.CAPTION else hit.spot.zone,  # the published zones know no caption
        count=len(parts),
        contribution=round(sum(part for part, _ in parts), DIGITS),
        quote=quote(source, start, end, within),
        start=start,
        end=end,
    )


def _unplaced(label: str, part: float) -> Reason:
    return Reason(
        concept=label, matched=None, zone=Zone.CONTEXT, count=1, contribution=round(part, DIGITS),
        quote=None, start=None, end=None,
    )  # fmt: skip


def quote(source: str, start: int, end: int, within: tuple[int, int]) -> str:
    """The sentence around `source[start:end]`, cut at words to 200 characters, verbatim."""
    first, last = min(within[0], start), max(within[1], end)
    if end - start >= QUOTE:
        return source[start : start + QUOTE]
    if last - first > QUOTE:
        room = QUOTE - (end - start)
        first = max(first, start - room // 2)
        last = min(last, first + QUOTE)
        first = max(min(first, last - QUOTE), within[0])
        first = _after_space(source, first, start)
        last = _before_space(source, last, end)
    text = source[first:last]
    lead = len(text) - len(text.lstrip())
    return source[min(first + lead, start) : max(last - (len(text) - len(text.rstrip())), end)]


def _after_space(source: str, first: int, start: int) -> int:
    if first == 0 or source[first - 1].isspace():
        return first
    gap = source.find(" ", first, start)
    return first if gap < 0 else gap + 1


def _before_space(source: str, last: int, end: int) -> int:
    if last >= len(source) or source[last].isspace():
        return last
    gap = source.rfind(" ", end, last)
    return last if gap < 0 else gap
