"""`marsad replay`: stored texts graded again by the topics of today."""

from typing import TYPE_CHECKING, Any

import click

from monitor.cli.frame import Exit, Failure, emit, json_option, message, run_async, say, settings_of
from monitor.cli.tail import start_of, topic_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.settings import Settings
    from config.topics import Topic
    from workers.doors.redis.store import Store
    from workers.replay import Regraded, Rules, Tally, Ungraded

SCHEMA = "marsad.replay/1"


@click.command()
@click.option("--since", required=True, help='How far back: "2h", "3d", or a stream id.')
@click.option("--topic", "topic_id", help="Only this topic: other grades stay as they are.")
@click.option("--diff", is_flag=True, help="Only tell what would change; publish nothing.")
@click.option("--alert", is_flag=True, help="Let the alerts speak of what is published. Without it no webhook is sent.")
@json_option
@click.pass_context
def command(ctx: click.Context, since: str, topic_id: str | None, diff: bool, alert: bool, as_json: bool) -> int:
    """Grade stored texts again: published items, and what was dropped as not relevant while its text is kept.

    After a change of topics, look first, then publish. A changed grade becomes marsad.item.updated, a dropped text that
    is relevant now becomes marsad.item.new; both are flagged late. It may be interrupted and repeated.

    \b
    marsad replay --since 7d --diff
    marsad replay --since 7d --topic idlib
    """
    from config.topics import load_topics
    from monitor.cli.reading import reading_store

    if diff and alert:
        raise Failure("--diff publishes nothing that alerts could speak of; leave --alert away", Exit.USAGE)
    start_of(since, 0)  # a mistake is told before a server is looked for
    settings = settings_of(ctx.obj).settings
    topic_known(settings, topic_id)
    topics = load_topics(settings)

    async def main() -> int:
        async with reading_store(settings) as store:
            start = start_of(since, await store.now_ms())
            return await replayed(
                store, settings, topics, start=start, topic=topic_id, diff=diff, alert=alert, as_json=as_json
            )

    return run_async(main)


async def replayed(
    store: "Store", settings: "Settings", topics: "tuple[Topic, ...]", *, start: str, topic: str | None,
    diff: bool, alert: bool, as_json: bool,
) -> int:  # fmt: skip
    from workers.doors.children import Children
    from workers.doors.clock import utc_now
    from workers.judge import take_seat
    from workers.replay import Replay

    rules = rules_of(settings, topics, topic)
    async with Children(settings.workers.processes, ("workers.judge",), take_seat, topics) as children:
        replay = Replay(store, children, rules, voice=None if diff else "alert" if alert else "quiet", now=utc_now())
        async for told in replay.run(since=start):
            row = row_of(told)
            emit({"schema": SCHEMA, **row}) if as_json else show(row)
    summary = summary_of(replay.tally)
    if as_json:
        emit({"schema": SCHEMA, "kind": "summary", "since": start, "diff": diff, **summary})
    else:
        message(sentence(summary, diff=diff))
    return ended(replay.tally)


def rules_of(settings: "Settings", topics: "tuple[Topic, ...]", topic: str | None) -> "Rules":
    from config.sources import load_sources
    from workers.model.verdict import Grade
    from workers.replay import Rules

    return Rules(
        sources={source.id: source for source in load_sources(settings)},
        min_grades={one.id: Grade(one.min_grade) for one in topics},
        topic=topic,
    )


def row_of(told: "Regraded | Ungraded") -> dict[str, Any]:
    from dataclasses import asdict

    return {"kind": "change" if hasattr(told, "new") else "error", **asdict(told)}


def show(row: "Mapping[str, Any]") -> None:
    if row["kind"] == "error":
        message(f"{row['item_id']}: not graded, {row['detail']}")
        return
    steps = ((topic, old, row["new"][topic]) for topic, old in row["old"].items())
    grades = ", ".join(f"{topic}: {old} → {new}" for topic, old, new in steps if old != new)
    mark = " (a newer version came meanwhile: left alone)" if row["outcome"] == "overtaken" else ""
    dropped = "was dropped: " if row["was"] == "dropped" else ""
    say(f"{dropped}{grades}{mark}  {row['source']}")
    say(f"    {' '.join((row['title'] or row['item_id']).split())}")
    say(f"    {row['url']}")


def summary_of(tally: "Tally") -> dict[str, int]:
    changed, gained, overtaken = 0, 0, 0
    for (was, outcome), count in tally.regraded.items():
        if outcome == "overtaken":
            overtaken += count
        elif was == "published":
            changed += count
        else:
            gained += count
    return {
        "published": tally.published,
        "dropped": tally.dropped,
        "without_text": tally.without_text,
        "changed": changed,
        "new": gained,
        "duplicates": tally.duplicates,
        "overtaken": overtaken,
        "failed": tally.failed,
    }


def sentence(summary: "Mapping[str, int]", *, diff: bool) -> str:
    """The summary for people."""
    told = (
        f"graded again: {summary['published']} published items and {summary['dropped']} dropped texts; "
        f"{summary['without_text']} dropped entries have no text any more"
    )
    would = "would change" if diff else "changed"
    parts = [told, f"{would}: {summary['changed']} items", f"relevant now: {summary['new']} dropped texts"]
    if summary["duplicates"]:
        parts.append(f"{summary['duplicates']} more are copies of a page that is an item already")
    if summary["overtaken"]:
        parts.append(f"{summary['overtaken']} were updated by a worker meanwhile: repeat the command")
    if summary["failed"]:
        parts.append(f"{summary['failed']} could not be graded")
    return "; ".join(parts) + ("; nothing was published (--diff)" if diff else "")


def ended(tally: "Tally") -> Exit:
    if not tally.failed:
        return Exit.OK
    return Exit.FAILED if tally.failed == tally.published + tally.dropped else Exit.PARTLY
