"""`marsad tail`: items from the stream, now or as they come."""

import json
import re
from typing import TYPE_CHECKING, Any

import click

from config.units import parse_duration
from monitor.cli.frame import Exit, Failure, emit, json_option, run_async, say, settings_of
from workers.model.plain import counted

if TYPE_CHECKING:
    from config.settings import Settings

_ID = re.compile(r"[0-9]{13,}(-[0-9]+)?")


@click.command()
@click.option("-f", "--follow", is_flag=True, help="Go on as new items come, until interrupted.")
@click.option("--since", help='How far back: "2h", "3d", or a stream id. Default: the last 20 items.')
@click.option("--topic", help="Only items with this topic.")
@click.option("--grade", type=click.Choice(["passing", "substantial", "central"]), help="Only this grade or better.")
@json_option
@click.pass_context
def command(
    ctx: click.Context, follow: bool, since: str | None, topic: str | None, grade: str | None, as_json: bool
) -> int:
    """Show items from the stream, oldest first.

    \b
    marsad tail -f --topic idlib --grade central
    marsad tail --since 2h --json | jq .data.title
    """
    from monitor.cli.reading import reading_store
    from workers.doors.redis.overview import after, newest

    settings = settings_of(ctx.obj).settings
    topic_known(settings, topic)
    if since is not None:
        start_of(since, 0)  # a mistake is told before a server is looked for

    async def main() -> int:
        async with reading_store(settings, may_start=not follow) as store:
            stream = store.keys.items
            if since is None:
                latest = await newest(store, stream, count=20)
                rows = tuple(reversed(latest))
                last = latest[0][0] if latest else "0-0"
            else:
                rows, last = (), start_of(since, await store.now_ms())
            while True:
                for entry_id, fields in rows:
                    if wanted(fields, topic, grade):
                        show(entry_id, fields, as_json=as_json)
                last = rows[-1][0] if rows else last
                rows = await after(store, stream, last, count=500, block_ms=1000 if follow else 0)
                if not rows and not follow:
                    return Exit.OK

    return run_async(main)


def topic_known(settings: "Settings", topic: str | None) -> None:
    """A mistyped topic would match nothing for ever."""
    from config.topics import load_topics

    if topic is None:
        return
    known = [one.id for one in load_topics(settings)]
    if topic not in known:
        raise Failure(f"there is no topic {topic!r}; the configured ones are {', '.join(known)}", Exit.USAGE)


def is_stream_id(text: str) -> bool:
    """Whether Redis takes it: one or two numbers of 64 bits."""
    found = re.fullmatch(r"([0-9]{1,20})(?:-([0-9]{1,20}))?", text)
    return found is not None and all(int(part or 0) < 2**64 for part in found.groups())


def start_of(since: str, now_ms: int) -> str:
    """The stream id to read after."""
    if _ID.fullmatch(since):
        if not is_stream_id(since):
            raise Failure(f"--since: {since[:60]} is not a stream id: both numbers are below 2^64", Exit.USAGE)
        return since
    try:
        seconds = parse_duration(since)
    except ValueError as error:
        raise Failure(f"--since: {error}, or a stream id", Exit.USAGE) from error
    return f"{max(0, now_ms - int(min(seconds, 1e12) * 1000))}-0"


def wanted(fields: dict[str, str], topic: str | None, grade: str | None) -> bool:
    """By the routing fields alone, as a subscriber would."""
    if topic is None and grade is None:
        return True
    ranks = {"passing": 1, "substantial": 2, "central": 3}
    for told in fields["topics"].split(","):
        name, _, rest = told.partition(":")
        if topic in {None, name} and ranks.get(rest.partition(":")[0], 0) >= ranks.get(grade or "passing", 1):
            return True
    return False


def show(entry_id: str, fields: dict[str, str], *, as_json: bool) -> None:
    data: dict[str, Any] = json.loads(fields["data"])
    if as_json:
        emit({"schema": "marsad.tail/1", "entry_id": entry_id, "type": fields["type"], "data": data})
        return
    mark = {"marsad.item.updated": " (updated)", "marsad.item.retracted": " (retracted)"}.get(fields["type"], "")
    if fields["type"] == "marsad.story.merged":
        say(f"{fields['time']}  {fields['subject']} now includes {', '.join(data.get('merged', []))}")
        return
    grades = " ".join(sorted(f"{one['topic']}:{one['grade']}" for one in data["relevance"]))
    late = " late" if data["late"] else ""
    say(f"{fields['time']}  {grades}{late}{mark}  {data['source']['name']}")
    say(f"    {' '.join((data['title'] or data['summary']).split())}")
    say(f"    {data['url']}")
    say(f"    {story_line(data)}")


def story_line(item: dict[str, Any]) -> str:
    """The story as the item saw it, and the item's own tolls, each kind once."""
    story = item["story"]
    items, outlets = counted(story["items"], "item"), counted(story["outlets"], "outlet")
    tolls = {one["kind"]: toll(one) for one in reversed(item.get("figures") or [])}
    told = "; " + ", ".join(reversed(tolls.values())) if tolls else ""
    return f"story {story['id']}  {items}, {outlets}, {story['independent']} independent{told}"


def toll(figure: dict[str, Any]) -> str:
    number = f"{figure['min']}–{figure['max']}" if figure.get("max") else str(figure["min"])
    return " ".join(filter(None, (figure["kind"], figure.get("qualifier"), number)))
