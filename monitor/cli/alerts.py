"""`marsad alerts`: the webhook alerts, their endpoints and their deliveries."""

import re
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

import click

from config.units import parse_duration
from monitor.cli.frame import Exit, Failure, emit, json_option, message, run_async, say, settings_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from config.settings import Settings
    from workers.doors.redis.store import Store
    from workers.model.alert import Attempt

OUTCOMES = ("delivered", "retry", "paused", "dead", "disabled")
LONGEST = 366 * 86400
"""Seconds back or ahead that mean anything: no delivery is kept longer, no mute is meant longer."""

_ESCAPED_BLANK = re.compile(r"\\u\{(?:9|a|d)\}")


@click.group()
def command() -> None:
    """List, test and follow the webhook alerts of the configuration."""


@command.command("list")
@json_option
@click.pass_context
def listed(ctx: click.Context, as_json: bool) -> int:
    """List the alerts with the health of their endpoints. URLs are secrets: only their hosts are shown."""
    from workers.delivery.control import list_alerts

    async def use(store: "Store", settings: "Settings") -> int:
        rows = await list_alerts(store, settings.alert)
        for row in rows:
            if as_json:
                emit({"schema": "marsad.alerts/1", **plain_values(asdict(row))})
            else:
                trouble = f"  {row.failures} failures: {row.reason}" if row.reason else ""
                queued = f"{row.waiting} due, {row.held} held"
                say(f"{row.name:<20} {row.state:<9} {row.format:<12} {row.host}  {queued}{trouble}")
        if not rows:
            message("no alert is configured; docs/webhook.md shows how to add an [[alert]]")
        return Exit.OK

    return with_store(ctx, use)


@command.command("test")
@click.argument("name")
@json_option
@click.pass_context
def test(ctx: click.Context, name: str, as_json: bool) -> int:
    """Send one signed test delivery to the alert NAME and tell what the endpoint answered."""
    from workers.delivery.control import named, test_alert
    from workers.doors.clock import utc_now

    settings = settings_of(ctx.find_root().obj).settings
    named(settings.alert, name)

    async def main() -> int:
        from importlib.metadata import version

        from workers.doors.http.client import Http

        async with store_if_any(settings) as store, Http(settings.http, version=version("marsad")) as http:
            attempt = await test_alert(store, http, settings.alert, name, now=utc_now())
        show(attempt, as_json=as_json)
        return Exit.OK if attempt.status is not None and 200 <= attempt.status < 300 else Exit.FAILED

    return run_async(main)


@command.command("log")
@click.option("--since", default="24h", show_default=True, help='How far back: "2h", "3d".')
@click.option("--outcome", type=click.Choice(OUTCOMES), help="Only attempts that ended so; dead: given up.")
@click.option("--alert", metavar="NAME", help="Only those of this alert.")
@json_option
@click.pass_context
def log(ctx: click.Context, since: str, outcome: str | None, alert: str | None, as_json: bool) -> int:
    """Show every delivery attempt, oldest first."""
    from workers.delivery.control import attempts_since
    from workers.doors.clock import utc_now
    from workers.model.alert import Outcome

    age = duration(since, "--since")

    async def use(store: "Store", _: "Settings") -> int:
        wanted = Outcome(outcome) if outcome else None
        attempts = await attempts_since(store, utc_now() - age, outcome=wanted, alert=alert, count=100_000)
        for attempt in attempts:
            show(attempt, as_json=as_json)
        if not attempts:
            message(f"no {'such ' if outcome or alert else ''}delivery attempt in the last {since}")
        return Exit.OK

    return with_store(ctx, use)


@command.command("redeliver")
@click.argument("delivery", metavar="ID | --dead [NAME]", required=False)
@click.option("--dead", is_flag=True, help="All deliveries that were given up: of the alert NAME, or of every alert.")
@click.pass_context
def redeliver(ctx: click.Context, delivery: str | None, dead: bool) -> int:
    """Put the delivery ID out again, under its old webhook-id. `marsad alerts log` lists ids."""
    from workers.delivery.control import redeliver as again

    if not dead and delivery is None:
        raise Failure("give the id of a delivery, or --dead for all that were given up", Exit.USAGE)

    async def use(store: "Store", settings: "Settings") -> int:
        if dead or delivery is None:
            return await all_dead(store, settings, delivery)
        name = await again(store, delivery)
        message(f"{delivery}: due again for alert {name}; a running alerter sends it")
        return Exit.OK

    return with_store(ctx, use)


