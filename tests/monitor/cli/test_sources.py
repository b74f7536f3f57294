"""Lists of feeds shared with feed readers, and the feeds that a site offers."""

import asyncio
from pathlib import Path

from config.settings import Settings
from config.sources import Source, load_sources
from monitor.opml import read_opml, write_opml
from tests.support.cli import marsad
from tests.support.daemon import HTML, Home, sites
from tests.support.hostile import answer

HOSTILE = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<opml><body><outline text="&x;" xmlUrl="https://a.example/feed"/><outline text="b" xmlUrl="javascript:alert(1)"/>
<outline text="A &amp; B" xmlUrl="https://b.example/feed"/><outline text="A &amp; B" xmlUrl="https://c.example/feed"/></body></opml>"""


def test_what_is_exported_is_imported_again() -> None:
    sources = tuple(source for source in load_sources(Settings()) if source.enabled and source.kind == "feed")
    listed = read_opml(write_opml(sources).encode(), name="x.opml")

    assert {one.url for one in listed} == {source.url for source in sources}
    assert {one.name for one in listed} == {source.name for source in sources}


def test_neither_list_nor_export_shows_a_secret_of_an_address(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[source]]\nid = "paid"\nname = "Paid"\nurl = "https://paid.example/rss?page=1&token=s3cret"\n'
    )
    (tmp_path / "marsad.toml").write_text('sources = ["mine.toml"]\n')
    shown = [marsad("sources", *words, home=tmp_path) for words in (["list"], ["list", "--json"], ["export"])]

    assert [done.code for done in shown] == [0, 0, 0]
    assert not any("s3cret" in done.out + done.err for done in shown)
    assert shown[1].rows[0]["url"] == "https://paid.example/rss?page=1&token=***"


async def test_a_trial_tells_what_is_wrong_with_a_feed(tmp_path: Path) -> None:
    head = "<rss version='2.0'><channel><title>News & Co</title><item><title>Shelling in Idlib"
    lost = head + "<link>http://x.example/1</link></item><item><titel></channel>"
    torn = (
        head
        + "</title><link>http://x.example/1</link></item><item><description>Rain.</description></item></channel></rss>"
    )
    async with sites() as news:
        done = []
        for path, body in (("/lost", lost), ("/torn", torn)):
            news.server.on(path, answer(body=body.encode(), headers={"Content-Type": "application/rss+xml"}))
            Home(tmp_path).configure(news.sources())
            done.append(await asyncio.to_thread(marsad, "sources", "test", news.server.url(path), home=tmp_path))

    assert (done[0].code, "malformed: not well-formed XML" in done[0].out) == (1, True)
    assert "None" not in done[0].out + done[1].out
    assert "2 entries, newest undated" in done[1].out
    assert "malformed: it is not well-formed XML" in done[1].out
    assert "1 of 2 entries without a link" in done[1].out
    assert "1 of 2 entries without a title" in done[1].out


def test_a_hostile_opml_reads_no_file_and_keeps_only_web_addresses() -> None:
    listed = read_opml(HOSTILE, name="x.opml")

    assert [one.url for one in listed] == ["https://a.example/feed", "https://b.example/feed", "https://c.example/feed"]
    assert "root" not in listed[0].name
    assert [one.id for one in listed[1:]] == ["a-b", "a-b-2"]
    assert all(Source(id=one.id, name=one.name, url=one.url) for one in listed)


def test_an_import_prints_a_sources_file_that_loads(tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_bytes(HOSTILE)
    done = marsad("sources", "import", "feeds.opml", home=tmp_path)
    (tmp_path / "mine.toml").write_text(done.out)
    (tmp_path / "marsad.toml").write_text('sources = ["mine.toml"]\n')

    assert done.code == 0, done.err
    assert marsad("check", "--json", home=tmp_path).rows[0]["sources"] == 3


def test_a_file_that_is_no_opml_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "x.opml").write_text("hello")
    done = marsad("sources", "import", "x.opml", home=tmp_path)

    assert done.code == 1
    assert "is not OPML; export it from a feed reader again" in done.err


async def test_discover_finds_and_tries_the_feeds_that_a_page_offers(tmp_path: Path) -> None:
    async with sites() as news:
        news.publish("a", range(3))
        page = b'<html><head><title>N</title><link rel="alternate" type="application/rss+xml" href="/a.xml"></head><body>x</body></html>'
        news.server.on("/", answer(body=page, headers=HTML))
        Home(tmp_path).configure(news.sources())
        feed = news.server.url("/a.xml")
        found = await asyncio.to_thread(marsad, "sources", "discover", news.server.url("/"), "--json", home=tmp_path)
        tried = await asyncio.to_thread(marsad, "sources", "test", "a", "--json", home=tmp_path)
        checked = await asyncio.to_thread(marsad, "sources", "check", home=tmp_path)
        news.server.on("/", answer(body=b"<html><head><title>N</title></head></html>", headers=HTML))
        none = await asyncio.to_thread(marsad, "sources", "discover", news.server.url("/"), home=tmp_path)
        gone = await asyncio.to_thread(marsad, "sources", "discover", news.server.url("/nowhere"), home=tmp_path)
        page_tried = await asyncio.to_thread(marsad, "sources", "test", news.server.url("/"), home=tmp_path)

    assert found.code == 0, found.err
    assert [(row["url"], row["ok"], row["entries"]) for row in found.rows] == [(feed, True, 3)]
    assert tried.rows[0]["entries"] == 3
    assert f"✓ a  {feed}: 3 entries" in checked.out
    assert (none.code, "names no feed" in none.out) == (1, True)
    assert (gone.code, "give the address of the site's front page" in gone.out) == (1, True)
    assert f"try `marsad sources discover {page_tried.out.split()[1].rstrip(':')}`" in page_tried.out
