"""`marsad health`: 0 when healthy, 5 when not; for Docker's HEALTHCHECK and the like. Never starts anything."""

import socket

import click

from monitor.cli.frame import Exit, emit, json_option, message, run_async, say, settings_of


@click.command()
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> int:
    """Exit 0 when healthy, 5 when not, with the reasons on stderr.

    Healthy: the roles on this machine beat within 60 s, Redis answers, no entry waits for 15 minutes, memory and disk
    are above their floors. Never starts anything.
    """
    from monitor.cli.reading import reading_store
    from monitor.gather import status_of
    from monitor.status import unhealthy
    from workers.model.errors import MarsadError

    settings = settings_of(ctx.obj).settings

    async def main() -> tuple[str, ...]:
        try:
            async with reading_store(settings, may_start=False) as store:
                status = await status_of(store, settings, ())
        except MarsadError as error:
            return (str(error),)
        here = socket.gethostname()
        local = frozenset(beat.role for beat in status.roles if beat.host == here)
        if not local:
            return ("no role runs on this machine; start `marsad run`",)
        return unhealthy(status, hosts_roles=local)

    problems = run_async(main)
    if as_json:
        emit({"schema": "marsad.health/1", "healthy": not problems, "problems": list(problems)})
    elif not problems:
        say("healthy")
    for problem in problems:
        message(problem)
    return Exit.UNHEALTHY if problems else Exit.OK
