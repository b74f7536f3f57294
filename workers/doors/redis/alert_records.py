"""What is stored of alerts, read back: standings, what is held, deliveries, the log. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from workers.doors.redis.link import Link
from workers.doors.redis.replies import pairs, stream_entries
from workers.model.alert import Attempt, Delivery, Outcome

RATE_WINDOW_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRecord:
    """What is stored of one alert, and of what it said of one item and story."""

    revision: str
    since: datetime
    muted_until: datetime | None
    disabled: bool
    sent_last_hour: int
    held: int
    flush_at: datetime | None
    version: int | None
    independent: int | None


async def standings(
    link: Link, alerts: Sequence[str], *, item: str = "-", story: str = "-"
) -> tuple[datetime, tuple[AlertRecord, ...]]:
    """The server's time, and the record of each alert."""
    if not alerts:
        return when(await link.now_ms()), ()
    keys = link.keys
    names: list[str] = []
    for alert in alerts:
        names += (keys.endpoint(alert), keys.rate(alert), keys.held(alert))
        names += (keys.sent(alert, item), keys.sent(alert, story))
    now, *rows = await link.run("alert_standing", names, [RATE_WINDOW_MS, len(alerts)])
    return when(now), tuple(_record(row) for row in rows)


async def held(link: Link, alert: str) -> dict[str, str]:
    """Item id to note, as held for the next digest."""
    return pairs(await link.command("HGETALL", link.keys.held(alert)))


async def queues(link: Link) -> tuple[str, ...]:
    """Alerts that have or had something to deliver, also those that are configured no more."""
    return tuple(await link.command("ZRANGE", link.keys.outbox, 0, -1))


async def record_attempt(link: Link, attempt: Attempt) -> None:
    """Logs an attempt outside the queue: a test."""
    line = [part for pair in log_line(attempt).items() for part in pair]
    await link.command("XADD", link.keys.alerts_log, "*", *line)


async def delivery_of(link: Link, delivery: str) -> Delivery | None:
    values = pairs(await link.command("HGETALL", link.keys.delivery(delivery)))
    return delivery_from(delivery, values) if values else None


async def endpoint_record(link: Link, alert: str) -> dict[str, str]:
    """Everything stored of an endpoint, for people: state, reason, failures, times in milliseconds."""
    return pairs(await link.command("HGETALL", link.keys.endpoint(alert)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What of the alerts needs somebody: `disabled` endpoints with the reason, and how many deliveries are given up."""

    disabled: tuple[tuple[str, str], ...]
    dead: int


async def troubled(link: Link, alerts: Sequence[str]) -> Trouble:
    found = []
    for alert in alerts:
        state, reason = await link.command("HMGET", link.keys.endpoint(alert), "state", "reason")
        if state == "disabled":
            found.append((alert, reason or ""))
    dead = await link.command("ZCOUNT", link.keys.alerts_dead, await link.now_ms(), "+inf")
    return Trouble(disabled=tuple(found), dead=int(dead))


async def dead_deliveries(link: Link) -> tuple[tuple[str, str], ...]:
    """Alert and id of every delivery that was given up and is still stored, oldest first."""
    ids = await link.command("ZRANGE", link.keys.alerts_dead, await link.now_ms(), "+inf", "BYSCORE")
    rows = [(await link.command("HGET", link.keys.delivery(one), "alert"), one) for one in ids]
    return tuple((alert, one) for alert, one in rows if alert)


async def waiting(link: Link, alert: str) -> int:
    return int(await link.command("ZCARD", link.keys.queue(alert)))


async def total_waiting(link: Link) -> int:
    """Deliveries of all alerts that are not made yet."""
    return sum([await waiting(link, alert) for alert in await queues(link)])


async def log(link: Link, since: datetime, *, count: int = 1000) -> tuple[Attempt, ...]:
    """Attempts since then, oldest first."""
    start = str(int(since.timestamp() * 1000))
    rows = stream_entries(await link.command("XRANGE", link.keys.alerts_log, start, "+", "COUNT", count))
    return tuple(_attempt(entry_id, values) for entry_id, values in rows)


def when(ms: str | int) -> datetime:
    return datetime.fromtimestamp(int(ms) / 1000, UTC)


def _record(row: Sequence[str]) -> AlertRecord:
    revision, since, muted_until, state, sent, held_items, flush_at, version, independent = row
    return AlertRecord(
        revision=revision,
        since=when(since),
        muted_until=when(muted_until) if muted_until else None,
        disabled=state == "disabled",
        sent_last_hour=int(sent),
        held=int(held_items),
        flush_at=when(flush_at) if flush_at else None,
        version=int(version) if version else None,
        independent=int(independent) if independent else None,
    )


def delivery_from(id: str, values: Mapping[str, str]) -> Delivery:  # noqa: A002 - a delivery's id
    return Delivery(
        id=id,
        alert=values["alert"],
        trigger=values["trigger"],
        body=values["body"],
        content_type=values["content_type"],
        items=tuple(values.get("items", "").split()),
        attempts=int(values.get("attempts", "0")),
    )


def log_line(attempt: Attempt) -> dict[str, str]:
    return {
        "alert": attempt.alert,
        "delivery": attempt.delivery,
        "trigger": attempt.trigger,
        "attempt": str(attempt.attempt),
        "outcome": attempt.outcome.value,
        "status": "" if attempt.status is None else str(attempt.status),
        "reason": attempt.reason,
        "ms": str(attempt.milliseconds),
        "excerpt": attempt.excerpt,
        "items": " ".join(attempt.items),
        "sent": "1" if attempt.sent else "0",
    }


def _attempt(entry_id: str, values: Mapping[str, str]) -> Attempt:
    following = values.get("next_ms")
    return Attempt(
        alert=values["alert"],
        delivery=values["delivery"],
        trigger=values.get("trigger", ""),
        attempt=int(values["attempt"]),
        outcome=Outcome(values["outcome"]),
        status=int(values["status"]) if values.get("status") else None,
        reason=values.get("reason", ""),
        milliseconds=int(values.get("ms", "0")),
        excerpt=values.get("excerpt", ""),
        next_at=when(following) if following else None,
        at=when(entry_id.partition("-")[0]),
        items=tuple(values.get("items", "").split()),
        sent=values.get("sent", "1") == "1",
    )
