"""A feed does not speak for another site's page: neither its name nor its title are the feed's to take."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.sources import Source
from config.topics import Topic
from monitor.life import lives_of
from tests.support.entries import an_entry, poll
from tests.support.replaying import seat
from workers.article.reading import read_entry, read_page
from workers.compose import homes_of
from workers.doors.aliases import page_alias
from workers.doors.redis.commits import EntryCommit
from workers.doors.redis.store import Store
from workers.doors.redis.work import read_new
from workers.judge import Case, judge
from workers.model.article import Article, Page
from workers.model.entry import Entry
from workers.model.outcome import Dropped, DropReason
from workers.publishing import aliases_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOURCE = Source(id="loud", name="Loud", url="https://feeds.loud.example/rss", homepage="https://loud.example")
VICTIM = "https://victim.example/1"
TEXT = "The council of the harbour reopened the old mill on Monday, after two years of work on its wheel. " * 4
ENTRY = Entry(
    id="ent_1", source_id="loud", feed_url=SOURCE.url, url=VICTIM, first_seen=NOW, title="Loud says so", content=TEXT,
    authors=("Somebody Loud",),
)  # fmt: skip


def a_page(url: str) -> Page:
    html = f"<html><head><title>The mill reopens</title></head><body><article><h1>The mill reopens</h1><p>{TEXT}</p>"
    return Page(url=url, body=html.encode(), content_type="text/html", fetched=NOW)


def article_of(entry: Entry, page: Page | None) -> Article:
    read = read_page(page, entry, now=NOW) if page else read_entry(entry, now=NOW)
    assert isinstance(read, Article)
    return read


def test_a_feeds_own_text_takes_no_name_of_a_strangers_page() -> None:
    assert aliases_of(article_of(ENTRY, None), ENTRY, SOURCE) == ()
    assert aliases_of(article_of(ENTRY, None), ENTRY, None) == ()


@pytest.mark.parametrize("url", ["https://loud.example/1", "https://m.loud.example/1"])
def test_a_feeds_own_text_names_the_page_of_its_own_site(url: str) -> None:
    entry = replace(ENTRY, url=url)

    assert aliases_of(article_of(entry, None), entry, SOURCE) == (page_alias(url),)


def test_the_homepage_counts_where_the_feed_is_kept_elsewhere() -> None:
    source = SOURCE.model_copy(update={"url": "https://feeds.burner.example/loud"})
    entry = replace(ENTRY, feed_url=source.url, url="https://www.loud.example/1")

    assert aliases_of(article_of(entry, None), entry, source) == (page_alias("https://loud.example/1"),)
    assert aliases_of(article_of(entry, None), entry, None) == ()


def test_a_fetched_page_has_its_own_name() -> None:
    assert aliases_of(article_of(ENTRY, a_page(VICTIM)), ENTRY, SOURCE) == (page_alias(VICTIM),)


def judged(url: str, topics: tuple[Topic, ...] = ()) -> Article:
    seat(topics)
    case = Case(entry=ENTRY, page=a_page(url), focus="syria", homes=homes_of(SOURCE), now=NOW)
    article = judge(case).article
    assert isinstance(article, Article)
    return article


def test_a_strangers_page_has_its_own_title_and_authors_wherever_the_feed_sent_us() -> None:
    article = judged(VICTIM)

    assert (article.title, article.authors) == ("The mill reopens", ())


def test_a_page_of_the_feeds_own_site_has_the_title_that_its_editor_chose() -> None:
    assert judged("https://loud.example/1").title == "Loud says so"


async def test_why_finds_an_entry_of_any_source_by_its_link_or_its_page(store: Store) -> None:
    await poll(
        store, an_entry(1, url=VICTIM, aliases=("a",)), an_entry(2, url="https://short.example/x", aliases=("b",))
    )
    for work in await read_new(store, "w", block_ms=100):
        drop = Dropped(reason=DropReason.DUPLICATE, detail="duplicate of itm_9")
        told = {"final_url": VICTIM + "/?utm_source=feed"}
        await store.entry_commit(EntryCommit(work_id=work.work_id, entry=work.entry, outcome=drop, description=told))

    lives = await lives_of(store, "http://www.victim.example/1", ())

    assert [life.entry_id for life in lives] == ["ent_000001", "ent_000002"]
    assert {life.reason for life in lives} == {"duplicate"}
