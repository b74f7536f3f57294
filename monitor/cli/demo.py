"""`marsad demo`: the whole way on local articles, without internet."""

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.frame import Exit, emit, json_option, message, run_async, say
from monitor.cli.tail import story_line
from workers.model.plain import counted

if TYPE_CHECKING:
    from monitor.storage import Server

SHIPPED = Path(__file__).parent.parent / "demo" / "articles"


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--once", is_flag=True, help="End when everything is drained.")
@json_option
def command(directory: Path | None, once: bool, as_json: bool) -> int:
    """See the whole way on local articles: served as news sites, polled, graded, published, delivered.

    Serves the articles in DIRECTORY (.txt, .html) with feeds, runs the daemon on them, and shows stream entries and
    received webhooks as they come. Without DIRECTORY an invented corpus is used.

    Everything happens on this machine, in a scratch directory. demo.toml in DIRECTORY may name outlets:
    [[article]] with file, title, outlet, family.
    """
    from config.settings import LogSettings
    from monitor.demo.corpus import read_outlets
    from monitor.demo.theatre import play_once
    from monitor.logs import configure

    configure(LogSettings(level="error"))
    outlets = read_outlets(directory or SHIPPED)
    count = sum(len(outlet.articles) for outlet in outlets)
    message(f"demo: {counted(count, 'article')} of {counted(len(outlets), 'outlet')}, served on this machine only")
    show = emit if as_json else show_event
    with tempfile.TemporaryDirectory(prefix="marsad-demo-") as folder:
        if once:
            failed = run_async(lambda: play_once(outlets, Path(folder), show))
            return Exit.PARTLY if failed else Exit.OK
        run_async(lambda: until_interrupted(outlets, Path(folder), show))
    return Exit.OK


async def until_interrupted(outlets: Any, folder: Path, show: Any) -> None:
    from monitor.daemon import signals
    from monitor.demo.theatre import play

    stop = asyncio.Event()
    async with signals(stop):
        await play(outlets, folder, show, stop, ready)


def ready(server: "Server") -> None:
    del server
    message("demo: running; stop with Ctrl-C")


def show_event(event: dict[str, Any]) -> None:
    """One event for a person."""
    match event["kind"]:
        case "item":
            show_item(event["entry_id"], event["data"])
        case "webhook":
            checked = "signature verified" if event["verified"] else "SIGNATURE WRONG"
            say(f"webhook  {event['data']['trigger']}, {checked}: {event['data']['reason']}")
        case "dropped":
            say(f"dropped  {event['file']}: {event['detail']}")


def show_item(entry_id: str, item: dict[str, Any]) -> None:
    grades = ", ".join(f"{one['topic']} {one['grade']} {one['score']:.2f}" for one in item["relevance"])
    say(f"item     {entry_id}  {' '.join((item['title'] or item['summary']).split())}")
    say(f"         {item['source']['name']}, {item['language']}: {grades}")
    say(f"         {story_line(item)}")
    reason = item["relevance"][0]["reasons"][:1] if item["relevance"] else []
    if reason and reason[0]["quote"]:
        say(f"         because “{' '.join(reason[0]['quote'].split())}”")
