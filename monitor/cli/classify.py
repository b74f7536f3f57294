"""`marsad classify`: the grade of an article, and why."""

from typing import Any

import click

from monitor.cli.extract import complain, ended
from monitor.cli.frame import emit, json_option, run_async, say, settings_of
from monitor.cli.tail import topic_known
from workers.model.article import Article
from workers.model.plain import counted
from workers.model.verdict import Assessment, Verdict


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("--topic", "topic_id", help="Only this topic.")
@json_option
@click.pass_context
def command(ctx: click.Context, inputs: tuple[str, ...], topic_id: str | None, as_json: bool) -> int:
    """Show how each INPUT is graded, with the evidence: a file, a folder, a URL, or - for standard input.

    \b
    marsad classify article.txt
    echo "قصف على ريف إدلب الجنوبي" | marsad classify - --topic idlib
    """
    from config.topics import load_topics
    from monitor.cli.inputs import read_all

    settings = settings_of(ctx.obj).settings
    topic_known(settings, topic_id)
    topics = load_topics(settings)

    async def main() -> int:
        good = bad = 0
        async for read in read_all(inputs, settings, topics):
            judgement = read.judgement
            if judgement and judgement.assessment and isinstance(judgement.article, Article):
                good += 1
                chosen = only(judgement.assessment, topic_id)
                if as_json:
                    emit({"schema": "marsad.classify/1", "input": read.name, **as_object(judgement.article, chosen)})
                else:
                    show(read.name, judgement.article, chosen)
            else:
                bad += 1
                article = judgement.article if judgement and not isinstance(judgement.article, Article) else None
                complain(
                    read.name, article, read.error, as_json=as_json, schema="marsad.classify/1",
                    language=None, relevance=[], places=[],
                )  # fmt: skip
        return ended(good, bad)

    return run_async(main)


def only(assessment: Assessment, topic_id: str | None) -> Assessment:
    verdicts = tuple(verdict for verdict in assessment.verdicts if topic_id in {None, verdict.topic})
    return Assessment(verdicts=verdicts, places=assessment.places)


def as_object(article: Article, assessment: Assessment) -> dict[str, Any]:
    from pydantic import TypeAdapter

    graded = TypeAdapter(Assessment).dump_python(assessment, mode="json")
    return {
        "title": article.title,
        "language": article.language,
        "relevance": graded["verdicts"],
        "places": graded["places"],
    }


def show(name: str, article: Article, assessment: Assessment) -> None:
    say(f"{'standard input' if name == '-' else name}: {article.title or article.summary}")
    for verdict in assessment.verdicts:
        show_verdict(verdict)
    for place in assessment.places:
        often = counted(place.count, "time")
        say(f"  place {place.name} ({place.pcode or 'no P-code'}), named {often}, first as {place.matched}")
    say("")


def show_verdict(verdict: Verdict) -> None:
    say(f"  {verdict.topic}: {verdict.grade} {verdict.score:.2f}")
    for reason in verdict.reasons:
        quote = f" “{' '.join(reason.quote.split())}”" if reason.quote else ""
        say(f"    {signed(reason.contribution)} {reason.concept} × {reason.count} in {reason.zone}{quote}")
    for blocked in verdict.blocked_by:
        say(f"    lowered by {blocked}")


def signed(part: float) -> str:
    """With two digits; what rounds to nothing has no sign that says otherwise."""
    written = f"{part:+.2f}"
    return "+0.00" if written == "-0.00" else written
