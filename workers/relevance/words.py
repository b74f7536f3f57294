"""Words around a name that say why it is there, from `people.toml`. Knows no article."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from workers.relevance.entries import compiled
from workers.relevance.forms import unprefixed
from workers.relevance.match import Lexicon
from workers.relevance.wordgroups import (
    Aside,
    Called,
    Life,
    Signature,
    Street,
    Words,
    aside_of,
    called_of,
    folded,
    life_of,
    signature_of,
    street_of,
)

FILE = Path(__file__).parent / "people.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Sets are of folded words; `turning` and `war` of their beginnings."""

    persons: Lexicon
    things: Lexicon
    origin: Words
    native: Words
    units: Words
    born: Words
    bare: Words
    alone: Words
    struck: Words
    onward: Words
    left: Words
    relative: Words
    turning: tuple[str, ...]
    war: tuple[str, ...]
    named_before: Words
    named_after: Words
    street: Street
    animals: Words
    articles: Words
    negation: Words
    negated: Words
    locative: Words
    asylum: tuple[str, ...]
    crimes: Words
    crime_of: tuple[Words, Words]
    among: Words
    states: Words
    firms: Words
    particles: Words
    life: Life
    aside: Aside
    signature: Signature
    called: Called
    says: Words

    def person(self, word: str) -> bool:
        return bool(self.persons.readings(word))

    def taken_along(self, word: str) -> bool:
        """A restaurant, a film: it has its makers' nationality."""
        return bool(self.things.readings(word))

    def turns(self, words: Sequence[str]) -> bool:
        """Whether somebody comes home or flees now; not one "who fled" long ago."""
        once = self.relative
        if self.abroad(words):
            once = once.union(word for word in words if self.person(word))
        told = (word for before, word in pairwise(("", *words)) if before not in once or word not in self.left)
        return _begins(told, self.turning)

    def tries(self, words: Iterable[str]) -> bool:
        """Whether it is about what courts abroad try of what was done at home."""
        told = frozenset(words)
        crime, war = self.crime_of
        return not self.crimes.isdisjoint(told) or not (crime.isdisjoint(told) or war.isdisjoint(told))

    def settles(self, words: Iterable[str]) -> bool:
        """Whether it is about how somebody lives abroad."""
        return _begins(words, self.asylum)

    def abroad(self, words: Iterable[str]) -> bool:
        """Whether it names leagues, courts or offices that the topic's country has not."""
        return any(word.startswith(self.life.local) for word in words)

    def thrives(self, words: Iterable[str]) -> bool:
        """Whether somebody opens a shop, wins a prize, graduates."""
        return not self.life.thriving.isdisjoint(words)

    def comes_home(self, words: Sequence[str]) -> bool:
        """Whether many go home, or through a border crossing."""
        if _begins(words, self.aside.refugees) and _begins(words, self.life.homeward):
            return True
        many = any(word in self.life.many or (word.isdigit() and len(word) > len("999") + 1) for word in words)
        return many and _begins(words, self.life.homeward)

    def speaks(self, words: Iterable[str]) -> bool:
        return any(word.startswith(self.life.speaking) for word in words)

    def carries(self, words: Iterable[str]) -> bool:
        """Whether it is about what is smuggled, or about who sets out."""
        return _begins(words, self.aside.cargo)

    def shows(self, words: Iterable[str]) -> bool:
        """Whether a film, a book, an exhibition is told of."""
        return _begins(words, self.aside.works)

    def cooks(self, words: Iterable[str]) -> bool:
        return _begins(words, self.aside.recipes)

    def eats(self, words: Iterable[str]) -> bool:
        """Whether somebody is served, or a house is told of that does so."""
        return _begins(words, self.called.serves)

    def fights(self, words: Iterable[str]) -> bool:
        return _begins(words, self.war)


@cache
def around() -> Around:
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Around(
        persons=_lexicon(raw["person"]),
        things=_lexicon(raw["thing"]),
        origin=folded(raw["from"]),
        native=folded(raw["origin"]),
        units=folded(raw["unit"]),
        born=folded(raw["born"]),
        bare=folded(raw["bare"]),
        alone=folded(raw["alone"]),
        struck=folded(raw["struck"]),
        onward=folded(raw["to"]),
        left=folded(raw["left"]),
        relative=folded(raw["left"], "relative"),
        turning=tuple(folded(raw["return"])),
        war=tuple(folded(raw["war"])),
        named_before=folded(raw["place"], "before"),
        named_after=folded(raw["place"], "after"),
        street=street_of(raw),
        animals=folded(raw["animal"]),
        articles=folded(raw["animal"], "articles"),
        negation=folded(raw["not"], "before"),
        negated=folded(raw["not"], "after"),
        locative=folded(raw["not"], "locative"),
        asylum=tuple(folded(raw["asylum"])),
        crimes=folded(raw["crime"]),
        crime_of=(folded(raw["war-crime"], "crime"), folded(raw["war-crime"], "war")),
        among=folded(raw["among"]),
        states=folded(raw["state"]),
        firms=folded(raw["firm"]),
        particles=folded(raw["particle"]),
        life=life_of(raw),
        aside=aside_of(raw),
        signature=signature_of(raw),
        called=called_of(raw),
        says=folded(raw["says"]),
    )


def _lexicon(section: Mapping[str, list[str]]) -> Lexicon:
    return Lexicon(
        compiled(word, concept=0, language=language) for language, words in section.items() for word in words
    )


def _begins(words: Iterable[str], beginnings: tuple[str, ...]) -> bool:
    return any(
        form.startswith(beginnings) for word in words for form in (word, *(unprefixed(word) if word[0] > "z" else ()))
    )
