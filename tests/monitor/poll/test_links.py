"""Links of entries: absolute http addresses or none; what is dangerous costs the link, not the entry."""

import pytest

from monitor.poll.feed import FeedEntry, ParsedFeed, ReadTask
from monitor.poll.parse import read_feed
from tests.support.feeds import item, rss

BASE = "https://outlet.example/section/feed.xml"


def entry(**parts: str | None) -> FeedEntry:
    parsed = read_feed(ReadTask(body=rss(item(1, **parts)).encode(), url=BASE))
    assert isinstance(parsed, ParsedFeed)
    return parsed.entries[0]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/news/1", "https://outlet.example/news/1"),
        ("story?id=1&amp;x=2", "https://outlet.example/section/story?id=1&x=2"),
        ("//cdn.example/1", "https://cdn.example/1"),
        ("  https://outlet.example/1\n", "https://outlet.example/1"),
        ("https://outlet.example:443/1", "https://outlet.example/1"),
        ("https://outlet.example/خبر عاجل", "https://outlet.example/%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84"),
        ("https://إدلب.example/1", "https://xn--kgbgu8f.example/1"),
        ("https://OUTLET.example/A", "https://outlet.example/A"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("ftp://outlet.example/1", None),
        ("https://user:pass@outlet.example/1", None),
        ("https://outlet.example\\@evil.example/", None),
        ("https://outlet.example/a\r\nSet-Cookie: x", None),
        ("https://outlet.example/" + "a" * 10_000, None),
        ("http://[::1", None),
    ],
)
def test_49_a_link_is_absolute_and_harmless_or_none(link: str, expected: str | None) -> None:
    found = entry(link=link, guid="tag:1")

    assert found.link == expected
    assert found.title == "Report 1 from the valley"


def test_49_the_article_is_named_and_not_the_redirect_of_feedburner() -> None:
    found = entry(link="http://feedproxy.example/~r/x", **{"feedburner:origLink": "https://outlet.example/1"})

    assert found.link == "https://outlet.example/1"


def test_49_of_two_links_a_harmless_one_is_found() -> None:
    parsed = read_feed(ReadTask(body=rss(
        "<item><title>t</title><link>javascript:x</link><atom:link rel='alternate' href='/1'/></item>").encode(), url=BASE))  # fmt: skip
    assert isinstance(parsed, ParsedFeed)

    assert parsed.entries[0].link == "https://outlet.example/1"


def test_a_permalink_guid_is_the_link_where_there_is_no_other() -> None:
    assert entry(link=None, guid="https://outlet.example/p1").link == "https://outlet.example/p1"


def test_a_guid_does_not_depend_on_where_the_feed_lives() -> None:
    assert entry(guid="/relative").guid == "/relative"
