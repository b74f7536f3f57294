"""`marsad status`: roles, queues, sources, dead letters at a glance."""

from typing import TYPE_CHECKING

import click

from monitor.cli.frame import Exit, emit, json_option, run_async, say, settings_of

if TYPE_CHECKING:
    from monitor.status import Status


@click.command()
@click.option("--watch", is_flag=True, help="Show it again every two seconds, until interrupted.")
@json_option
@click.pass_context
def command(ctx: click.Context, watch: bool, as_json: bool) -> int:
    """Show roles, queues, sources by state, the last poll and item, dead letters, memory and disk."""
    import asyncio

    from config.sources import load_sources
    from monitor.cli.reading import port_of, reading_store
    from monitor.gather import status_of

    settings = settings_of(ctx.obj).settings
    sources = load_sources(settings)

    async def main() -> int:
        async with reading_store(settings, may_start=not watch) as store:
            while True:
                status = await status_of(store, settings, sources, port=port_of(settings))
                emit(status.as_json()) if as_json else show(status)
                if not watch:
                    return Exit.OK
                await asyncio.sleep(2)
                say("")

    return run_async(main)


def show(status: "Status") -> None:
    from monitor.status import HEARTBEAT_LIMIT, complaints, unhealthy

    port = f", redis://127.0.0.1:{status.port}" if status.port else ""
    say(f"server     {status.server}{port}")
    for beat in status.roles:
        silent = "  SILENT: killed, or stuck" if beat.age > HEARTBEAT_LIMIT else ""
        say(f"role       {beat.role} on {beat.host}, pid {beat.pid}, {beat.age:.0f} s ago{silent}")
    if not status.roles:
        say("role       none is running; `marsad run` starts them")
    told = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(status.sources.items()))
    say(f"sources    {told or 'none'}")
    say(f"last poll  {status.last_poll.strftime('%Y-%m-%d %H:%M:%S UTC') if status.last_poll else 'none yet'}")
    waits = f", the oldest for {status.oldest_entry_age:.0f} s" if status.oldest_entry_age is not None else ""
    say(
        f"entries    {status.entries_waiting} waiting, {status.entries_in_work} in work, "
        f"{status.entries_delayed} delayed{waits}"
    )
    last = f", the last {status.last_item.strftime('%Y-%m-%d %H:%M:%S UTC')}" if status.last_item else ""
    say(f"items      {status.items} on the stream{last}")
    for group in status.groups:
        say(
            f"group      {group.name}: {'?' if group.lag is None else group.lag} behind, {group.pending} unacknowledged"
        )
    given_up = f", {status.deliveries_dead} given up (marsad alerts redeliver --dead)" if status.deliveries_dead else ""
    say(f"webhooks   {status.deliveries_due} deliveries due{given_up}")
    say(f"dead       {status.dead}")
    limit = f" of {status.memory_limit / 1024**2:.0f}" if status.memory_limit else ""
    disk = f", {status.disk_free / 1024**3:.1f} GiB free on disk" if status.disk_free is not None else ""
    say(f"memory     {status.memory_used / 1024**2:.1f}{limit} MiB{disk}")
    for problem in (*unhealthy(status), *complaints(status)):
        say(f"problem    {problem}")
