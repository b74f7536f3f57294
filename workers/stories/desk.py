"""Places items in stories by the window that Redis holds. Decides and counts; the commit is the caller's."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from config.sources import Source
from workers.doors.redis.commits import StoryChange
from workers.doors.redis.records import Window as News
from workers.doors.redis.store import Store
from workers.model.item import MergedStory, Origin, OriginEvidence, Story
from workers.stories.bodies import name_of
from workers.stories.clusters import Decision, decide
from workers.stories.counts import snapshot
from workers.stories.member import Candidate, Member, Teller, decode, encode, withdrawal, withdraws
from workers.stories.window import Window

MOST_EVIDENCE = 5
BREATH = 100
"""Lines of the window after which others may run."""
TRUSTED_PAST = timedelta(days=30)
"""A date of publication farther back, or in the future, is not believed for the order of events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story as the window stood at `window_revision`; the commit refuses when it has moved on."""

    story: Story
    change: StoryChange
    window_revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Told):
    """Where an item belongs."""

    origin: Origin
    merged: MergedStory | None


class Stories:
    """The window of one process. Hold `turn` from `place` to the commit: decisions on one window follow each other."""

    def __init__(self, store: Store) -> None:
        self.turn = asyncio.Lock()
        self._store = store
        self._window = Window()
        self._last_id = "-"
        self._revision = 0

    @property
    def last_id(self) -> str:
        """The last line of the window in Redis that is known here."""
        return self._last_id

    async def place(self, candidate: Candidate, *, new_story: str, now: datetime, news: News | None = None) -> Placed:
        """`new_story`: the id of the story that the item founds if it joins none. `news`: what came after `last_id`."""
        await self._catch_up(news)
        self._window.trim(now=now)
        known = self._window.member(candidate.item)
        if known is not None:
            return self._again(candidate, known)
        decision = decide(candidate, self._window, new_story=new_story)
        return self._placed(decision.member, decision)

    async def withdraw(self, item: str, *, now: datetime, news: News | None = None) -> Told | None:
        """The item's story without it. None: the window knows the item no more."""
        await self._catch_up(news)
        self._window.trim(now=now)
        known = self._window.member(item)
        if known is None:
            return None
        name = self._window.current(known.story)
        members = [replace(one, withdrawn=one.withdrawn or one.item == item) for one in self._window.of_story(name)]
        story = snapshot(name, members)
        change = StoryChange(story_id=name, fields=_fields(story, members), window=withdrawal())
        return Told(story=story, change=change, window_revision=self._revision)

    async def members(self) -> AsyncIterator[Member]:
        """All that the window knows now, in the order in which they came."""
        await self._catch_up()
        for member in tuple(self._window.members.values()):
            yield member

    def follow(self, item: str, line: str, *, line_id: str, revision: int) -> None:
        """The line that a commit put behind the window of this revision, so that nobody has to read it back."""
        if line_id and revision == self._revision and self._know(item, line):
            self._last_id, self._revision = line_id, revision + 1

    def _know(self, item: str, line: str) -> bool:
        """Whether the line could be read."""
        if withdraws(line):
            self._window.withdraw(item)
            return True
        member = decode(item, line)
        if member is not None:
            self._window.add(member)
        return member is not None

    async def _catch_up(self, news: News | None = None) -> None:
        """Reads what came since; from the beginning when Redis was emptied meanwhile."""
        fresh = news or await self._store.window(after=self._last_id)
        if fresh.revision < self._revision:
            self._window, self._last_id = Window(), "-"
            fresh = await self._store.window()
        self._last_id, self._revision = fresh.last_id, fresh.revision
        for number, (item, data) in enumerate(fresh.entries):
            self._know(item, data)
            if number % BREATH == 0:  # a worker that starts reads two weeks at once
                await asyncio.sleep(0)

    def _again(self, candidate: Candidate, known: Member) -> Placed:
        """A later version stays in its story and a repeat of what it repeated; its tolls and words may be new."""
        member = Member(
            candidate=candidate,
            story=self._window.current(known.story),
            kind=known.kind,
            agency=known.agency,
            of=known.of,
            root=known.root,
        )
        return self._placed(member, None)

    def _placed(self, member: Member, decision: Decision | None) -> Placed:
        merged = decision.merged if decision else ()
        told = [one for story in (member.story, *merged) for one in self._window.of_story(story)]
        members = [*(one for one in told if one.item != member.item), member]
        members.sort(key=lambda one: (one.candidate.came, one is member))
        story = snapshot(member.story, members)
        return Placed(
            origin=origin_of(member, decision),
            story=story,
            change=StoryChange(
                story_id=member.story,
                fields=_fields(story, members),
                window=encode(member),
                merged={one: {"merged_into": member.story} for one in merged},
            ),
            window_revision=self._revision,
            merged=_merged(story, merged),
        )


def origin_of(member: Member, decision: Decision | None) -> Origin:
    """What the item says of its text."""
    sketch = member.candidate.sketch
    evidence: Sequence[OriginEvidence] = decision.evidence if decision else sketch.evidence
    return Origin(
        kind=member.kind,
        agency=member.agency,
        of=member.of,
        containment=decision.containment if decision else None,
        upstream=sketch.upstream,
        evidence=tuple(evidence)[:MOST_EVIDENCE],
    )


def _fields(story: Story, members: Sequence[Member]) -> dict[str, str]:
    """The story's hash, for `marsad why` and people with redis-cli."""
    return {
        "first_seen": story.first_seen.isoformat(),
        "items": str(story.items),
        "outlets": str(story.outlets),
        "families": str(story.families),
        "independent": str(story.independent),
        "languages": ",".join(story.languages),
        "founder": members[0].item,
        "latest": members[-1].item,
    }


def _merged(story: Story, merged: tuple[str, ...]) -> MergedStory | None:
    if not merged:
        return None
    return MergedStory(
        id=story.id,
        first_seen=story.first_seen,
        items=story.items,
        outlets=story.outlets,
        families=story.families,
        independent=story.independent,
        languages=story.languages,
        figures=story.figures,
        merged=merged,
    )


def teller_of(source: Source | None, *, source_id: str, publisher: str | None) -> Teller:
    """An outlet is a site: its editions and channels are one. A search only points at what others publish."""
    if source is None:
        return Teller(outlet=source_id)
    if source.kind == "search":
        return Teller(outlet=publisher or source.id, witness=False)
    host = urlsplit(source.homepage or "").netloc.removeprefix("www.")
    wire = (name_of("agency", source.name) or source.name) if source.wire else None
    return Teller(outlet=host or source.id, family=source.family, bloc=source.bloc, wire=wire)


def happened(published: datetime | None, *, first_seen: datetime) -> datetime:
    """When the report came out, as far as it can be believed."""
    if published is None or not first_seen - TRUSTED_PAST <= published <= first_seen:
        return first_seen
    return published
