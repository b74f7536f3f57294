"""What stands near what in one article: answers in constant time, however long the article. Knows nothing of worth."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from workers.relevance.layout import Spot
from workers.relevance.match import Find

REACH = 16  # no term has more words; no term of a script without blanks more characters
Scope = str | int


class Placed(Protocol):
    """Whatever has a place in the article."""

    @property
    def find(self) -> Find: ...
    @property
    def spot(self) -> Spot: ...
    @property
    def place_key(self) -> tuple[bool, int, int]: ...


T = TypeVar("T", bound=Placed)


class Company:
    """Finds under names: concepts, or groups of them."""

    def __init__(self) -> None:
        self._seen: dict[Hashable, list[tuple[bool, int, int]]] = defaultdict(list)
        self._words: dict[Hashable, list[tuple[int, tuple[bool, int, int]]]] = defaultdict(list)
        self._sorted: dict[Hashable, bool] = {}

    def add(self, name: Hashable, hit: Placed) -> None:
        spot, key = hit.spot, hit.place_key
        for where in (
            (name, "document"),
            (name, "title", spot.in_title),
            (name, "sentence", spot.in_title, spot.sentence),
            (name, "paragraph", spot.in_title, spot.paragraph),
        ):
            seen = self._seen[where]
            if len(seen) < 2 and key not in seen:  # two are enough to know of one that is not oneself
                seen.append(key)
        self._words[name].append((spot.word, key))
        self._sorted[name] = False

    def has(self, name: Hashable, scope: Scope, hit: Placed) -> bool:
        """Whether something of that name, other than the hit itself, is within the scope around it."""
        if isinstance(scope, int):
            return self._near(name, scope, hit)
        spot = hit.spot
        number = spot.sentence if scope == "sentence" else spot.paragraph
        where = (name, "document") if scope == "document" else (name, scope, spot.in_title, number)
        return any(key != hit.place_key for key in self._seen.get(where, ()))

    def titled(self, name: Hashable) -> bool:
        return bool(self._seen.get((name, "title", True)))

    def _near(self, name: Hashable, words: int, hit: Placed) -> bool:
        places = self._words.get(name)
        if not places:
            return False
        if not self._sorted[name]:
            places.sort()
            self._sorted[name] = True
        at = bisect_left(places, (hit.spot.word - words, (False, -1, -1)))
        while at < len(places) and places[at][0] <= hit.spot.word + words:
            if places[at][1] != hit.place_key:
                return True
            at += 1
        return False


class Around(Generic[T]):
    """Finds by where they begin, to look up those that may cover another.

    Without blanks a whole sentence is one word: there characters are what words are elsewhere.
    """

    def __init__(self, hits: Iterable[T]) -> None:
        self._starts: dict[tuple[bool, bool, int], list[T]] = defaultdict(list)
        for hit in hits:
            unspaced, first, _ = _reach(hit.find)
            self._starts[hit.spot.in_title, unspaced, first].append(hit)

    def covering(self, hit: Placed) -> Iterator[T]:
        """Those whose words include all words of the hit, itself among them where it is one of them."""
        unspaced, first, last = _reach(hit.find)
        for start in range(max(first - REACH, 0), first + 1):
            for other in self._starts.get((hit.spot.in_title, unspaced, start), ()):
                if _reach(other.find)[2] >= last:
                    yield other


def _reach(find: Find) -> tuple[bool, int, int]:
    """Whether it stands in a script without blanks, and its first and last word, or its ends in such a script."""
    return (True, find.start, find.end) if find.unspaced else (False, find.first, find.last)
