"""`marsad run`: the daemon, one role of it, or one round of it."""

import asyncio
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from config.load import Loaded
from monitor.cli.frame import Exit, Failure, emit, json_option, message, run_async, settings_of

if TYPE_CHECKING:
    from monitor.once import OnceResult
    from monitor.storage import Server

ROLES = ("poller", "worker", "alerter", "web")


@click.command()
@click.option("--once", is_flag=True, help="Poll every source once, work until drained, deliver what is due, exit.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Only this role (repeatable).")
@json_option
@click.pass_context
def command(ctx: click.Context, once: bool, roles: tuple[str, ...], as_json: bool) -> int:
    """Run the daemon: poll, grade, publish, alert, and serve the page.

    Without redis.url an embedded server keeps the data in data_dir. SIGTERM ends it: work in hand is finished or
    released. SIGHUP reloads the configuration; a bad one is refused and the old one stays.

    \b
    marsad run                          everything on one machine
    marsad run --once                   one round, for cron
    marsad run --role worker            more workers against one Redis
    """
    loaded = settings_of(ctx.obj)
    if once and roles:
        raise Failure("--once runs all roles; leave --role away", Exit.USAGE)
    from monitor.logs import configure

    configure(loaded.settings.log)
    for warning in loaded.warnings:
        message(f"warning: {warning}")
    if once:
        return run_async(lambda: one_round(loaded, as_json=as_json))
    return run_async(lambda: until_stopped(loaded, frozenset(roles or ROLES), own=not roles, config_path=ctx.obj))


async def one_round(loaded: Loaded, *, as_json: bool) -> int:
    from monitor.assembly import assembled
    from monitor.daemon import signals
    from monitor.farewell import Farewell
    from monitor.once import run_once
    from monitor.storage import server_for, store_for

    settings, stop, farewell = loaded.settings, asyncio.Event(), Farewell()
    async with (
        signals(stop, asked=farewell.begin),
        server_for(settings, own=True) as server,
        store_for(settings, server) as store,
        assembled(settings, store) as parts,
    ):
        result = await run_once(parts, stop)
        await farewell.look(store)
    told(result, as_json=as_json)
    farewell.say()
    if result.interrupted:
        return Exit.INTERRUPTED
    if result.failed == 0:
        return Exit.OK
    return Exit.FAILED if result.failed == result.polled else Exit.PARTLY


def told(result: "OnceResult", *, as_json: bool) -> None:
    if as_json:
        emit({"schema": "marsad.run/1", **asdict(result)})
        return
    waiting = f"; {result.delayed} entries wait for a later round" if result.delayed else ""
    failed = f", {result.failed} failed (see `marsad sources list`)" if result.failed else ""
    message(f"polled {result.polled} sources{failed}{waiting}")
    if result.interrupted:
        message(f"interrupted: {result.not_asked} sources were not asked; the next run goes on from here")
    elif result.not_asked:
        cause = "nearly no host can be reached; look at the network, DNS and http.proxy"
        message(f"{result.not_asked} sources were not asked: {cause}")


async def until_stopped(loaded: Loaded, roles: frozenset[str], *, own: bool, config_path: str | None) -> int:
    """Run the roles; after each SIGHUP with a good configuration run them anew on the same server."""
    from monitor.assembly import assembled
    from monitor.daemon import Watch, run_roles, signals
    from monitor.farewell import Farewell
    from monitor.reload import Reloader
    from monitor.storage import server_for, store_for

    stop = asyncio.Event()
    farewell = Farewell()
    reloader = Reloader(loaded, config_path, stop)
    asked = signals(stop, reloader.hang_up, asked=farewell.begin)
    async with asked, server_for(loaded.settings, own=own) as server:
        while not stop.is_set():
            settings = reloader.current.settings
            async with store_for(settings, server) as store, assembled(settings, store) as parts:
                watch = Watch(parts=parts, server=server, roles=roles)
                await run_roles(watch, reloader.round, ready=lambda: welcome(reloader.current, server, roles))
                await farewell.look(store)
            reloader.next_round()
    farewell.say()
    return Exit.OK


def welcome(loaded: Loaded, server: "Server", roles: frozenset[str]) -> None:
    """Where everything is, once it is there."""
    from monitor.cli.reading import port_of

    settings = loaded.settings
    prefix = settings.redis.prefix
    message(f"marsad runs: {', '.join(role for role in ROLES if role in roles)}")
    message(f"  configuration  {loaded.file or 'the shipped defaults'}")
    if "web" in roles:
        message(f"  page           http://{settings.web.listen}/")
    port = server.port or port_of(settings)
    if port:
        message(f"  stream         redis-cli -p {port} XREAD BLOCK 0 STREAMS {prefix}:items '$'")
    elif settings.redis.url.get_secret_value():
        message(f"  stream         {prefix}:items on the Redis of redis.url")
    else:
        message(f"  stream         {prefix}:items on the unix socket in {settings.data_dir}/redis (redis.port is 0)")
    if server.embedded:
        message(f"  data           {settings.data_dir}")
        if loaded.origins.get("data_dir", "").startswith("environment"):
            message(f"  commands       MARSAD__DATA_DIR={settings.data_dir} {command_name()} status  (tail, why, …)")
    message(f"  alerts         {len(settings.alert)} configured" + ("" if settings.alert else " (see docs/webhook.md)"))
    message("  log            here, on standard error; stop with Ctrl-C")


def command_name() -> str:
    """How this program was called, so that what we tell can be pasted."""
    return sys.argv[0] if "/" in sys.argv[0] and not sys.argv[0].endswith(".py") else "marsad"
