"""The outbox: what alerts have to say, leased, settled, put off. Knows nothing of rules, formats or HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workers.doors.redis.alert_records import RATE_WINDOW_MS, delivery_from, log_line, when
from workers.doors.redis.link import Link, milliseconds
from workers.doors.redis.replies import pairs
from workers.doors.redis.scripts import Argument, fields
from workers.model.alert import Attempt, Delivery, Outcome

PENDING_MS = 35 * 86_400_000
"""A delivery that waits lives this long after its last attempt: longer than any schedule, pause or digest."""
DELIVERED_MS = 7 * 86_400_000
LOG_MS = 30 * 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One thing to say: `delivery` to send, or `note` (JSON) to keep under `item` for the digest due at `flush_at`.

    `revision` is that of the record the decision was made on.
    """

    alert: str
    revision: str
    item: str
    version: int
    story: str
    independent: int
    delivery: Delivery | None = None
    note: str = ""
    flush_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """How deliveries to one alert fared."""

    failures: int = 0
    failing_since: datetime | None = None
    disabled: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A delivery in our hands until the lease ends. `delivery` is None when its body is gone (after `PENDING_MS`)."""

    alert: str
    id: str
    token: str
    delivery: Delivery | None
    endpoint: Endpoint
    now: datetime


async def register(link: Link, targets: Mapping[str, str]) -> tuple[str, ...]:
    """Makes alerts known by name, with a digest of where they go. Returns those that were enabled again."""
    names = list(targets)
    arguments: list[Argument] = [len(names), *targets.values()]
    enabled = await link.run("alert_register", [link.keys.endpoint(name) for name in names], arguments)
    return tuple(names[int(position) - 1] for position in enabled)


async def say(link: Link, sayings: Sequence[Saying], *, entry: str) -> str:
    """Says it all and steps past the stream entry, in one script: `done`, `settled` before, `moved`: decide again.

    Entries must come in the order of the stream: what is before the position counts as settled.
    """
    return await _commit(link, sayings, entry=entry, mode="send")


async def flush(link: Link, saying: Saying) -> bool:
    """Turns what is held into one delivery. False: something was added meanwhile, decide again."""
    return await _commit(link, (saying,), entry="", mode="flush") == "done"


async def merge(link: Link, alerts: Sequence[str], *, story: str, merged: Sequence[str]) -> None:
    """Carries what was said of merged stories over to the surviving one."""
    names = [link.keys.sent(alert, part) for alert in alerts for part in (story, *merged)]
    if names:
        await link.run("alert_merge", names, [_remember_ms(link), len(alerts), len(merged)])


async def claim(
    link: Link, free: Mapping[str, int], *, lease_ms: int
) -> tuple[tuple[Lease, ...], datetime, datetime | None]:
    """Due deliveries, at most so many of each alert; the server's time; and when the next will be due."""
    if not free:
        return (), when(await link.now_ms()), None
    alerts, keys = list(free), link.keys
    names = [name for alert in alerts for name in (keys.queue(alert), keys.endpoint(alert))]
    now, following, rows = await link.run("alert_claim", names, [lease_ms, len(alerts), *free.values()])
    found = [(alerts[int(position) - 1], one, token) for position, one, token in rows]
    names = [name for alert, one, _ in found for name in (keys.delivery(one), keys.endpoint(alert))]
    told = [pairs(values) for values in await link.run("alert_leased", names, [])] if found else []
    leases = [
        _lease(*lease, delivery, endpoint, now=when(now))
        for lease, delivery, endpoint in zip(found, told[::2], told[1::2], strict=True)
    ]
    return tuple(leases), when(now), when(following) if int(following) >= 0 else None


