"""What `marsad alerts` does: list, test, log, redeliver, mute, unmute. Prints nothing."""

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from config.settings import AlertSettings
from workers.delivery.announce import compose
from workers.delivery.attempts import Decision, Record, decide, excerpt
from workers.delivery.body import delivery_id
from workers.delivery.webhook import post
from workers.doors.http.client import Http
from workers.doors.redis import alert_records, outbox
from workers.doors.redis.alert_records import AlertRecord, when
from workers.doors.redis.link import Link
from workers.model.alert import Attempt, Outcome, Trigger, TriggerKind
from workers.model.errors import Permanent

LONGEST_MUTE = timedelta(days=30)
"""What is held must still be on the stream when the digest is made."""

State = Literal["unused", "ok", "failing", "paused", "muted", "disabled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertStatus:
    """`host` is all that is shown of the URL. `reason`: why the endpoint last failed, "" when it is well."""

    name: str
    format: str
    host: str
    state: State
    reason: str
    waiting: int
    held: int
    sent_last_hour: int
    failures: int
    last_success: datetime | None
    last_failure: datetime | None
    paused_until: datetime | None
    muted_until: datetime | None
    next_digest: datetime | None


async def list_alerts(link: Link, alerts: Sequence[AlertSettings]) -> tuple[AlertStatus, ...]:
    now, records = await alert_records.standings(link, [alert.name for alert in alerts])
    return tuple([await _status(link, alert, record, now=now) for alert, record in zip(alerts, records, strict=True)])


async def test_alert(
    link: Link | None, http: Http, alerts: Sequence[AlertSettings], name: str, *, now: datetime
) -> Attempt:
    """One signed test delivery, at once, whatever mute or quiet hours say. A 2xx enables a disabled endpoint again.

    Without a `link` it is sent all the same; just nothing remembers it.
    """
    alert = named(alerts, name)
    reason = "This is a test: no item was found, somebody asked whether this endpoint works."
    trigger = Trigger(kind=TriggerKind.TEST, reason=reason)
    delivery = compose(alert, trigger, (), id=delivery_id(name, "test", now.isoformat()), now=now)
    answer, took = await post(http, alert, delivery, now=now)
    decision = _final(decide(answer, Record(), jitter=0.5, now=now))
    attempt = Attempt(
        alert=name,
        delivery=delivery.id,
        trigger=delivery.trigger,
        attempt=1,
        outcome=decision.outcome,
        status=answer.status,
        reason=decision.reason,
        milliseconds=took,
        excerpt=excerpt(answer.body),
        at=now,
    )
    if link is not None:
        await alert_records.record_attempt(link, attempt)
        if attempt.outcome is Outcome.DELIVERED:
            await outbox.enable(link, name)
    return attempt


async def attempts_since(
    link: Link, since: datetime, *, outcome: Outcome | None = None, alert: str | None = None, count: int = 1000
) -> tuple[Attempt, ...]:
    """`marsad alerts log`, oldest first. What disabled an endpoint was given up too, so `DEAD` has it."""
    wanted = {Outcome.DEAD, Outcome.DISABLED} if outcome is Outcome.DEAD else {outcome}
    attempts = await alert_records.log(link, since, count=count)
    return tuple(
        attempt
        for attempt in attempts
        if (outcome is None or attempt.outcome in wanted) and alert in {None, attempt.alert}
    )


async def redeliver(link: Link, delivery: str) -> str:
    """Puts a delivery out again, under its old id. Returns its alert's name. Raises Permanent with the remedy."""
    known = await alert_records.delivery_of(link, delivery)
    refused = await outbox.redeliver(link, known.alert, delivery) if known else "unknown"
    if known is None or refused == "unknown":
        raise Permanent(
            f"no delivery {delivery} is stored (delivered ones are kept for 7 days); `marsad alerts log` lists ids",
            reason="unknown_delivery",
        )
    if refused == "disabled":
        raise Permanent(
            f'the endpoint of alert "{known.alert}" is disabled; when it works again: marsad alerts test {known.alert}',
            reason="disabled",
        )
    return known.alert


async def redeliver_dead(link: Link, name: str | None) -> tuple[Counter[str], Counter[str]]:
    """Puts out again all that was given up, of one alert or of all.

    Returns how many of each alert are due again, and how many stay because their endpoint is disabled.
    """
    again: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for alert, delivery in await alert_records.dead_deliveries(link):
        if name in {None, alert}:
            told = await outbox.redeliver(link, alert, delivery)
            again[alert] += told == ""
            refused[alert] += told == "disabled"
    return +again, +refused


async def mute(
    link: Link, alerts: Sequence[AlertSettings], name: str, duration: timedelta, *, now: datetime
) -> datetime:
    """Holds what alert `name` has to say. Returns until when."""
    named(alerts, name)
    if not timedelta(0) < duration <= LONGEST_MUTE:
        raise Permanent(f"an alert can be muted for at most {LONGEST_MUTE.days} days", reason="bad_duration")
    await outbox.mute(link, name, now + duration)
    return now + duration


async def unmute(link: Link, alerts: Sequence[AlertSettings], name: str) -> None:
    """Ends a mute. What was held goes out as one digest."""
    named(alerts, name)
    await outbox.mute(link, name, None)


def named(alerts: Sequence[AlertSettings], name: str) -> AlertSettings:
    """Raises Permanent, with what there is."""
    for alert in alerts:
        if alert.name == name:
            return alert
    names = [alert.name for alert in alerts]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(names) or 'none'}"
    raise Permanent(f'no alert "{name}" is configured; {hint}', reason="unknown_alert")


async def _status(link: Link, alert: AlertSettings, record: AlertRecord, *, now: datetime) -> AlertStatus:
    stored = await alert_records.endpoint_record(link, alert.name)
    times = {name: when(stored[name]) for name in ("last_success", "last_failure", "paused_until") if name in stored}
    paused = _ahead(times.get("paused_until"), now=now)
    muted = _ahead(record.muted_until, now=now)
    told: tuple[tuple[object, State], ...] = (
        (record.disabled, "disabled"),
        (muted, "muted"),
        (paused, "paused"),
        ("failing_since" in stored, "failing"),
        ("last_success" in stored, "ok"),
    )
    return AlertStatus(
        name=alert.name,
        format=alert.format,
        host=urlsplit(alert.url.get_secret_value()).hostname or "",
        state=next((state for holds, state in told if holds), "unused"),
        reason=stored.get("reason", ""),
        waiting=await alert_records.waiting(link, alert.name),
        held=record.held,
        sent_last_hour=record.sent_last_hour,
        failures=int(stored.get("failures", "0")),
        last_success=times.get("last_success"),
        last_failure=times.get("last_failure"),
        paused_until=paused,
        muted_until=muted,
        next_digest=record.flush_at if record.held else None,
    )


def _ahead(moment: datetime | None, *, now: datetime) -> datetime | None:
    return moment if moment and moment > now else None


def _final(decision: Decision) -> Decision:
    """A test is tried once: what would be tried again, or would disable, is just a failure."""
    return decision if decision.outcome is Outcome.DELIVERED else Decision(outcome=Outcome.DEAD, reason=decision.reason)
