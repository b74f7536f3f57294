"""Groups of words beside a name, each from its tables of `people.toml`. Knows neither names nor articles."""

from collections.abc import Mapping
from dataclasses import dataclass

from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold

Words = frozenset[str]
Tables = Mapping[str, Mapping[str, list[str]]]


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


def street_of(raw: Tables) -> Street:
    street = raw["street"]
    return Street(
        before=folded(street, "before"),
        after=folded(street, "after"),
        like=tuple(folded(street, "beginnings")),
        some=folded(street, "one"),
    )


def life_of(raw: Tables) -> Life:
    return Life(
        came=folded(raw["came"]),
        near=folded(raw["came"], "near"),
        local=tuple(folded(raw["abroad"])),
        homeward=tuple(folded(raw["home"])),
        many=folded(raw["home"], "many"),
        speaking=tuple(folded(raw["asks"])),
        thriving=folded(raw["thrives"]),
        living=folded(raw["thrives"], "locative"),
    )


def signature_of(raw: Tables) -> Signature:
    return Signature(
        anywhere=phrases(raw["signature"], "anywhere"),
        opening=phrases(raw["signature"], "opening"),
        channels=folded(raw["signature"], "channels"),
        since=folded(raw["to"], "since"),
        until=folded(raw["to"], "until"),
    )


def called_of(raw: Tables) -> Called:
    return Called(
        quarters=folded(raw["quarter"], "before"),
        quarters_like=tuple(folded(raw["quarter"], "beginnings")),
        pairs=folded(raw["quarter"], "pair"),
        serves=tuple(folded(raw["serves"])),
        surnames_not=folded(raw["christened"]),
    )


def aside_of(raw: Tables) -> Aside:
    return Aside(
        ands=folded(raw["and"]),
        hometown=phrases(raw["hometown"], "phrases"),
        cargo=tuple(folded(raw["cargo"])),
        through=folded(raw["cargo"], "through"),
        works=tuple(folded(raw["work"])),
        about=folded(raw["work"], "about"),
        told_of=folded(raw["work"], "follows"),
        past=folded(raw["past"]),
        ago=folded(raw["past"], "follows"),
        recipes=tuple(folded(raw["recipe"])),
        refugees=tuple(folded(raw["refugees"])),
        parties=phrases(raw["party"], "phrases"),
        relative=folded(raw["relative"]),
        died=folded(raw["relative"], "died"),
        former=folded(raw["once"], "former"),
        office=tuple(folded(raw["once"], "office")),
    )


def folded(section: Mapping[str, list[str]], name: str = "words") -> Words:
    return frozenset(fold(word) for word in section[name])


def phrases(section: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(" ".join(TOKEN.findall(fold(phrase))) for phrase in section[name])
