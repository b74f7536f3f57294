"""`marsad sources`: what is polled, how it fares, and one source tried without side effects."""

from collections.abc import Iterator
from typing import Any

import click

from config.sources import Source, load_sources
from monitor.cli.frame import Exit, Failure, emit, json_option, message, run_async, say, settings_of
from monitor.cli.opml import NAMELESS, discover, export_opml, import_opml
from workers.model.plain import counted


@click.group()
def command() -> None:
    """List the sources with their health, or try one."""


@command.command("list")
@click.option("--failing", is_flag=True, help="Only sources whose last poll failed.")
@json_option
@click.pass_context
def listed(ctx: click.Context, failing: bool, as_json: bool) -> int:
    """List the sources with state, last attempt, last success, next poll, and the reason of the last failure."""
    from monitor.cli.reading import reading_store
    from monitor.poll.describe import describe
    from monitor.poll.record import read_record
    from workers.model.errors import OutOfReach

    settings = settings_of(ctx.find_root().obj).settings
    sources = load_sources(settings)

    async def main() -> int:
        rows: list[dict[str, Any]] = []
        try:
            async with reading_store(settings) as store:
                now = await store.now_ms()
                for source in sources:
                    record = read_record(await store.feed_record(source.id))
                    rows.append(describe(record, source, now_ms=now))
        except OutOfReach as error:
            message(f"{error} The list below is the configuration alone.")
            rows = [describe(read_record({}), source, now_ms=0) for source in sources]
        for row in rows:
            if failing and not row.get("failures"):
                continue
            emit({"schema": "marsad.sources/1", **row}) if as_json else show(row)
        return Exit.OK

    return run_async(main)


def show(row: dict[str, Any]) -> None:
    last = row.get("last_success") or "never"
    reason = f"  {row['reason']}: {row.get('detail') or ''}" if row.get("failures") and row.get("reason") else ""
    say(f"{row['id']:<28} {row['state']:<11} last success {last}{reason}")


@command.command("test")
@click.argument("target", metavar="URL|ID", required=False)
@json_option
@click.pass_context
def test(ctx: click.Context, target: str | None, as_json: bool) -> int:
    """Fetch and parse a feed (URL or source id) without side effects; without an argument all of them."""
    settings = settings_of(ctx.find_root().obj).settings
    chosen = chosen_sources(target, load_sources(settings))

    async def main() -> int:
        return await try_all(chosen, settings, as_json=as_json)

    return run_async(main)


@command.command("check")
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> int:
    """Try every enabled source, without side effects. Exit 3 when some fail."""
    settings = settings_of(ctx.find_root().obj).settings
    chosen = chosen_sources(None, load_sources(settings))

    async def main() -> int:
        return await try_all(chosen, settings, as_json=as_json)

    return run_async(main)


def chosen_sources(target: str | None, sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """The source of that id, a nameless one for a URL, or all that are polled."""
    if target is None:
        return tuple(source for source in sources if source.enabled and source.kind == "feed")
    if "://" in target:
        known = next((source for source in sources if source.url == target), None)
        return (known or Source(id=NAMELESS, name=target, url=target),)
    found = tuple(source for source in sources if source.id == target)
    if not found:
        raise Failure(f"there is no source {target!r}; `marsad sources list` shows them, or give a URL", Exit.USAGE)
    return found


async def try_all(sources: tuple[Source, ...], settings: Any, *, as_json: bool) -> int:
    from importlib.metadata import version

    from monitor.poll.describe import try_source
    from workers.doors.children import Children
    from workers.doors.http.client import Http
    from workers.model.masked import without_secrets

    failed = 0
    async with (
        Http(settings.http, version=version("marsad")) as http,
        Children(1, ("monitor.poll.parse",)) as children,
    ):
        for source in sources:
            row = await try_source(source, http, children, settings)
            failed += not row["ok"]
            row |= {name: without_secrets(row[name]) for name in ("url", "final_url", "moved_to") if row.get(name)}
            emit({"schema": "marsad.sources/1", **row}) if as_json else show_trial(row)
    return Exit.OK if not failed else Exit.FAILED if failed == len(sources) else Exit.PARTLY


def show_trial(row: dict[str, Any]) -> None:
    name = row["url"] if row["id"] == NAMELESS else f"{row['id']}  {row['url']}"
    if not row["ok"]:
        say(f"✗ {name}: {row['reason']}: {row.get('detail', '')}")
        return
    newest = f", newest {row.get('newest') or 'undated'}" if row["entries"] else ""
    say(f"✓ {name}: {counted(row['entries'], 'entry', 'entries')}{newest}")
    for doubt in doubts(row):
        say(f"    {doubt}")
    for title in row.get("titles", [])[:3]:
        say(f"    {title or '(an entry without title, text and link)'}")


def doubts(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a feed that can be read all the same."""
    entries = counted(row["entries"], "entry", "entries")
    if "malformed" in row["problems"]:
        yield "malformed: it is not well-formed XML, and what stands after a mistake may be lost; tell its publisher"
    if "truncated" in row["problems"]:
        yield "truncated: it breaks off before its end"
    if row["without_link"]:
        yield f"{row['without_link']} of {entries} without a link: only the feed's own text can be read"
    if row["without_title"]:
        yield f"{row['without_title']} of {entries} without a title"


for _extra in (import_opml, export_opml, discover):
    command.add_command(_extra)
