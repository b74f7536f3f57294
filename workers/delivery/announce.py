"""From a stream entry to what the alerts say of it: reads their standing, asks the rules, commits. Sends nothing."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from config.settings import AlertSettings
from workers.delivery.body import common_story, delivery_id
from workers.delivery.formats import render
from workers.delivery.rules import History, Hold, Standing, concerned, flush_due, hold, matches
from workers.delivery.stream import REPLAY, STORY_MERGED
from workers.doors.redis import alert_records, outbox
from workers.doors.redis.alert_records import AlertRecord, when
from workers.doors.redis.link import Link
from workers.doors.redis.outbox import Saying
from workers.doors.redis.records import read_stream, stream_entry
from workers.model.alert import Alert, Attempt, Delivery, Outcome, Trigger, TriggerKind
from workers.model.item import Item, MergedStory
from workers.model.schema import item_from_json, story_from_json

log = structlog.get_logger()

MERGES = 4
"""Events that may follow an item in its own commit."""


class Announcer:
    """Speaks for all alerts of one configuration."""

    def __init__(self, link: Link, alerts: Sequence[AlertSettings]) -> None:
        self._link = link
        self._alerts = tuple(alerts)

    async def announce(self, entry_id: str, fields: Mapping[str, str]) -> int:
        """Says what there is to say of one stream entry and steps past it. Returns to how many alerts it mattered."""
        try:
            read = story_from_json if fields["type"] == STORY_MERGED else item_from_json
            said = read(fields["data"])
        except (ValueError, KeyError) as error:
            await self._unreadable(entry_id, error)
            return 0
        if isinstance(said, Item):
            return await self._speak(entry_id, said, voice=fields.get(REPLAY))
        return await self._merge(entry_id, said)

    async def flush(self) -> int:
        """Turns what is held and due into digests. Returns how many."""
        names = [alert.name for alert in self._alerts]
        if not names:
            return 0
        now, records = await alert_records.standings(self._link, names)
        due = [
            (alert, record)
            for alert, record in zip(self._alerts, records, strict=True)
            if flush_due(alert, _standing(record), now=now)
        ]
        return sum([await self._digest(alert, record, now=now) for alert, record in due])

    async def _speak(self, entry_id: str, item: Item, *, voice: str | None) -> int:
        alerts = [alert for alert in self._listeners(voice) if item.version > 1 or concerned(alert, item) is not None]
        names = [alert.name for alert in alerts]
        if alerts:
            await self._look_ahead(entry_id, item.story.id, names)
        while True:
            now, records = await alert_records.standings(self._link, names, item=item.id, story=item.story.id)
            sayings = [
                saying
                for alert, record in zip(alerts, records, strict=True)
                if (saying := _saying(alert, record, item, entry_id=entry_id, now=now)) is not None
            ]
            if await outbox.say(self._link, sayings, entry=entry_id) != "moved":
                return len(sayings)

    def _listeners(self, voice: str | None) -> list[AlertSettings]:
        """Who is asked at all: of what a replay published nobody, or with `--alert` all, though it is late."""
        if voice is None:
            return list(self._alerts)
        return [alert.model_copy(update={"late": True}) for alert in self._alerts] if voice == "alert" else []

    async def _look_ahead(self, entry_id: str, story_id: str, names: Sequence[str]) -> None:
        """An item that joins two stories comes before the event that says so: what was told of either is told."""
        for _, fields in await read_stream(self._link, self._link.keys.items, after=entry_id, count=MERGES):
            if fields.get("type") != STORY_MERGED or fields.get("subject") != story_id:
                return
            story = story_from_json(fields["data"])
            await outbox.merge(self._link, names, story=story.id, merged=story.merged)

    async def _merge(self, entry_id: str, story: MergedStory) -> int:
        names = [alert.name for alert in self._alerts]
        await outbox.merge(self._link, names, story=story.id, merged=story.merged)
        await outbox.say(self._link, (), entry=entry_id)
        return 0

    async def _digest(self, alert: AlertSettings, record: AlertRecord, *, now: datetime) -> bool:
        notes = [json.loads(note) for note in (await alert_records.held(self._link, alert.name)).values()]
        notes.sort(key=lambda note: [int(part) for part in note["entry"].split("-")])
        items = [item for note in notes if (item := await self._item(note["entry"])) is not None]
        causes = "; ".join(dict.fromkeys(note["cause"] for note in notes))
        gone = f"; {len(notes) - len(items)} more have left the stream" if len(items) < len(notes) else ""
        trigger = Trigger(kind=TriggerKind.DIGEST, reason=f"{_counted(len(items))} collected: {causes}{gone}.")
        name = delivery_id(alert.name, "digest", *(note["entry"] for note in notes))
        delivery = compose(alert, trigger, tuple(items), id=name, now=now)
        saying = Saying(
            alert=alert.name, revision=record.revision, item="-", version=0, story="-", independent=0, delivery=delivery
        )
        return await outbox.flush(self._link, saying)

    async def _item(self, entry_id: str) -> Item | None:
        fields = await stream_entry(self._link, entry_id)
        return item_from_json(fields["data"]) if fields else None

    async def _unreadable(self, entry_id: str, error: Exception) -> None:
        """Written by a newer Marsad, or by something else: told loudly, so that it doesn't stop what comes after it."""
        reason = f"stream entry {entry_id} is none that this Marsad can read ({error}); upgrade the alerter"
        log.error("alert.entry_unreadable", entry=entry_id, error=str(error))
        line = Attempt(
            alert="-",
            delivery="-",
            trigger="",
            attempt=0,
            outcome=Outcome.DEAD,
            status=None,
            reason=reason,
            milliseconds=0,
            sent=False,
        )
        await alert_records.record_attempt(self._link, line)
        await outbox.say(self._link, (), entry=entry_id)


