"""`marsad alerts`: the webhook alerts, their endpoints and their deliveries."""

from dataclasses import asdict
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

import click

from config.units import parse_duration
from monitor.cli.frame import Exit, Failure, emit, json_option, message, run_async, say, settings_of

if TYPE_CHECKING:
    from config.settings import Settings
    from workers.doors.redis.store import Store
    from workers.model.alert import Attempt


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

    named(settings_of(ctx.find_root().obj).settings.alert, name)

    async def use(store: "Store", settings: "Settings") -> int:
        from importlib.metadata import version

        from workers.doors.http.client import Http

        async with Http(settings.http, version=version("marsad")) as http:
            attempt = await test_alert(store, http, settings.alert, name, now=utc_now())
        show(attempt, as_json=as_json)
        return Exit.OK if attempt.status is not None and 200 <= attempt.status < 300 else Exit.FAILED

    return with_store(ctx, use)


@command.command("log")
@click.option("--since", default="24h", show_default=True, help='How far back: "2h", "3d".')
@json_option
@click.pass_context
def log(ctx: click.Context, since: str, as_json: bool) -> int:
    """Show every delivery attempt, oldest first."""
    from workers.delivery.control import attempts_since
    from workers.doors.clock import utc_now

    age = duration(since, "--since")

    async def use(store: "Store", _: "Settings") -> int:
        attempts = await attempts_since(store, utc_now() - age, count=100_000)
        for attempt in attempts:
            show(attempt, as_json=as_json)
        if not attempts:
            message(f"no delivery attempt in the last {since}")
        return Exit.OK

    return with_store(ctx, use)


@command.command("redeliver")
@click.argument("delivery", metavar="ID")
@click.pass_context
def redeliver(ctx: click.Context, delivery: str) -> int:
    """Put the delivery ID out again, under its old webhook-id. `marsad alerts log` lists ids."""
    from workers.delivery.control import redeliver as again

    async def use(store: "Store", _: "Settings") -> int:
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
        return timedelta(seconds=parse_duration(text))
    except ValueError as error:
        raise Failure(f"{name}: {error}", Exit.USAGE) from error


def show(attempt: "Attempt", *, as_json: bool) -> None:
    if as_json:
        emit({"schema": "marsad.alerts/1", **plain_values(asdict(attempt))})
        return
    at = attempt.at.strftime("%Y-%m-%d %H:%M:%S") if attempt.at else ""
    status = f"HTTP {attempt.status}" if attempt.status else "no answer"
    why = f", {attempt.reason}" if attempt.reason else ""
    following = f", again at {attempt.next_at.strftime('%Y-%m-%d %H:%M:%S')}" if attempt.next_at else ""
    say(f"{at}  {attempt.alert}  {attempt.delivery}  {attempt.trigger} #{attempt.attempt}: "
        f"{attempt.outcome.value}, {status} in {attempt.milliseconds} ms{why}{following}")  # fmt: skip
    if attempt.excerpt:
        say(f"    answer: {attempt.excerpt}")


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
