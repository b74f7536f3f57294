"""`marsad sources discover|import|export`: feeds that a site offers, and lists shared with feed readers."""

import json
from pathlib import Path
from typing import Any

import click

from config.sources import Source, load_sources
from monitor.cli.frame import Exit, Failure, emit, json_option, message, run_async, say, settings_of

NAMELESS = "tried"
"""The id of an address that is no source of ours."""
NO_PAGE = "there is no such page; give the address of the site's front page"
NO_FEED = "an HTML page that names no feed; try another page of the site, or an address such as /feed or /rss on it"


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def import_opml(ctx: click.Context, file: Path, as_json: bool) -> int:
    """Print the feeds of an OPML file as [[source]] tables for a sources file of your own.

    \b
    marsad sources import feeds.opml > my-sources.toml
    then in marsad.toml: sources = ["builtin", "my-sources.toml"]
    """
    from monitor.opml import read_opml

    try:
        body = file.read_bytes()
    except OSError as error:
        raise Failure(f"{file}: cannot be read ({error.strerror}); give an OPML file", Exit.USAGE) from error
    known = {source.url for source in load_sources(settings_of(ctx.find_root().obj).settings)}
    listed = read_opml(body, name=str(file))
    fresh = [one for one in listed if one.url not in known]
    for one in fresh:
        row = {"id": one.id, "name": one.name, "kind": "feed", "url": one.url}
        row |= {"homepage": one.homepage} if one.homepage else {}
        if as_json:
            emit({"schema": "marsad.sources/1", **row})
        else:
            say(
                "[[source]]\n"
                + "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items())
            )
            say("")
    message(f"{len(fresh)} feeds, {len(listed) - len(fresh)} more are sources already")
    return Exit.OK


@click.command("export")
@click.pass_context
def export_opml(ctx: click.Context) -> int:
    """Print the enabled feeds as OPML, for a feed reader."""
    from monitor.opml import write_opml

    say(write_opml(load_sources(settings_of(ctx.find_root().obj).settings)).rstrip())
    return Exit.OK


@click.command("discover")
@click.argument("url")
@json_option
@click.pass_context
def discover(ctx: click.Context, url: str, as_json: bool) -> int:
    """Find the feeds that a page offers, and try each. Nothing is stored."""
    settings = settings_of(ctx.find_root().obj).settings

    async def main() -> int:
        rows = await offered(url, settings)
        for row in rows:
            if as_json:
                emit({"schema": "marsad.sources/1", **row})
            else:
                state = f"{row['entries']} entries" if row["ok"] else f"{row['reason']}: {row.get('detail', '')}"
                say(f"{'✓' if row['ok'] else '✗'} {row['url']}  {state}")
        return Exit.OK if any(row["ok"] for row in rows) else Exit.FAILED

    return run_async(main)


async def offered(url: str, settings: Any) -> list[dict[str, Any]]:
    """The page itself if it is a feed, else what it links to as feeds, each tried."""
    from importlib.metadata import version

    from monitor.poll.describe import try_source
    from workers.doors.children import Children
    from workers.doors.http.client import Http
    from workers.model.links import web_link

    async with (
        Http(settings.http, version=version("marsad")) as http,
        Children(1, ("monitor.poll.parse",)) as children,
    ):
        first = await try_source(Source(id=NAMELESS, name=url, url=url), http, children, settings)
        links = [web_link(one["url"], base=url) for one in first.get("alternates", ())]
        if first["ok"] or not links:
            told = {"html": NO_FEED, "http_404": NO_PAGE, "gone": NO_PAGE}.get(first.get("reason", ""))
            return [first | {"detail": told} if told else first]
        return [
            await try_source(Source(id=NAMELESS, name=link, url=link), http, children, settings)
            for link in dict.fromkeys(links)
            if link
        ]
