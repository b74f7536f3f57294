"""Words around a name that say why it is there, from `people.toml`. Knows no article."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from workers.relevance.entries import TOKEN, compiled
from workers.relevance.fold import fold
from workers.relevance.forms import unprefixed
from workers.relevance.match import Lexicon

FILE = Path(__file__).parent / "people.toml"
Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How people get on elsewhere; `local`, `homeward` and `speaking` are of beginnings."""

    came: Words
    near: Words
    local: tuple[str, ...]
    homeward: tuple[str, ...]
    many: Words
    speaking: tuple[str, ...]
    thriving: Words
    living: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What outlets write below their news; phrases of folded words."""

    anywhere: tuple[str, ...]
    opening: tuple[str, ...]
    channels: Words
    since: Words
    until: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What puts a name in the background; `cargo`, `works` and `recipes` are of beginnings."""

    ands: Words
    hometown: tuple[str, ...]
    cargo: tuple[str, ...]
    through: Words
    works: tuple[str, ...]
    about: Words
    told_of: Words
    past: Words
    ago: Words
    recipes: tuple[str, ...]
    refugees: tuple[str, ...]
    parties: tuple[str, ...]
    relative: Words
    died: Words
    former: Words
    office: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What tells that a name is only lent; `quarters_like` and `serves` are of beginnings."""

    quarters: Words
    quarters_like: tuple[str, ...]
    pairs: Words
    serves: tuple[str, ...]
    surnames_not: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """Words before and after the name of a street, `like` of their beginnings; before the first, `some` means any."""

    before: Words
    after: Words
    like: tuple[str, ...]
    some: Words


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
    street: "Street"
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
    life: "Life"
    aside: "Aside"
    signature: "Signature"
    called: "Called"
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
        origin=_folded(raw["from"]),
        native=_folded(raw["origin"]),
        units=_folded(raw["unit"]),
        born=_folded(raw["born"]),
        bare=_folded(raw["bare"]),
        alone=_folded(raw["alone"]),
        struck=_folded(raw["struck"]),
        onward=_folded(raw["to"]),
        left=_folded(raw["left"]),
        relative=_folded(raw["left"], "relative"),
        turning=tuple(_folded(raw["return"])),
        war=tuple(_folded(raw["war"])),
        named_before=_folded(raw["place"], "before"),
        named_after=_folded(raw["place"], "after"),
        street=_street(raw),
        animals=_folded(raw["animal"]),
        articles=_folded(raw["animal"], "articles"),
        negation=_folded(raw["not"], "before"),
        negated=_folded(raw["not"], "after"),
        locative=_folded(raw["not"], "locative"),
        asylum=tuple(_folded(raw["asylum"])),
        crimes=_folded(raw["crime"]),
        crime_of=(_folded(raw["war-crime"], "crime"), _folded(raw["war-crime"], "war")),
        among=_folded(raw["among"]),
        states=_folded(raw["state"]),
        firms=_folded(raw["firm"]),
        particles=_folded(raw["particle"]),
        life=_life(raw),
        aside=_aside(raw),
        signature=_signature(raw),
        called=_called(raw),
        says=_folded(raw["says"]),
    )


def _street(raw: Mapping[str, Mapping[str, list[str]]]) -> Street:
    street = raw["street"]
    return Street(
        before=_folded(street, "before"),
        after=_folded(street, "after"),
        like=tuple(_folded(street, "beginnings")),
        some=_folded(street, "one"),
    )


def _life(raw: Mapping[str, Mapping[str, list[str]]]) -> Life:
    return Life(
        came=_folded(raw["came"]),
        near=_folded(raw["came"], "near"),
        local=tuple(_folded(raw["abroad"])),
        homeward=tuple(_folded(raw["home"])),
        many=_folded(raw["home"], "many"),
        speaking=tuple(_folded(raw["asks"])),
        thriving=_folded(raw["thrives"]),
        living=_folded(raw["thrives"], "locative"),
    )


def _signature(raw: Mapping[str, Mapping[str, list[str]]]) -> Signature:
    return Signature(
        anywhere=_phrases(raw["signature"], "anywhere"),
        opening=_phrases(raw["signature"], "opening"),
        channels=_folded(raw["signature"], "channels"),
        since=_folded(raw["to"], "since"),
        until=_folded(raw["to"], "until"),
    )


def _called(raw: Mapping[str, Mapping[str, list[str]]]) -> Called:
    return Called(
        quarters=_folded(raw["quarter"], "before"),
        quarters_like=tuple(_folded(raw["quarter"], "beginnings")),
        pairs=_folded(raw["quarter"], "pair"),
        serves=tuple(_folded(raw["serves"])),
        surnames_not=_folded(raw["christened"]),
    )


def _aside(raw: Mapping[str, Mapping[str, list[str]]]) -> Aside:
    return Aside(
        ands=_folded(raw["and"]),
        hometown=_phrases(raw["hometown"], "phrases"),
        cargo=tuple(_folded(raw["cargo"])),
        through=_folded(raw["cargo"], "through"),
        works=tuple(_folded(raw["work"])),
        about=_folded(raw["work"], "about"),
        told_of=_folded(raw["work"], "follows"),
        past=_folded(raw["past"]),
        ago=_folded(raw["past"], "follows"),
        recipes=tuple(_folded(raw["recipe"])),
        refugees=tuple(_folded(raw["refugees"])),
        parties=_phrases(raw["party"], "phrases"),
        relative=_folded(raw["relative"]),
        died=_folded(raw["relative"], "died"),
        former=_folded(raw["once"], "former"),
        office=tuple(_folded(raw["once"], "office")),
    )


def _lexicon(section: Mapping[str, list[str]]) -> Lexicon:
    return Lexicon(
        compiled(word, concept=0, language=language) for language, words in section.items() for word in words
    )


def _begins(words: Iterable[str], beginnings: tuple[str, ...]) -> bool:
    return any(
        form.startswith(beginnings) for word in words for form in (word, *(unprefixed(word) if word[0] > "z" else ()))
    )


def _folded(section: Mapping[str, list[str]], name: str = "words") -> Words:
    return frozenset(fold(word) for word in section[name])


def _phrases(section: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(" ".join(TOKEN.findall(fold(phrase))) for phrase in section[name])