@command.command("mute")
@click.argument("name")
@click.argument("time", metavar="DURATION")
@click.pass_context
def mute(ctx: click.Context, name: str, time: str) -> int:
    """Hold what the alert NAME has to say for DURATION ("2h"); it then comes as one digest."""
    from workers.delivery.control import mute as silence
    from workers.doors.clock import utc_now

    how_long = duration(time, "DURATION")

    async def use(store: "Store", settings: "Settings") -> int:
        until = await silence(store, settings.alert, name, how_long, now=utc_now())
        message(f"{name}: muted until {until.strftime('%Y-%m-%d %H:%M:%S UTC')}")
        return Exit.OK

    return with_store(ctx, use)


@command.command("unmute")
@click.argument("name")
@click.pass_context
def unmute(ctx: click.Context, name: str) -> int:
    """End a mute. What was held comes as one digest."""
    from workers.delivery.control import unmute as speak

    async def use(store: "Store", settings: "Settings") -> int:
        await speak(store, settings.alert, name)
        message(f"{name}: speaks again; what was held comes as one digest")
        return Exit.OK

    return with_store(ctx, use)


async def all_dead(store: "Store", settings: "Settings", name: str | None) -> int:
    """A name that is configured no more may still have deliveries; one that has neither is a mistake."""
    from workers.delivery.control import named, redeliver_dead

    due, refused = await redeliver_dead(store, name)
    if name is not None and not due and not refused:
        named(settings.alert, name)
    for alert, count in due.items():
        message(f"{alert}: {count} due again; a running alerter sends them")
    for alert, count in refused.items():
        message(f"{alert}: {count} stay: the endpoint is disabled; when it works again: marsad alerts test {alert}")
    if not due and not refused:
        message("no delivery was given up")
    if refused:
        return Exit.PARTLY if due else Exit.FAILED
    return Exit.OK


@asynccontextmanager
async def store_if_any(settings: "Settings") -> "AsyncIterator[Store | None]":
    """The store, or None when there is none to be had: said to the person."""
    from monitor.cli.reading import reading_store
    from workers.model.errors import OutOfReach

    async with AsyncExitStack() as stack:
        try:
            store = await stack.enter_async_context(reading_store(settings))
        except OutOfReach as error:
            message(f"not noted in the log of deliveries: {error}")
            store = None
        yield store


def with_store(ctx: click.Context, use: Any) -> int:
    from monitor.cli.reading import reading_store

    settings = settings_of(ctx.find_root().obj).settings

    async def main() -> int:
        async with reading_store(settings) as store:
            code: int = await use(store, settings)
            return code

    return run_async(main)


def duration(text: str, name: str) -> timedelta:
    try:
        seconds = parse_duration(text)
    except ValueError as error:
        raise Failure(f"{name}: {error}", Exit.USAGE) from error
    if seconds > LONGEST:
        raise Failure(f"{name}: {text[:60]!r} is too long; a year is the most", Exit.USAGE)
    return timedelta(seconds=seconds)


def show(attempt: "Attempt", *, as_json: bool) -> None:
    if as_json:
        emit({"schema": "marsad.alerts/1", **plain_values(asdict(attempt))})
        return
    at = attempt.at.strftime("%Y-%m-%d %H:%M:%S") if attempt.at else ""
    word = attempt.outcome.value if attempt.sent else f"{attempt.outcome.value}, not sent"
    why = f"{'' if attempt.status or not attempt.sent else 'no answer: '}{attempt.reason}"
    took = f", {attempt.milliseconds} ms" if attempt.sent else ""
    following = f", again at {attempt.next_at.strftime('%Y-%m-%d %H:%M:%S')}" if attempt.next_at else ""
    say(f"{at}  {attempt.alert}  {attempt.delivery}  {attempt.trigger} #{attempt.attempt}: "
        f"{word}, {why}{took}{following}")  # fmt: skip
    if attempt.excerpt:
        say(f"    answer: {' '.join(_ESCAPED_BLANK.sub(' ', attempt.excerpt).split())}")


def plain_values(row: dict[str, Any]) -> dict[str, Any]:
    """Times as RFC 3339, enumerations as their words."""
    from workers.model.schema import moment

    shown: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, datetime):
            shown[key] = moment(value)
        else:
            shown[key] = value.value if isinstance(value, Enum) else value
    return shown
