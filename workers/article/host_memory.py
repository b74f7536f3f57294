"""Paragraphs that a site prints under many articles, learnt by reading them. A pure value: the caller keeps it.

Two agency stories of one event share true paragraphs, and sites publish one story twice. So a line is boilerplate only
if it stood in at least four articles that are no copies of each other, on different days, and in a good share of all
articles since it was first seen. Only lines where boilerplate stands are learnt: the first, the last, and short ones.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import islice, takewhile

from workers.article.lines import key
from workers.model.article import Article

SEEN_OFTEN = "seen in many articles of this site"
FIRST_LINES, LAST_LINES, SHORT_LINE = 2, 3, 200
ENOUGH_ARTICLES, ENOUGH_SHARE = 4, 0.2
MAX_LINES = 1_000
FORGET_DAYS = 30
_SKETCH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """How often a line was seen, in which span of days, and what the first few articles looked like otherwise."""

    articles: int
    since: int
    first: date
    last: date
    sketches: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostMemory:
    """`articles` counts what was learnt from; `lines` are by fingerprint, the longest unseen first.

    `often`: the few of them that were seen in enough articles, so that nobody has to look through all.
    """

    articles: int = 0
    lines: Mapping[str, Sighting] = field(default_factory=dict)
    often: frozenset[str] = frozenset()

    def boilerplate(self) -> frozenset[str]:
        """Fingerprints of the lines that are not the articles' own."""
        return frozenset(mark for mark in self.often if self._is_boilerplate(self.lines[mark]))

    def _is_boilerplate(self, sighting: Sighting) -> bool:
        chances = self.articles - sighting.since + 1
        return sighting.last > sighting.first and sighting.articles >= ENOUGH_SHARE * chances


def fingerprint(line: str) -> str:
    """Eight bytes of a line's words, as 16 hex digits."""
    return hashlib.blake2b(key(line).encode(), digest_size=8).hexdigest()


def stands_where_boilerplate_does(index: int, count: int, line: str) -> bool:
    return index < FIRST_LINES or index >= count - LAST_LINES or len(line) <= SHORT_LINE


def learn(memory: HostMemory, article: Article, *, now: datetime) -> HostMemory:
    """The memory with one more article of the host in it. What was taken out as seen often goes on being counted."""
    kept = [(line, fingerprint(line)) for line in article.text.split("\n\n") if line]
    count = len(kept)
    marks = {mark for index, (line, mark) in enumerate(kept) if stands_where_boilerplate_does(index, count, line)}
    marks.update(fingerprint(removed.text) for removed in article.removed if removed.why == SEEN_OFTEN)
    sketch = tuple(sorted(mark for _, mark in kept)[:_SKETCH])
    today = now.astimezone(UTC).date()
    total = memory.articles + 1
    lines = _remembered(memory.lines, today)
    for mark in sorted(marks):
        seen = lines.pop(mark, None)
        lines[mark] = _first_time(sketch, today, total) if seen is None else _once_more(seen, mark, sketch, today)
    for mark in tuple(islice(lines, max(0, len(lines) - MAX_LINES))):
        del lines[mark]
    return HostMemory(articles=total, lines=lines, often=_often(lines, memory.often | marks))


def _remembered(lines: Mapping[str, Sighting], today: date) -> dict[str, Sighting]:
    """A copy without those that were not seen for long, which stand first."""
    old = sum(1 for _ in takewhile(lambda seen: (today - seen.last).days > FORGET_DAYS, lines.values()))
    return dict(islice(lines.items(), old, None)) if old else dict(lines)


def _often(lines: Mapping[str, Sighting], among: Iterable[str]) -> frozenset[str]:
    return frozenset(mark for mark in among if mark in lines and lines[mark].articles >= ENOUGH_ARTICLES)


def _first_time(sketch: tuple[str, ...], today: date, total: int) -> Sighting:
    return Sighting(articles=1, since=total, first=today, last=today, sketches=(sketch,))


def _once_more(seen: Sighting, mark: str, sketch: tuple[str, ...], today: date) -> Sighting:
    if any(_alike(sketch, other, apart_from=mark) for other in seen.sketches):
        return replace(seen, last=max(seen.last, today))
    articles = seen.articles + 1
    sketches = (*seen.sketches, sketch) if articles < ENOUGH_ARTICLES else ()
    return replace(seen, articles=articles, last=max(seen.last, today), sketches=sketches)


def _alike(one: tuple[str, ...], other: tuple[str, ...], *, apart_from: str) -> bool:
    """Copies share most of their smallest fingerprints."""
    shared = (set(one) & set(other)) - {apart_from}
    return len(shared) >= max(1, (min(len(one), len(other)) - 1) / 2)


def to_json(memory: HostMemory) -> str:
    lines = {
        mark: [seen.articles, seen.since, _written(seen.first), _written(seen.last), seen.sketches]
        for mark, seen in memory.lines.items()
    }
    return json.dumps({"articles": memory.articles, "lines": lines}, separators=(",", ":"))


def from_json(text: str | None) -> HostMemory:
    """A memory as `to_json` wrote it; an empty one of nothing. Raises ValueError on anything else."""
    if not text:
        return HostMemory()
    raw = json.loads(text)
    lines = {
        mark: Sighting(
            articles=articles,
            since=since,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            sketches=tuple(map(tuple, sketches)),
        )
        for mark, (articles, since, first, last, sketches) in raw["lines"].items()
    }
    return HostMemory(articles=raw["articles"], lines=lines, often=_often(lines, lines))


@lru_cache(maxsize=64)
def _written(day: date) -> str:
    return day.isoformat()
