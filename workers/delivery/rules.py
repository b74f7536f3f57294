"""Which items an alert speaks of, and when. Pure: knows nothing of Redis, HTTP or formats."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.gazetteer import lies_below
from config.settings import AlertSettings
from workers.delivery.hours import parse_quiet_hours
from workers.model.alert import Trigger, TriggerKind
from workers.model.item import Item
from workers.model.verdict import Grade, Verdict

LOOK_BACK = timedelta(hours=1)
"""How far before its first sight a new alert still speaks of items: what came while it was set up, not last month."""
RATE_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What this alert said before: the item's version, and the story's independent origins then. None: nothing."""

    version: int | None = None
    independent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An alert as the store knows it. `revision` changes with everything that is said or held in its name."""

    since: datetime
    revision: int = 0
    muted_until: datetime | None = None
    disabled: bool = False
    sent_last_hour: int = 0
    held: int = 0
    flush_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Not now: collected into one digest, due at `flush_at` unless a mute or quiet hours last longer."""

    cause: str
    flush_at: datetime


def concerned(alert: AlertSettings, item: Item) -> Verdict | None:
    """The best verdict that lets this item through the alert's filters; None when a filter stops it."""
    if not (_speaks(alert, item) and _comes_from(alert, item) and _names(alert, item)):
        return None
    wanted = Grade(alert.min_grade)
    reached = [
        verdict
        for verdict in item.relevance
        if (not alert.topics or verdict.topic in alert.topics) and verdict.grade.at_least(wanted)
    ]
    return max(reached, key=lambda verdict: (verdict.grade.rank, verdict.score), default=None)


def matches(
    alert: AlertSettings, item: Item, history: History, *, emitted: datetime, since: datetime
) -> Trigger | None:
    """What to say of this item, if anything.

    `emitted` is the time of its stream entry, `since` when the store first knew the alert. How long ago that was
    doesn't matter: an alerter that was away for a day catches up on that day.
    """
    if history.version is not None:
        return _again(alert, item, history)
    fresh = emitted >= since - LOOK_BACK and (alert.late or not item.late) and item.retraction is None
    verdict = concerned(alert, item) if fresh else None
    if verdict is None or item.story.independent < alert.min_independent:
        return None
    return _first_time(alert, item, history, verdict)


def hold(alert: AlertSettings, standing: Standing, *, now: datetime) -> Hold | None:
    """Whether what is due now has to wait, and for how long at the least. None: send it."""
    if _muted(standing, now):
        return Hold(cause="the alert was muted", flush_at=now)
    quiet = parse_quiet_hours(alert.quiet_hours)
    if quiet is not None and quiet.until(now) is not None:
        return Hold(cause=f"quiet hours {alert.quiet_hours}", flush_at=now)
    if alert.digest:
        return Hold(cause="this alert is a digest", flush_at=now + timedelta(seconds=alert.digest))
    if standing.sent_last_hour >= alert.max_per_hour:
        return Hold(cause=f"more than {alert.max_per_hour} alerts in an hour", flush_at=now + RATE_WINDOW)
    return None


def flush_due(alert: AlertSettings, standing: Standing, *, now: datetime) -> bool:
    """Whether what was held is to be delivered as one digest now."""
    if not standing.held or _muted(standing, now) or (standing.flush_at is not None and standing.flush_at > now):
        return False
    quiet = parse_quiet_hours(alert.quiet_hours)
    return quiet is None or quiet.until(now) is None


def _first_time(alert: AlertSettings, item: Item, history: History, verdict: Verdict) -> Trigger | None:
    name, why = item.source.name, _why(verdict)
    if history.independent is None:
        return Trigger(kind=TriggerKind.NEW_STORY, reason=f"{name} opens a story for this alert: {why}.")
    if alert.per_story == "every":
        return Trigger(kind=TriggerKind.NEW_ITEM, reason=f"{name} follows a story that this alert knows: {why}.")
    if alert.per_story == "growth" and item.story.independent > history.independent:
        return _growth(item, history.independent)
    return None


def _again(alert: AlertSettings, item: Item, history: History) -> Trigger | None:
    if item.version <= (history.version or 0):
        return None
    if alert.corrections and (not item.late or alert.late or _corrects(item)):
        return Trigger(kind=TriggerKind.CORRECTION, reason=_correction(item))
    if alert.per_story == "growth" and history.independent is not None and item.story.independent > history.independent:
        return _growth(item, history.independent)
    return None


def _corrects(item: Item) -> bool:
    """Whether readers must know even when it comes late. A mere regrading, as by a replay, is not that."""
    return item.retraction is not None or not {"title", "text"}.isdisjoint(item.changed)


def _growth(item: Item, before: int) -> Trigger:
    now = item.story.independent
    counts = f"{now} independent origins, {before} at the last alert"
    return Trigger(kind=TriggerKind.GROWTH, reason=f"{item.source.name} brings the story to {counts}.")


def _correction(item: Item) -> str:
    if item.retraction is not None:
        return f"{item.source.name} withdrew what was sent: {item.retraction.reason}."
    if not item.changed:
        return f"{item.source.name} changed what was sent."
    names = ", ".join(item.changed[:-1]) + (" and " if item.changed[:-1] else "") + item.changed[-1]
    tolls = ", ".join(f"{toll.kind} {toll.before} → {toll.after}" for toll in item.revised)
    return f"{item.source.name} changed the {names} of what was sent{f': {tolls}' if tolls else ''}."


def _why(verdict: Verdict) -> str:
    concepts = [reason.matched for reason in verdict.reasons if reason.matched]
    named = f", names {concepts[0]}" if concepts else ""
    return f"{verdict.topic} is {verdict.grade} ({verdict.score:.2f}){named}"


def _muted(standing: Standing, now: datetime) -> bool:
    return standing.muted_until is not None and standing.muted_until > now


def _speaks(alert: AlertSettings, item: Item) -> bool:
    """Basic filtering of RFC 4647: `ar` takes `ar-SY` too. An unknown language passes only when all do."""
    if not alert.languages:
        return True
    language = (item.language or "").lower()
    return any(language == wanted.lower() or language.startswith(wanted.lower() + "-") for wanted in alert.languages)


def _comes_from(alert: AlertSettings, item: Item) -> bool:
    return not alert.sources or item.source.id in alert.sources or item.source.family in alert.sources


def _names(alert: AlertSettings, item: Item) -> bool:
    if not alert.places:
        return True
    return any(lies_below(place.pcode, place.name, alert.places) for place in item.places)
