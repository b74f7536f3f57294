"""`marsad export`: stored items as JSON Lines or CSV, for spreadsheets and other tools."""

import csv
import json
import sys
from typing import Any

import click

from monitor.cli.frame import Exit, run_async, say, settings_of
from monitor.cli.tail import start_of

COLUMNS = (
    "entry_id", "type", "id", "version", "time", "published", "late", "url", "title", "language", "source", "family",
    "topics", "places", "pcodes", "story", "origin", "independent", "summary",
)  # fmt: skip


@click.command()
@click.option("--since", default="30d", show_default=True, help='How far back: "2h", "3d", or a stream id.')
@click.option("--format", "shape", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@click.pass_context
def command(ctx: click.Context, since: str, shape: str, as_json: bool) -> int:
    """Write stored items to standard output, oldest first: every version, also retractions.

    \b
    marsad export --since 7d --format csv > week.csv
    """
    from monitor.cli.reading import reading_store
    from workers.doors.redis.overview import after

    start_of(since, 0)  # a mistake is told before a server is looked for
    settings = settings_of(ctx.obj).settings
    writer = None if as_json or shape == "jsonl" else csv.writer(sys.stdout, lineterminator="\n")

    async def main() -> int:
        if writer:
            writer.writerow(COLUMNS)
        async with reading_store(settings) as store:
            last = start_of(since, await store.now_ms())
            while rows := await after(store, store.keys.items, last, count=500):
                for entry_id, fields in rows:
                    if fields["type"].startswith("marsad.item."):
                        write(entry_id, fields, writer)
                last = rows[-1][0]
        return Exit.OK

    return run_async(main)


def write(entry_id: str, fields: dict[str, str], writer: Any) -> None:
    data: dict[str, Any] = json.loads(fields["data"])
    if writer is None:
        row = {"schema": "marsad.export/1", "entry_id": entry_id, "type": fields["type"], "data": data}
        say(json.dumps(row, ensure_ascii=False))
        return
    writer.writerow([harmless(cell) for cell in cells(entry_id, fields, data)])


def cells(entry_id: str, fields: dict[str, str], data: dict[str, Any]) -> tuple[object, ...]:
    places = data["places"]
    return (
        entry_id, fields["type"], data["id"], data["version"], fields["time"], data["times"]["published"], data["late"],
        data["url"], data["title"], data["language"], data["source"]["name"], data["source"]["family"],
        fields["topics"],
        "; ".join(place["name"] for place in places), "; ".join(place["pcode"] for place in places if place["pcode"]),
        data["story"]["id"], data["origin"]["kind"], data["story"]["independent"], data["summary"],
    )  # fmt: skip


def harmless(cell: object) -> object:
    """A spreadsheet runs what begins like a formula: such a cell gets an apostrophe in front."""
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{cell}"
    return "" if cell is None else cell
