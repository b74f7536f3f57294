"""The items of the last days, indexed: who shares words, passages, places with whom. Knows nothing of Redis.

Everything here follows from the members in their order, so that all workers that read the same window decide alike.
"""

import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from workers.stories.facts import Facts, facts_in, facts_of, keys_of
from workers.stories.fingerprints import contained
from workers.stories.lexicon import expected_share
from workers.stories.member import Member
from workers.stories.names import NAME
from workers.stories.places import REGION
from workers.stories.sketch import Sketch
from workers.stories.words import common

FAR_AHEAD = datetime.max.replace(tzinfo=UTC)
COPIES = timedelta(days=14)
"""How long a text is remembered, to tell later copies."""
PRIOR_ITEMS = 500
PRIOR_COMMON = 200
"""Until the window has taught how frequent words are: imagined items, and how many of them have a common word."""
NAME_SHARES, LONG_NAME = {3: 0.03, 4: 0.012}, 0.006
"""In what share of reports a key of so many consonants is expected: short ones are many words'."""
GROUP_SHARES = {"kind": 0.05, "actor": 0.05, "subject": 0.03, "country": 0.12, "number": 0.015}
FEW = 3
"""Tolls up to it are told every day."""
ONE_IN, MANY = 2, 24
"""Of so many passages one is indexed, where there are many."""
BOILERPLATE_STORIES = 3
"""A passage of so many stories is background that an outlet pastes, no sign of a copy."""