def compose(
    settings: AlertSettings,
    trigger: Trigger,
    items: tuple[Item, ...],
    *,
    id: str,  # noqa: A002 - a delivery's id
    now: datetime,
) -> Delivery:
    """The delivery, with its body serialised once in the alert's format."""
    alert = Alert(
        alert=settings.name, trigger=trigger.kind, reason=trigger.reason, story=common_story(items), items=items
    )
    rendered = render(id, alert, settings, now=now)
    return Delivery(
        id=id,
        alert=settings.name,
        trigger=trigger.kind.value,
        body=rendered.body,
        content_type=rendered.content_type,
        items=tuple(f"{item.id}.{item.version}" for item in items),
    )


def _saying(alert: AlertSettings, record: AlertRecord, item: Item, *, entry_id: str, now: datetime) -> Saying | None:
    history = History(version=record.version, independent=record.independent)
    emitted = when(entry_id.partition("-")[0])
    trigger = matches(alert, item, history, emitted=emitted, since=record.since)
    if trigger is None:
        return None
    waits = hold(alert, _standing(record), now=now)
    delivery = None
    if waits is None:
        name = delivery_id(alert.name, item.id, item.version, trigger.kind)
        delivery = compose(alert, trigger, (item,), id=name, now=now)
    return Saying(
        alert=alert.name,
        revision=record.revision,
        item=item.id,
        version=item.version,
        story=item.story.id,
        independent=item.story.independent,
        delivery=delivery,
        note=_note(entry_id, trigger, waits) if waits else "",
        flush_at=waits.flush_at if waits else None,
    )


def _note(entry_id: str, trigger: Trigger, waits: Hold) -> str:
    note = {"entry": entry_id, "trigger": trigger.kind.value, "reason": trigger.reason, "cause": waits.cause}
    return json.dumps(note, ensure_ascii=False)


def _standing(record: AlertRecord) -> Standing:
    return Standing(
        since=record.since,
        muted_until=record.muted_until,
        disabled=record.disabled,
        sent_last_hour=record.sent_last_hour,
        held=record.held,
        flush_at=record.flush_at,
    )


def _counted(count: int) -> str:
    return "1 item was" if count == 1 else f"{count} items were"
