"""The publisher against a real Valkey: versions follow each other, and what was trimmed is not published anew."""

from datetime import UTC, datetime

from tests.support.items import a_place, a_verdict
from workers.article.reading import read_text
from workers.compose import Draft
from workers.doors.keys import Keys
from workers.doors.redis.client import connect
from workers.model.article import Article
from workers.model.entry import Entry
from workers.model.verdict import Assessment
from workers.publishing import Publisher
from workers.stories.sketch import sketch

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ENTRY = Entry(
    id="ent_ab", source_id="press", feed_url="http://p.example/feed", url="http://p.example/1", first_seen=NOW
)


def drafted(text: str) -> Draft:
    article = read_text(f"Mill of Idlib reopens\n\nThe council of Idlib reopened the mill. {text}", title=None, now=NOW)
    assert isinstance(article, Article)
    places = (a_place(),)
    return Draft(
        entry=ENTRY,
        article=article,
        verdicts=(a_verdict(),),
        assessment=Assessment(verdicts=(a_verdict(),), places=places),
        revision="sha256:0",
        sketch=sketch(article, places, now=NOW),
    )


async def test_a_changed_article_is_the_next_version_and_an_unchanged_one_nothing(valkey_url: str, keys: Keys) -> None:
    async with connect(valkey_url, prefix=keys.prefix) as store:
        publisher = Publisher(store, now=lambda: NOW)
        kinds = []
        for text in ("Three men were hurt.", "Three men were hurt.", "Four men were hurt, medics said later that day."):
            committed = await publisher.publish(drafted(text), None, {}, work_id=None)
            assert committed is not None
            kinds.append((committed.kind, committed.version))

    assert kinds == [("published", 1), ("dropped", 0), ("published", 2)]


async def test_a_change_of_what_was_trimmed_is_dropped_not_tried_for_ever(valkey_url: str, keys: Keys) -> None:
    async with connect(valkey_url, prefix=keys.prefix) as link:
        publisher = Publisher(link, now=lambda: NOW)
        await publisher.publish(drafted("Three men were hurt."), None, {}, work_id=None)
        await link.command("XTRIM", keys.items, "MAXLEN", 0)
        committed = await publisher.publish(drafted("Four men were hurt, medics said."), None, {}, work_id=None)
        length = await link.command("XLEN", keys.items)

    assert committed is not None
    assert committed.kind == "dropped"
    assert length == 0
