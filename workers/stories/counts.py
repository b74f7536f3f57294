"""How many outlets, families and independent origins a story has. Pure; knows nothing of how the story was found."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime

from workers.model.item import Story, StoryFigure
from workers.stories.bodies import name_of, whole_of
from workers.stories.member import Member

MOST_FIGURES = 12


def snapshot(story: str, members: Sequence[Member], *, founded: datetime | None = None) -> Story:
    """The story as these members tell it, in the order in which they came. `founded`: known from before the window.

    Who was withdrawn tells nothing any more.
    """
    first = min(member.candidate.seen for member in members)
    members = [member for member in members if not member.withdrawn]
    return Story(
        id=story,
        first_seen=first if founded is None else min(first, founded),
        items=len(members),
        outlets=len({member.candidate.teller.outlet for member in members}),
        families=len({family for member in members if (family := member.candidate.teller.family)}),
        independent=independent(members),
        languages=tuple(sorted({language for member in members if (language := member.candidate.sketch.language)})),
        figures=development(members),
    )


def independent(members: Sequence[Member]) -> int:
    """Origins that don't rest on each other; at least one where there are members, since somebody told it.

    One origin: a family or its bloc, a wire wherever it is printed, a text and what repeats it, all who have it from
    one and the same body. Who belongs to no known family adds nothing: unknown is not independent. Nor does a reprint,
    which is its text's and says nothing of whoever prints it.
    """
    groups = _Groups(len(members))
    texts = {member.item for member in members}
    wires: dict[str, Member] = {}
    for member in members:
        if member.agency:
            wires.setdefault(member.agency, member)
    for index, member in enumerate(members):
        for tie in _ties(member, reprint=_is_reprint(member, texts), first=wires.get(member.agency or "", member)):
            groups.tie(index, tie)
    known = {groups.head(index) for index, member in enumerate(members) if _counts(member, texts)}
    return max(min(1, len(members)), len(known))


def development(members: Iterable[Member]) -> tuple[StoryFigure, ...]:
    """Which numbers were told, each by whom first. Of too many the first of each kind and the latest are kept."""
    told: dict[tuple[str, int], StoryFigure] = {}
    for member in members:
        for toll in member.candidate.sketch.tolls:
            figure = StoryFigure(
                kind=toll.kind,
                min=toll.value,
                qualifier=toll.qualifier,
                item=member.item,
                first_seen=member.candidate.seen,
            )
            told.setdefault((toll.kind, toll.value), figure)
    figures = tuple(told.values())
    if len(figures) <= MOST_FIGURES:
        return figures
    firsts = {figure.kind: figure for figure in reversed(figures)}
    latest = [figure for figure in figures if firsts[figure.kind] is not figure][len(firsts) - MOST_FIGURES :]
    return tuple(figure for figure in figures if firsts[figure.kind] is figure or figure in latest)


def _ties(member: Member, *, reprint: bool, first: Member) -> Iterator[str]:
    """`first`: the agency's first text, whose sources are those of all its reprints, however they are cut."""
    teller = member.candidate.teller
    yield f"item {member.item}"
    yield f"item {member.root}"
    if member.of:
        yield f"item {member.of}"
    if member.agency:
        yield f"body {member.agency}"
    if not reprint:
        yield f"outlet {teller.outlet}"
        if teller.family:
            yield f"family {teller.family}"
        if teller.bloc:
            yield f"bloc {teller.bloc}"
    if not reprint or member.agency:
        yield from (f"body {body}" for body in _sole(first.candidate.sketch.upstream))


def _sole(upstream: Sequence[str]) -> Iterator[str]:
    """The only body and the only agency, where there is one: the Observatory, as AFP reports, rests on both."""
    carriers = [name for name in upstream if name_of("agency", name) and not name_of("body", name)]
    for names in (carriers, {whole_of(name) for name in upstream if name not in carriers}):
        if len(names) == 1:
            yield from names


def _is_reprint(member: Member, texts: Container[str]) -> bool:
    """Whether it is another's text as it was: an agency's in a paper, or a copy of what the story has."""
    if member.agency:
        return member.candidate.teller.wire != member.agency
    return member.kind == "copy" and member.root != member.item and member.root in texts


def _counts(member: Member, texts: Container[str]) -> bool:
    """A known family that speaks for itself, or a wire, whoever prints it."""
    teller = member.candidate.teller
    if member.agency:
        return True
    return teller.witness and teller.family is not None and not _is_reprint(member, texts)


class _Groups:
    """Union-find over members, tied by names."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))
        self._first: dict[str, int] = {}

    def head(self, index: int) -> int:
        while self._parents[index] != index:
            self._parents[index] = self._parents[self._parents[index]]
            index = self._parents[index]
        return index

    def tie(self, index: int, name: str) -> None:
        other = self._first.setdefault(name, index)
        self._parents[self.head(index)] = self.head(other)
