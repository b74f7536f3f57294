"""`marsad extract`: the article as extracted and cleaned."""

from collections.abc import Mapping
from typing import Any

import click

from monitor.cli.frame import Exit, Failure, emit, json_option, message, run_async, say, settings_of
from workers.model.article import Article, NotAnArticle
from workers.model.schema import moment


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@json_option
@click.pass_context
def command(ctx: click.Context, inputs: tuple[str, ...], as_json: bool) -> int:
    """Show the article in each INPUT as extracted and cleaned: a file, a folder, a URL, or - for standard input.

    \b
    marsad extract page.html
    marsad extract https://news.example/article --json
    curl -s https://news.example/article | marsad extract -
    """
    from monitor.cli.inputs import read_all

    settings = settings_of(ctx.obj).settings

    async def main() -> int:
        good = bad = 0
        async for read in read_all(inputs, settings, ()):
            article = read.judgement.article if read.judgement else None
            if isinstance(article, Article):
                good += 1
                emit({"schema": "marsad.extract/1", "input": read.name, **as_object(article)}) if as_json else show(
                    article
                )
            else:
                bad += 1
                complain(read.name, article, read.error, as_json=as_json, schema="marsad.extract/1")
        return ended(good, bad)

    return run_async(main)


def ended(good: int, bad: int) -> int:
    """The exit code of a command that took several inputs."""
    if good == bad == 0:
        raise Failure("there was nothing to read: the folder holds no .txt or .html file", Exit.FAILED)
    return Exit.OK if not bad else Exit.PARTLY if good else Exit.FAILED


def complain(
    name: str, article: NotAnArticle | None, error: str | None, *, as_json: bool, schema: str, **empty: Any
) -> None:
    """`empty`: what a row without an article has in place of its values."""
    reason = article.reason if article else "unreadable"
    detail = f"no article found ({article.reason}): {article.detail}" if article else error or ""
    if as_json:
        emit({"schema": schema, "input": name, "error": {"reason": reason, "message": detail}, **empty})
    shown = "standard input" if name == "-" else name
    message(detail if detail.startswith(shown) else f"{shown}: {detail}")


def as_object(article: Article) -> Mapping[str, Any]:
    """The item's fields that extraction answers for."""
    return {
        "title": article.title,
        "text": article.text,
        "summary": article.summary,
        "language": article.language,
        "direction": article.direction,
        "word_count": article.word_count,
        "times": {
            "published": moment(article.published) if article.published else None,
            "published_from": article.published_from,
            "modified": moment(article.modified) if article.modified else None,
        },
        "authors": list(article.authors),
        "image": article.image,
        "canonical_url": article.canonical_url,
        "quality": {
            "extraction": article.extraction,
            "removed": [{"text": line.text, "why": line.why} for line in article.removed],
        },
    }


def show(article: Article) -> None:
    say(article.title or "(no title)")
    published = moment(article.published) if article.published else "unknown"
    facts = [f"language {article.language or 'unknown'}", f"published {published}", f"{article.word_count} words"]
    if article.authors:
        facts.append(f"by {', '.join(article.authors)}")
    say(" · ".join(facts))
    say("")
    say(article.text)
    for line in article.removed:
        message(f"removed ({line.why}): {' '.join(line.text.split())[:100]}")
    say("")
