"""Which entries of a document are new, changed, late or only to be remembered. Pure; identity decides, dates only flag.

Knows nothing of Redis: what is already known comes in as a set of aliases.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.poll.dates import in_range, learned_offset
from monitor.poll.document import Glance, Reading, Sifted
from monitor.poll.feed import ParsedFeed
from monitor.poll.identity import Identity, degraded, identify
from monitor.poll.record import FeedRecord
from monitor.poll.window import Seen, Window, unpack
from monitor.poll.words import changed_share
from workers.model.entry import Entry

OLD = timedelta(hours=72)
QUARANTINE_ABOVE = 10
CHANGED = 0.15
UPDATE_GAP_MINUTES = 10
MOST_UPDATES = 24
HIDDEN_FOR = 1800.0
"""Seconds that a dated entry may take to appear; one older than that at the last 304 was kept from us."""
WINDOW_FRESH = timedelta(hours=24)
ENOUGH = 5


def read_against(parsed: ParsedFeed, record: FeedRecord, *, source_id: str) -> Reading:
    """Match the blocks that were not read again with the window, and identify those that were."""
    window = unpack(record.window) if record.window else Window()
    by_block = {seen.block: seen for seen in window.entries}
    read_now = {entry.block for entry in parsed.entries if entry.block}
    kept = tuple(by_block[name] for name in parsed.blocks if name in by_block and name not in read_now)
    policy = "link" if record.policy == "link" or (not kept and degraded(parsed.entries)) else "guid"
    others = frozenset(alias for seen in kept for alias in seen.aliases)
    identities = identify(parsed.entries, source_id=source_id, policy=policy, others=others)
    return Reading(parsed=parsed, identities=identities, window=window, kept=kept, policy=policy)


def sift(reading: Reading, record: FeedRecord, glance: Glance, *, known: frozenset[str]) -> Sifted:
    sifting = _Sifting(reading, record, glance, known)
    sifting.run()
    return sifting.result()


class _Sifting:
    """One pass over a document's identities, collecting what becomes of each."""

    def __init__(self, reading: Reading, record: FeedRecord, glance: Glance, known: frozenset[str]) -> None:
        self.reading = reading
        self.glance = glance
        self.known = known
        self.minute = int(glance.now.timestamp()) // 60
        self.window = reading.window.by_alias()
        self.titles = {seen.title: seen for seen in reading.window.entries}
        seconds = (record.last_attempt / 1000 - HIDDEN_FOR) if record.last_attempt > record.last_full > 0 else 0
        self.certain = datetime.fromtimestamp(max(seconds, 0), UTC)
        self.leads = [int(lead) for lead in record.leads.split()] if record.leads else []
        self.offset = timedelta(hours=learned_offset(tuple(self.leads)))
        self.entries: dict[str, Entry] = {}
        self.baseline: set[str] = set()
        self.seen: dict[bytes, Seen] = {}
        self.old = 0
        self.flipped = 0
        self.held = False

    def run(self) -> None:
        unknown = []
        for one in self.reading.identities:
            before = next((self.window[alias] for alias in one.aliases if alias in self.window), None)
            if before is not None:
                self._again(one, before)
            elif any(alias in self.known for alias in one.aliases):
                self._remember(one, baseline=True)
                if any(alias not in self.known for alias in one.aliases):
                    self._rename(self._entry(one, late=True))
            else:
                unknown.append(one)
        fresh = self._without_renamed(unknown)
        if self.glance.first:
            self._first_poll(fresh)
        else:
            self._regular(fresh)

    def result(self) -> Sifted:
        size = len(self.reading.kept) + len(self.reading.identities)
        before = {seen.id for seen in self.reading.window.entries}
        window = self._window()
        still = sum(seen.id in before for seen in window)
        names = {alias for seen in window for alias in seen.aliases}
        left = tuple(alias for seen in self.reading.window.entries for alias in seen.aliases if alias not in names)
        if self.glance.piece:
            here = {seen.id for seen in window}
            window = (*window, *(seen for seen in self.reading.window.entries if seen.id not in here))
            left, still = (), size
        gap = not self.glance.first and still == 0 and size >= ENOUGH and len(before) >= ENOUGH and self.flipped == 0
        new = [entry for entry in self.entries.values() if entry.id not in self.baseline and entry.revision == 1]
        return Sifted(
            entries=tuple(self.entries.values()),
            baseline=frozenset(self.baseline),
            window=window,
            refresh=left,
            leads=" ".join(str(lead) for lead in self.leads[-6:]),
            found=sum(not entry.late for entry in new),
            overlap=still / size if size and before else 1.0,
            gap=gap and self.glance.away < WINDOW_FRESH,
            reidentified=self.flipped if size >= ENOUGH and 2 * self.flipped >= size else 0,
            resurfaced=self.old if self.old > QUARANTINE_ABOVE else 0,
            hidden=sum(entry.published is not None and entry.published < self.certain for entry in new),
            held=self.held,
        )

    def _window(self) -> tuple[Seen, ...]:
        """In document order where blocks are known, so that a cap cuts the oldest."""
        by_block = {seen.block: seen for seen in self.reading.kept}
        by_block |= {seen.block: seen for seen in self.seen.values() if seen.block}
        ordered = [by_block[name] for name in dict.fromkeys(self.reading.parsed.blocks) if name in by_block]
        listed = {seen.id for seen in ordered}
        return (*ordered, *(seen for seen in self.seen.values() if seen.id not in listed))

    def _again(self, one: Identity, before: Seen) -> None:
        """An entry of the last document whose block changed: an update, a counter, or only a clock."""
        changed = one.title != before.title or changed_share(before.sketch, one.sketch) > CHANGED
        if not changed:
            self.seen[before.id] = self._seen(one, before)
            if not set(one.aliases) <= set(before.aliases):
                self._rename(self._known_as(one, before))
            return
        if before.revision > MOST_UPDATES:
            self.seen[before.id] = self._seen(one, before)
            return
        if self.minute - max(before.updated, before.first_seen) < UPDATE_GAP_MINUTES:
            self.seen[before.id] = before
            self.held = True
            return
        revision = before.revision + 1
        entry = self._known_as(one, before)
        self.entries[before.entry_id] = replace(entry, revision=revision, late=before.baseline)
        self.seen[before.id] = replace(
            self._seen(one, before), title=one.title, sketch=one.sketch, revision=revision, updated=self.minute
        )

    def _rename(self, entry: Entry) -> None:
        """A known entry under a new name: the commit remembers the name, and announces nothing."""
        self.flipped += 1
        self.entries[entry.id] = entry
        self.baseline.add(entry.id)

    def _known_as(self, one: Identity, before: Seen) -> Entry:
        aliases = tuple(dict.fromkeys((*before.aliases, *one.aliases)))
        entry = self._entry(one, late=True)
        first_seen = _moment(before.first_seen, entry.first_seen)
        return replace(entry, id=before.entry_id, aliases=aliases, first_seen=first_seen, revision=before.revision)

    def _seen(self, one: Identity, before: Seen) -> Seen:
        guid = bytes.fromhex(one.guid) if one.guid else before.guid
        link = bytes.fromhex(one.link) if one.link else before.link
        return replace(before, block=one.entry.block or bytes(8), guid=guid, link=link)

    def _remember(self, one: Identity, *, baseline: bool, as_id: bytes | None = None) -> None:
        name = as_id or bytes.fromhex(one.id.removeprefix("ent_"))
        self.seen[name] = Seen(
            block=one.entry.block or bytes(8),
            id=name,
            guid=bytes.fromhex(one.guid or ("" if one.link else one.aliases[0])) or bytes(10),
            link=bytes.fromhex(one.link) if one.link else bytes(10),
            title=one.title,
            sketch=one.sketch,
            first_seen=self.minute,
            baseline=baseline,
        )

    def _without_renamed(self, unknown: list[Identity]) -> list[Identity]:
        """After a migration the same titles come under new guids and links: the same entries, silently."""
        size = len(self.reading.kept) + len(self.reading.identities)
        matched = {one.id: self.titles[one.title] for one in unknown if one.entry.title and one.title in self.titles}
        if size < ENOUGH or 2 * len(unknown) < size or 2 * len(matched) < size:
            return unknown
        for one in unknown:
            if one.id in matched:
                before = matched[one.id]
                self._remember(one, baseline=before.baseline, as_id=before.id)
                self._rename(self._known_as(one, before))
        return [one for one in unknown if one.id not in matched]

    def _first_poll(self, fresh: list[Identity]) -> None:
        dated = [
            (entry.published, one) for one in fresh if (entry := self._entry(one, late=False)).published is not None
        ]
        chosen = {one.id for published, one in dated if self.glance.now - published <= self.glance.first_run}
        for one in fresh:
            entry = self._entry(one, late=False)
            late = entry.published is None or self.glance.now - entry.published > self.glance.fresh
            self.entries[one.id] = replace(entry, late=late)
            self._remember(one, baseline=one.id not in chosen)
            if one.id not in chosen:
                self.baseline.add(one.id)

    def _regular(self, fresh: list[Identity]) -> None:
        usual = max(self.glance.first_run, 2 * self.glance.fresh)  # a source asked twice a day is not away in between
        back_after_absence = self.glance.away > usual
        old = [one for one in fresh if self._age(one) > OLD]
        self.old = 0 if back_after_absence else len(old)
        quarantined = {one.id for one in old} if self.old > QUARANTINE_ABOVE else set[str]()
        for one in fresh:
            self._learn(one)
            age = self._age(one)
            late = age > max(self.glance.first_run, self.glance.fresh)
            late = late or (back_after_absence and one.entry.published is None)
            self.entries[one.id] = self._entry(one, late=late)
            self._remember(one, baseline=one.id in quarantined)
            if one.id in quarantined:
                self.baseline.add(one.id)

    def _age(self, one: Identity) -> timedelta:
        """How old an entry is for certain: a day without an hour, or an hour without a zone, gets the benefit."""
        if one.entry.published is None:
            return timedelta()
        published = one.entry.published - self.offset
        doubt = timedelta(0) if one.entry.zoned else timedelta(hours=12)
        if published.hour == published.minute == published.second == 0:
            doubt += timedelta(hours=24)
        return self.glance.now - published - doubt

    def _learn(self, one: Identity) -> None:
        if one.entry.published is not None and abs(lead := one.entry.published - self.glance.now) < OLD:
            self.leads.append(int(lead.total_seconds() // 60))

    def _entry(self, one: Identity, *, late: bool) -> Entry:
        entry, glance = one.entry, self.glance
        published = self._settled(entry.published)
        return Entry(
            id=one.id,
            source_id=glance.source_id,
            feed_url=glance.feed_url,
            url=entry.link,
            first_seen=glance.now,
            guid=entry.guid,
            title=entry.title,
            summary=entry.summary,
            content=entry.content,
            authors=entry.authors,
            language=self.reading.parsed.language or glance.language,
            image=entry.image,
            published=published,
            published_raw=entry.published_raw,
            modified=self._settled(entry.modified),
            publisher=entry.publisher,
            aliases=one.aliases,
            late=late,
        )

    def _settled(self, moment: datetime | None) -> datetime | None:
        """In range after the learned offset, else nothing: a date from the future is not a date."""
        if moment is None:
            return None
        try:
            moved = moment - self.offset
        except OverflowError:
            return None
        return moved if in_range(moved, now=self.glance.now) else None


def _moment(minute: int, otherwise: datetime) -> datetime:
    return otherwise.fromtimestamp(minute * 60, otherwise.tzinfo) if minute else otherwise