class Window:
    """Members by number, in the order in which they came."""

    def __init__(self) -> None:
        self.members: dict[int, Member] = {}
        self._numbers: dict[str, int] = {}
        self._next = 0
        self._oldest = 0
        self._stories: dict[str, list[int]] = defaultdict(list)
        self._merged: dict[str, str] = {}
        self._postings: dict[int, tuple[array[int], array[float]]] = {}
        self._drawn: dict[int, _Drawn] = {}
        self._passages: dict[int, int | list[int]] = {}
        self._keys: dict[str, list[int]] = defaultdict(list)
        self.facts: dict[int, Facts] = {}
        self._known_facts: Counter[str] = Counter()
        self._weighed: dict[tuple[tuple[int, int], ...], dict[int, float]] = {}

    def __len__(self) -> int:
        return len(self.members)

    def add(self, member: Member) -> None:
        """The latest line of an item replaces the one before."""
        if member.item in self._numbers:
            self._remove(self._numbers[member.item])
        number, self._next = self._next, self._next + 1
        for story in member.merged:
            self._absorb(story, self.current(member.story))
        sketch = member.candidate.sketch
        for feature, weight in self.weights(sketch).items():
            numbers, weights = self._postings.setdefault(feature, (array("q"), array("f")))
            numbers.append(number)
            weights.append(weight)
        for passage in _indexed(sketch.fingerprints):
            self._remember(passage, number)
        for key in keys_of(sketch):
            self._keys[key].append(number)
        self._known_facts.update(facts_of(sketch))
        self._drawn[number] = _Drawn(
            passages=array("I", sketch.fingerprints), features=array("I", (feature for feature, _ in sketch.features))
        )
        self.facts[number] = facts_in(sketch)
        self.members[number] = _slim(member)
        self._weighed = {}
        self._numbers[member.item] = number
        self._stories[self.current(member.story)].append(number)

    def withdraw(self, item: str) -> None:
        """It counts no more; what repeats it is still known by it."""
        number = self._numbers.get(item)
        if number is not None:
            self.members[number] = replace(self.members[number], withdrawn=True)

    def trim(self, *, now: datetime) -> None:
        """Forgets what came longer ago than copies are looked for."""
        while self._oldest < self._next:
            oldest = self.members.get(self._oldest)
            if oldest is not None and oldest.candidate.came >= now - COPIES:
                return
            if oldest is not None:
                self._remove(self._oldest)
            self._oldest += 1

    def current(self, story: str) -> str:
        """The story that this one became part of, at last."""
        while story in self._merged:
            story = self._merged[story]
        return story

    def story_of(self, number: int) -> str:
        return self.current(self.members[number].story)

    def of_story(self, story: str) -> tuple[Member, ...]:
        """In the order in which they came."""
        return tuple(self.members[number] for number in self._stories.get(story, ()))

    def numbers_of(self, story: str) -> list[int]:
        return self._stories.get(story, [])

    def member(self, item: str) -> Member | None:
        number = self._numbers.get(item)
        return None if number is None else self.members[number]

    def weights(self, sketch: Sketch) -> dict[int, float]:
        """The sketch as a vector of length 1: rare words weigh more, by what the window knows now."""
        if known_already := self._weighed.get(sketch.features):  # asked when deciding and once more when adding
            return known_already
        known, prior = len(self.members) + PRIOR_ITEMS, common()
        raw = {
            feature: (1 + math.log(count))
            * math.log(1 + (known + 1) / (self._known(feature) + (PRIOR_COMMON if feature in prior else 0) + 0.5))
            for feature, count in sketch.features
        }
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        weights = {feature: weight / length for feature, weight in raw.items()}
        self._weighed = {sketch.features: weights}
        return weights

    def _known(self, feature: int) -> int:
        posting = self._postings.get(feature)
        return len(posting[0]) if posting else 0

    def alike(self, sketch: Sketch, *, since: datetime) -> dict[int, float]:
        """Cosine with every member that came since then and shares a word."""
        first = self._first_since(since)
        found: dict[int, float] = defaultdict(float)
        for feature, weight in self.weights(sketch).items():
            posting = self._postings.get(feature)
            if posting is None:
                continue
            numbers, weights = posting
            start = bisect_left(numbers, first)
            for number, other in zip(numbers[start:], weights[start:], strict=True):
                found[number] += weight * other
        return found

    def cosine(self, one: int, other: int) -> float:
        """Of two members."""
        shared = set(self._drawn[one].features).intersection(self._drawn[other].features)
        return sum(self._weight(feature, one) * self._weight(feature, other) for feature in sorted(shared))

    def _weight(self, feature: int, number: int) -> float:
        numbers, weights = self._postings[feature]
        return weights[bisect_left(numbers, number)]

    def sharing(self, keys: Iterable[str], *, since: datetime) -> set[int]:
        """Members that have one of these keys and came since then."""
        first = self._first_since(since)
        return {number for key in keys for number in self._keys.get(key, ()) if number >= first}

    def count(self, *, since: datetime) -> int:
        """About how many members came since then."""
        return self._next - self._first_since(since)

    def surprise(self, facts: Iterable[str]) -> float:
        """How unlikely two unrelated reports share these facts: the sum of -ln(share of items that have it)."""
        return sum(self._surprise(fact) for fact in facts)

    def _surprise(self, fact: str) -> float:
        share = (self._known_facts[fact] + prior_share(fact) * PRIOR_ITEMS) / (len(self.members) + PRIOR_ITEMS)
        return max(0.0, -math.log(share))

    def repeated(self, sketch: Sketch) -> Iterator[tuple[int, int, float]]:
        """Members with passages of this text: number, passages shared, containment in the smaller of the two."""
        mine = frozenset(sketch.fingerprints)
        met: Counter[int] = Counter()
        background: Counter[int] = Counter()
        for passage in sketch.fingerprints:
            owners = self._passages.get(passage, ())
            numbers = [owners] if isinstance(owners, int) else owners
            pasted = len(numbers) >= BOILERPLATE_STORIES and len({*map(self.story_of, numbers)}) >= BOILERPLATE_STORIES
            (background if pasted else met).update(numbers)
        for number in sorted(met):
            theirs = self._drawn[number].passages
            shared = len(mine.intersection(theirs)) - background[number] * (ONE_IN if len(theirs) >= MANY else 1)
            if share := contained(shared=shared, one=len(mine), other=len(theirs)):
                yield number, shared, share

    def _first_since(self, since: datetime) -> int:
        low, high = self._oldest, self._next
        while low < high:
            middle = (low + high) // 2
            if self._came(middle, high) < since:
                low = middle + 1
            else:
                high = middle
        return low

    def _came(self, number: int, limit: int) -> datetime:
        """When the first member from this number on came; removed numbers leave gaps."""
        while number < limit and number not in self.members:
            number += 1
        return self.members[number].candidate.came if number < limit else FAR_AHEAD

    def _absorb(self, story: str, into: str) -> None:
        story = self.current(story)
        if story == into:
            return
        self._merged[story] = into
        self._stories[into] = sorted((*self._stories[into], *self._stories.pop(story, [])))

    def _remember(self, passage: int, number: int) -> None:
        owners = self._passages.get(passage)
        if owners is None:
            self._passages[passage] = number
        elif isinstance(owners, int):
            self._passages[passage] = [owners, number]
        else:
            owners.append(number)

    def _remove(self, number: int) -> None:
        member = self.members.pop(number)
        self._weighed = {}
        sketch, drawn = member.candidate.sketch, self._drawn.pop(number)
        del self._numbers[member.item], self.facts[number]
        story = self.current(member.story)
        self._stories[story].remove(number)
        if not self._stories[story]:
            del self._stories[story]
        for feature in drawn.features:
            self._forget_feature(feature, number)
        for passage in _indexed(drawn.passages):
            owners = self._passages[passage]
            if isinstance(owners, int):
                del self._passages[passage]
            else:
                owners.remove(number)
                if not owners:
                    del self._passages[passage]
        self._known_facts.subtract(facts_of(sketch))
        for key in keys_of(sketch):
            self._keys[key].remove(number)
            if not self._keys[key]:
                del self._keys[key]

    def _forget_feature(self, feature: int, number: int) -> None:
        numbers, weights = self._postings[feature]
        index = bisect_left(numbers, number)
        del numbers[index], weights[index]
        if not numbers:
            del self._postings[feature]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """What a member is indexed by, packed: as Python numbers it would take ten times the room."""

    passages: "array[int]"
    features: "array[int]"


def _slim(member: Member) -> Member:
    """Without what the indexes have."""
    sketch = replace(member.candidate.sketch, fingerprints=(), features=(), evidence=(), figures=())
    return replace(member, candidate=replace(member.candidate, sketch=sketch))


def _indexed(passages: Sequence[int]) -> Iterator[int]:
    """Half of many passages find whatever shares more than a few; counting is done on all."""
    return (passage for passage in passages if len(passages) < MANY or passage % ONE_IN == 0)


def prior_share(fact: str) -> float:
    """What share of items is expected to have a fact, before the window has taught it."""
    known = expected_share(fact)
    if known is not None:
        return known
    if fact.startswith("SY"):
        return 0.05 if len(fact) == REGION else 0.015
    if fact.startswith(NAME):
        return NAME_SHARES.get(len(fact) - len(NAME), LONG_NAME)
    group, dotted, _ = fact.partition(".")
    if dotted:
        return GROUP_SHARES[group]
    return 0.04 if int(fact.rpartition(" ")[2]) <= FEW else 0.015
