"""Documents as servers really send them: broken, cut, badly encoded, of every format."""

import gzip
import json

import pytest

from monitor.poll.feed import ParsedFeed, ReadTask, Unreadable
from monitor.poll.parse import read_feed
from tests.support.feeds import HOUR, Rig, item, many, rss
from tests.support.hostile import answer

BASE = "https://outlet.example/feed"
IDLIB = "قصف على ريف إدلب الجنوبي"
WIND = "Число жертв в Идлибе растёт"
TURK = "İdlib'de ateşkes görüşmeleri sürüyor, ışıklar söndü"


def read(body: bytes | str, *, content_type: str | None = None, language: str | None = None) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    result = read_feed(ReadTask(body=raw, url=BASE, content_type=content_type, language=language))
    assert isinstance(result, ParsedFeed), result
    return result


def test_26_one_bad_ampersand_and_a_stray_tag_cost_no_entry() -> None:
    items = [item(n) for n in range(50)]
    items[7] = item(7, title="fish & chips <b>")
    result = read(rss(*items))

    assert len(result.entries) == 50
    assert result.entries[7].title == "fish & chips"
    assert "malformed" in result.problems


def test_26_a_repeated_attribute_costs_no_entry() -> None:
    result = read(many(range(3)).replace("<item>", '<item a="1" a="2">', 1))

    assert [entry.guid for entry in result.entries] == ["guid-0", "guid-1", "guid-2"]


async def test_27_of_a_document_that_stops_in_the_middle_the_whole_entries_count_and_nothing_is_remembered_of_it() -> (
    None
):
    whole = many(range(50))
    torn = whole[: whole.index("guid-25")]
    async with Rig.open(many(range(100, 103))) as rig:
        await rig.poll()
        rig.serve(answer(body=torn.encode(), headers={"ETag": '"torn"'}))
        await rig.poll(after=HOUR)

        assert [entry.guid for entry in rig.announced] == [f"guid-{n}" for n in range(25)]
        assert (rig.record.etag, rig.record.body_hash) == ("", "")
        rig.serve(whole)
        await rig.poll(after=HOUR)
        assert len(rig.announced) == 50


@pytest.mark.parametrize(
    "body",
    [
        many(range(3)).replace("Report 1", "Rep\x00ort 1").encode(),
        many(range(3)).replace("Report 1", "Rep\x08\x0bort 1").encode(),
        many(range(3)).replace("Report 1", "Rep\ufffeort 1").encode(),
        b"\xef\xbb\xbf\n\n" + many(range(3)).encode(),
        b"<br />\nWarning: mysqli_connect() in /srv/www on line 3<br />\n" + many(range(3)).encode(),
        many(range(3)).encode() + b"\n<!-- page cached -->\n<script>x()</script>",
        many(range(3)).encode() + many(range(1)).encode(),
        gzip.compress(many(range(3)).encode()),
    ],
    ids=[
        "nul",
        "controls",
        "noncharacter",
        "mark and blank lines",
        "warning before",
        "junk after",
        "two",
        "unasked gzip",
    ],
)
def test_28_dirt_in_and_around_a_document_costs_no_entry(body: bytes) -> None:
    result = read(body)

    assert [entry.title for entry in result.entries[:3]] == [f"Report {n} from the valley" for n in range(3)]


def test_28_one_bad_byte_does_not_turn_an_arabic_feed_into_mojibake() -> None:
    body = rss(*(item(n, title=IDLIB) for n in range(10))).encode().replace(IDLIB.encode(), IDLIB.encode()[:-1], 1)
    titles = [entry.title for entry in read(body).entries]

    assert titles[1:] == [IDLIB] * 9
    assert (titles[0] or "").startswith(IDLIB[:-1])


@pytest.mark.parametrize(
    ("title", "codec", "declared", "header", "language"),
    [
        (IDLIB, "cp1256", "utf-8", None, "ar"),
        (IDLIB, "cp1256", "utf-8", None, None),
        (IDLIB, "cp1256", "windows-1256", None, None),
        (IDLIB, "cp1256", "windows-1256", "text/xml; charset=iso-8859-1", None),
        (IDLIB, "cp1256", "iso-8859-1", None, None),
        (IDLIB, "cp1256", None, "text/xml; charset=windows-1256", None),
        (IDLIB, "iso8859-6", "iso-8859-6", None, None),
        (IDLIB, "iso8859-6", None, None, None),
        (IDLIB, "utf-8", "iso-8859-1", None, None),
        (IDLIB, "utf-8", "windows-1256", "text/xml; charset=us-ascii", None),
        (IDLIB, "utf-16", "utf-16", None, None),
        (IDLIB, "utf-16", "utf-8", None, None),
        (IDLIB, "utf-16-le", "utf-16", None, None),
        (IDLIB, "utf-16-be", None, None, None),
        (IDLIB, "utf-32", None, None, None),
        (WIND, "cp1251", "windows-1251", None, None),
        (WIND, "cp1251", None, None, None),
        (WIND, "koi8-r", "koi8-r", None, None),
        (TURK, "cp1254", "windows-1254", None, None),
        (TURK, "cp1254", "iso-8859-9", None, None),
        (TURK, "cp1254", None, None, "tr"),
        ("Les évêques réunis à Alep", "cp1252", "iso-8859-1", None, None),
        ("Les évêques réunis à Alep", "cp1252", None, None, "fr"),
    ],
)
def test_29_text_comes_out_right_whatever_is_declared(
    title: str, codec: str, declared: str | None, header: str | None, language: str | None
) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    body = rss(*(item(n, title=title) for n in range(5)), declaration=declaration).encode(codec)
    result = read(body, content_type=header, language=language)

    assert {entry.title for entry in result.entries} == {title}


