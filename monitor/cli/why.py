"""`marsad why`: what became of one URL or item, stage by stage."""

import click

from monitor.cli.frame import Exit, Failure, emit, json_option, run_async, say, settings_of


@click.command()
@click.argument("target", metavar="URL|ITEM")
@json_option
@click.pass_context
def command(ctx: click.Context, target: str, as_json: bool) -> int:
    """Tell what became of a URL or an item (itm_…).

    Stage by stage: seen in a feed? fetched? extracted? graded? copy of? published? alerted?

    \b
    marsad why https://news.example/2026/idlib-shelling
    """
    from config.sources import load_sources
    from monitor.cli.reading import reading_store
    from monitor.life import lives_of
    from workers.model.links import web_link

    settings = settings_of(ctx.obj).settings
    if "://" in target and web_link(target, base="") is None:
        raise Failure(f"{target}: is not an address of the web; give http(s)://host/…, or an item id", Exit.USAGE)

    async def main() -> int:
        async with reading_store(settings) as store:
            lives = await lives_of(store, target, load_sources(settings))
        if not lives:
            remedy = "was it in a feed, and within the retention? `marsad classify URL` tells how it would be graded"
            raise Failure(f"{target}: nothing is remembered of it; {remedy}", Exit.FAILED)
        for life in lives:
            if as_json:
                emit({"schema": "marsad.why/1", "target": target, **life.as_json()})
                continue
            say(f"{life.title or life.url or life.entry_id}  [{life.entry_id}]")
            for stage in life.stages:
                say(f"  {'✓' if stage.done else '✗'} {stage.name}: {stage.told}")
        return Exit.OK

    return run_async(main)
