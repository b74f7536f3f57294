"""Which story an item belongs to: a copy's, that of the same event in other words, or a new one. Pure.

Two layers. Copies: shared passages, two weeks back. Events: words of title and opening, three days back, with places,
tolls, days and actors for and against; across languages by these alone. Knows nothing of Redis.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import log, log2

from workers.model.item import OriginEvidence
from workers.stories.agreement import Agreement, agreement, another_event_day, elsewhere
from workers.stories.conflicts import forbids
from workers.stories.facts import Facts, facts_in, keys_of
from workers.stories.member import Candidate, Kind, Member
from workers.stories.mergers import one_with
from workers.stories.window import Window

JOIN = timedelta(hours=72)
LONGEST = timedelta(days=7)
"""From a story's first item: what goes on longer is a topic."""
ACROSS = timedelta(hours=48)
SAME_TEXT, OWN_SHARE, DERIVED, DERIVED_AT_HOME = 0.8, 0.5, 0.25, 0.5
ALL_BUT = 0.95
FEWEST_PASSAGES = 4
"""Fewer are a turn of phrase."""
SHARED_QUOTES = 2
NEAREST = 3

HEADLINES, OPENINGS = 0.29, 0.33
"""Cosine from which two headlines, or two titles with openings, are of one event."""
IN_ANOTHER_LANGUAGE = 0.7
"""Of the cosine needed: only names and numbers are written alike."""
PER_DAY, PER_DOUBLING = 0.04, 0.003
PER_SURPRISE = 0.025
HELP_OF_PLACE, HELP_OF_NUMBER, HELP_OF_REGION = 0.22, 0.1, 0.06
"""What shared facts are worth in cosine: for each e-fold less likely by chance, and at most. Least without a town or a
number, since who fights whom in a province is the same for years."""
HELP_DAYS = 4
"""After so many days a shared number or governorate says nothing; a shared town still does."""
ENOUGH, ENOUGH_IN_REGION, ENOUGH_ANYWHERE, AGAINST = 4.3, 4.8, 6.2, 2.0
"""How unlikely shared facts must be by chance to make one event of reports in different languages."""
FEW_AROUND = 100
"""With more reports around chance finds more of them that share as much."""
MERGE = 0.05
"""How far beyond its threshold a second story must be to become one with the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`member` is the candidate, placed; `founds`: its story is new. `merged`: stories that end in it."""

    member: Member
    founds: bool
    merged: tuple[str, ...]
    containment: float | None
    evidence: tuple[OriginEvidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An earlier text that this one repeats. `whole`: as good as all of it."""

    number: int
    shared: int
    containment: float
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How well a story fits, beyond what is needed: `margin` is 0 at the threshold."""

    story: str
    margin: float
    first: int


def decide(candidate: Candidate, window: Window, *, new_story: str) -> Decision:
    """`new_story`: the id of the story that the candidate founds if it joins none."""
    alike = window.alike(candidate.sketch, since=candidate.came - JOIN)
    repeat = repeated(candidate, window, alike)
    links = sorted(_links(candidate, window, alike), key=lambda link: (-link.margin, link.first))
    story = _repeated_story(candidate, window, repeat) or (links[0].story if links else new_story)
    merged = _merged(story, links, window, outlet=candidate.teller.outlet)
    return Decision(
        member=_placed(candidate, window, story, repeat, merged),
        founds=story == new_story,
        merged=merged,
        containment=round(repeat.containment, 4) if repeat else None,
        evidence=_evidence(candidate, window, repeat),
    )


def _repeated_story(candidate: Candidate, window: Window, repeat: Repeat | None) -> str | None:
    """That of the text it repeats; not of one about other towns, of which it took over a part."""
    if repeat is None:
        return None
    story = window.story_of(repeat.number)
    apart = not repeat.whole and forbids(_facts(window, story), facts_in(candidate.sketch))
    return None if apart else story


def _facts(window: Window, story: str) -> list[Facts]:
    return [window.facts[number] for number in window.numbers_of(story)]


def _placed(candidate: Candidate, window: Window, story: str, repeat: Repeat | None, merged: tuple[str, ...]) -> Member:
    agency = candidate.sketch.agency or candidate.teller.wire
    parent = window.members[repeat.number] if repeat else None
    return Member(
        candidate=candidate,
        story=story,
        kind=_kind(candidate, repeat, agency=agency),
        agency=agency,
        of=parent.item if parent else None,
        root=parent.root if parent else candidate.item,
        merged=merged,
    )


def _kind(candidate: Candidate, repeat: Repeat | None, *, agency: str | None) -> Kind:
    if agency:
        return "wire"
    if repeat:
        return "copy" if repeat.whole else "derived"
    return "original" if candidate.sketch.has_lead and candidate.teller.witness else "unknown"


def repeated(candidate: Candidate, window: Window, alike: Mapping[int, float]) -> Repeat | None:
    """The earliest of the texts with which this one shares most."""
    sketch, found = candidate.sketch, []
    for number, shared, containment in window.repeated(sketch):
        member = window.members[number]
        if member.item == candidate.item or not _derives(
            candidate, member, shared, containment, alike.get(number, 0.0)
        ):
            continue
        whole = containment >= SAME_TEXT and shared >= OWN_SHARE * len(sketch.fingerprints)
        found.append(Repeat(number=number, shared=shared, containment=containment, whole=whole))
    if not found:
        return None
    most = max(repeat.shared for repeat in found)
    return next(repeat for repeat in found if repeat.shared >= ALL_BUT * most)


def _derives(candidate: Candidate, member: Member, shared: int, containment: float, cosine: float) -> bool:
    """Neither set phrases for another town or day, nor the background that an outlet pastes below its reports."""
    if containment < DERIVED or (containment < SAME_TEXT and shared < FEWEST_PASSAGES):
        return False
    same_outlet = candidate.teller.outlet == member.candidate.teller.outlet
    if same_outlet and containment < DERIVED_AT_HOME:
        return False
    mine, theirs = facts_in(candidate.sketch), facts_in(member.candidate.sketch)
    if elsewhere(mine, theirs) or another_event_day(mine, theirs):
        return False
    return containment >= DERIVED_AT_HOME or cosine >= HEADLINES / 2


def _links(candidate: Candidate, window: Window, alike: Mapping[int, float]) -> list[Link]:
    """Stories that fit and don't speak against it."""
    mine = facts_in(candidate.sketch)
    by_story: dict[str, list[int]] = defaultdict(list)
    worth_a_look = HEADLINES / 3
    across = _abroad(candidate, window)
    for number in sorted({number for number, cosine in alike.items() if cosine >= worth_a_look} | across):
        by_story[window.story_of(number)].append(number)
    found = []
    for story, numbers in by_story.items():
        members = window.numbers_of(story)
        if abs(candidate.when - window.members[members[0]].candidate.when) > LONGEST:
            continue
        if forbids(_facts(window, story), mine):
            continue
        near = {number: (alike.get(number, 0.0), agreement(mine, window.facts[number])) for number in numbers}
        margin = _margin(candidate, window, near)
        margin -= PER_DOUBLING * log2(len(members))
        if margin >= 0:
            found.append(Link(story=story, margin=margin, first=members[0]))
    return found


def _abroad(candidate: Candidate, window: Window) -> set[int]:
    """Reports in other languages with a fact of this one; those in its own have to be found by their words."""
    mine = candidate.sketch.language
    sharing = window.sharing(keys_of(candidate.sketch), since=candidate.came - ACROSS)
    return {number for number in sharing if window.members[number].candidate.sketch.language != mine}


def _margin(candidate: Candidate, window: Window, near: Mapping[int, tuple[float, Agreement]]) -> float:
    """The better of the two ways to be of one event: by words, or by what words in any language name."""
    apart = sum(agreed.apart for _, agreed in near.values())
    if apart * 2 > len(near):
        return -1.0
    crowd = max(0.0, log(max(1, window.count(since=candidate.came - ACROSS)) / FEW_AROUND))
    best = sorted(((cosine, number) for number, (cosine, agreed) in near.items() if not agreed.apart), reverse=True)
    best = best[:NEAREST]
    by_words = sum(cosine for cosine, _ in best) / len(best)
    facts = {number: window.surprise(agreed.shared) for number, (_, agreed) in near.items()}
    needed = min(_needed(candidate, window.members[number], near[number][1], facts[number]) for _, number in best)
    by_facts = max(
        _by_facts(candidate, window.members[n], agreed, facts[n] + window.surprise(agreed.names) - crowd)
        for n, (_, agreed) in near.items()
    )
    return max(by_words - needed, by_facts)


def _gap(candidate: Candidate, member: Member) -> float:
    return abs((candidate.when - member.candidate.when).total_seconds()) / 86400


def _needed(candidate: Candidate, member: Member, agreed: Agreement, surprise: float) -> float:
    """Cosine that these two need: less where they agree on facts, more where they don't or where days lie between."""
    sketch, other = candidate.sketch, member.candidate.sketch
    needed = OPENINGS if sketch.has_lead and other.has_lead else HEADLINES
    if sketch.language != other.language:
        needed *= IN_ANOTHER_LANGUAGE
    if agreed.anchored:
        lasting = 1.0 if agreed.place else max(0.0, 1 - _gap(candidate, member) / HELP_DAYS)
        most = HELP_OF_PLACE if agreed.place else HELP_OF_NUMBER if agreed.number else HELP_OF_REGION
        needed -= min(most, PER_SURPRISE * surprise) * lasting
    if len(set(sketch.quotes) & set(other.quotes)) >= SHARED_QUOTES:
        needed -= 0.15
    if agreed.other_toll and not agreed.place:
        needed += 0.08
    if agreed.other_region:
        needed += 0.10
    if agreed.other_kind:
        needed += 0.05
    return needed + PER_DAY * _gap(candidate, member)


def _by_facts(candidate: Candidate, member: Member, agreed: Agreement, surprise: float) -> float:
    """Margin by facts alone, for reports in different languages: a place, toll or name, and enough beside it."""
    other = member.candidate.sketch.language
    if (
        agreed.apart
        or candidate.sketch.language == other
        or len(agreed.shared) + len(agreed.names) < (2 if agreed.anchored or agreed.names else 3)
    ):
        return -1.0
    gap = _gap(candidate, member)
    if gap > ACROSS / timedelta(days=1):
        return -1.0
    against = agreed.other_toll + agreed.other_kind + agreed.other_country + agreed.other_region
    return PER_SURPRISE * (surprise - _enough(agreed) - AGAINST * against - gap)


def _enough(agreed: Agreement) -> float:
    if agreed.place or agreed.number:
        return ENOUGH
    return ENOUGH_IN_REGION if agreed.anchored else ENOUGH_ANYWHERE


def _merged(story: str, links: list[Link], window: Window, *, outlet: str) -> tuple[str, ...]:
    """Stories beside the chosen one that fit so well that all must be one."""
    own = next((link for link in links if link.story == story), None)
    if own is None or own.margin < MERGE:
        return ()
    others = [link.story for link in links if link.story != story and link.margin >= MERGE]
    return one_with(story, others, window, outlet=outlet)


def _evidence(candidate: Candidate, window: Window, repeat: Repeat | None) -> tuple[OriginEvidence, ...]:
    evidence = list(candidate.sketch.evidence)
    if repeat is None:
        return tuple(evidence)
    parent = window.members[repeat.number]
    told = f"{repeat.shared} passages are those of {parent.item}, {repeat.containment:.0%} of the shorter text"
    evidence.append(OriginEvidence(type="containment", text=told))
    if quotes := len(set(candidate.sketch.quotes) & set(parent.candidate.sketch.quotes)):
        evidence.append(OriginEvidence(type="quote", text=f"{quotes} long quotes are the same as in {parent.item}"))
    return tuple(evidence)