async def finish(
    link: Link, lease: Lease, attempt: Attempt, *, delay: float, event: Mapping[str, str] | None = None
) -> bool:
    """Logs the attempt and settles or reschedules the delivery. False: somebody else had taken it over."""
    keys = link.keys
    pending = attempt.outcome in {Outcome.RETRY, Outcome.PAUSED}
    kept = DELIVERED_MS if attempt.outcome is Outcome.DELIVERED else PENDING_MS
    done = await link.run(
        "alert_finish",
        [keys.queue(lease.alert), keys.delivery(lease.id), keys.endpoint(lease.alert), keys.alerts_log, keys.ops,
         keys.alerts_dead],
        [lease.id, lease.token, attempt.outcome.value, attempt.reason, milliseconds(delay) if pending else 0,
         kept, LOG_MS, *fields(log_line(attempt)), *fields(event or {})],
    )  # fmt: skip
    return int(done) == 1


async def enable(link: Link, alert: str) -> bool:
    """The endpoint is well. True when it had been disabled."""
    return int(await link.run("alert_enable", [link.keys.endpoint(alert)], [])) == 1


async def redeliver(link: Link, alert: str, delivery: str) -> str:
    """Puts a delivery out again. Returns "", or why not: `unknown`, `disabled`."""
    keys = link.keys
    names = [keys.queue(alert), keys.outbox, keys.delivery(delivery), keys.endpoint(alert), keys.alerts_dead]
    return str(await link.run("alert_redeliver", names, [alert, delivery, PENDING_MS]))


async def mute(link: Link, alert: str, until: datetime | None) -> None:
    """Holds everything until then; None ends it. What was held then goes out as one digest."""
    if until is None:
        await link.command("HDEL", link.keys.endpoint(alert), "muted_until")
    else:
        await link.command("HSET", link.keys.endpoint(alert), "muted_until", int(until.timestamp() * 1000))


def _remember_ms(link: Link) -> int:
    """Longer than an item can be on the stream: a stream read again from the beginning says nothing twice."""
    return milliseconds(max(link.lifetimes.story, link.lifetimes.retention + 86_400.0))


async def _commit(link: Link, sayings: Sequence[Saying], *, entry: str, mode: str) -> str:
    keys = link.keys
    names = [keys.alerts_position, keys.outbox, keys.alerts_log, keys.alerts_dead]
    arguments: list[Argument] = [entry, _remember_ms(link), PENDING_MS, RATE_WINDOW_MS, len(sayings)]
    for one in sayings:
        names += (keys.endpoint(one.alert), keys.rate(one.alert), keys.held(one.alert))
        names += (keys.sent(one.alert, one.item), keys.sent(one.alert, one.story), keys.queue(one.alert))
        names.append(keys.delivery(one.delivery.id if one.delivery else "-"))
        flush_at = int(one.flush_at.timestamp() * 1000) if one.flush_at else 0
        arguments += (
            one.alert,
            one.revision,
            mode if one.delivery else "hold",
            one.delivery.id if one.delivery else "",
        )
        arguments += (one.item, one.version, one.independent, flush_at, one.note)
        arguments += fields(_stored(one.delivery) if one.delivery else {})
    return str(await link.run("alert_commit", names, arguments))


def _lease(
    alert: str,
    id: str,  # noqa: A002 - a delivery's id
    token: str,
    values: Mapping[str, str],
    known: Mapping[str, str],
    *,
    now: datetime,
) -> Lease:
    since = known.get("failing_since")
    endpoint = Endpoint(
        failures=int(known.get("failures", "0")),
        failing_since=when(since) if since else None,
        disabled=known.get("state") == "disabled",
        reason=known.get("reason", ""),
    )
    delivery = delivery_from(id, values) if values else None
    return Lease(alert=alert, id=id, token=token, delivery=delivery, endpoint=endpoint, now=now)


def _stored(delivery: Delivery) -> dict[str, str]:
    return {
        "alert": delivery.alert,
        "trigger": delivery.trigger,
        "body": delivery.body,
        "content_type": delivery.content_type,
        "items": " ".join(delivery.items),
    }