@pytest.mark.parametrize("charset", ["punycode", "idna", "zip", "hex", "rot13", "undefined", "utf-7", "x-user-defined"])
def test_29_a_charset_that_is_a_trap_is_not_used(charset: str) -> None:
    result = read(rss(item(1, title=IDLIB)), content_type=f"text/xml; charset={charset}")

    assert result.entries[0].title == IDLIB


RDF = (
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://outlet.example/"><title>Outlet</title></channel>'
    '<item rdf:about="https://outlet.example/1"><title>One</title><link>https://outlet.example/1</link>'
    "<dc:date>2026-03-10T10:00:00+03:00</dc:date><dc:creator>Huda</dc:creator></item></rdf:RDF>"
)
ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>Outlet</title><entry><id>tag:1</id>'
    '<title type="html">&lt;b&gt;One&lt;/b&gt;</title><link rel="alternate" href="/1"/><link rel="enclosure" type="image/png" '
    'href="/1.png"/><published>2026-03-10T10:00:00+03:00</published><updated>2026-03-10T11:00:00+03:00</updated>'
    "<author><name>Huda</name></author><summary>Short.</summary></entry></feed>"
)
ATOM03 = (
    '<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Outlet</title><entry><id>tag:1</id>'
    '<title>One</title><link rel="alternate" type="text/html" href="https://outlet.example/1"/>'
    "<issued>2026-03-10T10:00:00+03:00</issued><modified>2026-03-10T11:00:00+03:00</modified></entry></feed>"
)
CDF = '<CHANNEL><TITLE>Outlet</TITLE><ITEM HREF="https://outlet.example/1"><TITLE>One</TITLE></ITEM></CHANNEL>'
RSS091 = (
    '<rss version="0.91"><channel><title>Outlet</title><item><title>One</title><link>/1</link></item></channel></rss>'
)
JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "Outlet", "language": "ar",
    "items": [{"id": 1, "url": "/1", "title": "One", "content_html": "<p>Short.</p>",
               "date_published": "2026-03-10T10:00:00+03:00", "authors": [{"name": "Huda"}]}],
})  # fmt: skip


@pytest.mark.parametrize(
    "document", [RDF, ATOM, ATOM03, CDF, RSS091, JSON_FEED], ids=["rdf", "atom", "atom 0.3", "cdf", "0.91", "json"]
)
def test_50_every_format_is_read(document: str) -> None:
    (entry,) = read(document).entries

    assert (entry.title, entry.link) == ("One", "https://outlet.example/1")
    assert entry.published is None or entry.published.isoformat() == "2026-03-10T07:00:00+00:00"
    assert entry.authors in {(), ("Huda",)}


def test_50_the_parts_of_an_atom_entry_arrive() -> None:
    result = read(ATOM)
    (entry,) = result.entries

    assert (entry.guid, entry.summary, entry.image) == ("tag:1", "Short.", "https://outlet.example/1.png")
    assert entry.modified is not None
    assert entry.modified.hour == 8


def test_50_json_feed_version_1_and_an_odd_one_without_ids() -> None:
    document = {"version": "https://jsonfeed.org/version/1", "items": [{"content_text": "Words"}, "no object", {}]}
    result = read(json.dumps(document))

    assert result.version == "json1"
    assert [entry.summary for entry in result.entries] == ["Words", None]


def test_52_ten_thousand_entries_are_capped_and_said() -> None:
    result = read(many(range(10_000)))

    assert len(result.entries) == 500
    assert "too_many_entries" in result.problems


async def test_52_a_body_over_the_limit_is_refused_by_name() -> None:
    async with Rig.open(many(range(3))) as rig:
        rig.settings = rig.settings.model_copy(update={"max_body": 100_000})
        rig.serve(answer(body=b"<rss>" + b" " * 200_000))
        step = await rig.poll()

        assert step.record.reason == "body_too_large"


def test_the_whole_text_is_kept_only_where_the_feed_carries_it() -> None:
    long = "<p>" + "The council met in the town hall and spoke about roads. " * 20 + "</p>"
    encoded = {"content:encoded": f"<![CDATA[{long}]]>"}
    teaser = f"<![CDATA[{long * 3}… ]]>"
    one, two, three, four = read(
        rss(item(1, **encoded), item(2), item(3, description=teaser), item(4, description=f"<![CDATA[{long * 3}]]>"))
    ).entries

    assert one.content is not None and one.content.startswith("<p>")  # noqa: PT018 - one claim
    assert (two.content, three.content) == (None, None)
    assert four.content is not None


def test_a_title_is_unescaped_twice_and_loses_its_tags() -> None:
    titles = [
        "&lt;b&gt;Idlib&lt;/b&gt; &amp;amp; Aleppo",
        "Idlib &amp;lt;b&amp;gt;&amp; Aleppo",
        "<![CDATA[Idlib &amp; <i>Aleppo</i>]]>",
    ]
    result = read(rss(*(item(n, title=title) for n, title in enumerate(titles))))

    assert [entry.title for entry in result.entries] == ["Idlib & Aleppo"] * 3


def test_nothing_that_is_no_feed_is_read_as_one() -> None:
    for body in (b"", b"hello", b"<html><body><rss></rss></body></html>", b"<opml><outline/></opml>"):
        assert isinstance(read_feed(ReadTask(body=body, url=BASE)), Unreadable)
