"""Hostile documents, polled beside a good source: parsed within bounds or killed by name; nothing is opened or fetched."""

from pathlib import Path

import pytest

from monitor.poll.feed import MAX_SUMMARY, MAX_TITLE, ParsedFeed, ReadTask, Unreadable
from monitor.poll.parse import read_feed
from tests.monitor.poll.conftest import MIB, Poll
from tests.support.feeds import item, many, rss
from tests.support.hostile import Hostile, answer

BASE = "https://outlet.example/feed"
GOOD = item(7)
HEAD = '<rss version="2.0"><channel><title>t</title>'
TAIL = "</channel></rss>"


def feed(*items: str, before: str = '<?xml version="1.0"?>') -> str:
    return before + HEAD + "".join(items) + TAIL


def laughs() -> str:
    steps = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(2, 10))
    return f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l1 "lol">{steps}]>'


def quadratic() -> str:
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "{"A" * 10_000}">]>'


ENTITIES = item(1, title="&l9;" * 3)
ATTRIBUTES = " ".join(f'a{n}="x"' for n in range(100_000))

SURVIVED = {
    "24 newlines before the root": feed(GOOD, before='<?xml version="1.0"?>' + "\n" * 64_000),
    "25 encoding soup": feed(GOOD, before="<?" + 'encoding="' * 2000 + "\n"),
    "26 entity soup": feed(GOOD, before="<!ENTITY \n" * 5000),
    "27 billion laughs": feed(ENTITIES, GOOD, before=laughs()),
    "28 quadratic entities": feed(item(1, title="&a;" * 10_000), GOOD, before=quadratic()),
    "30 laughs in CDATA": feed(item(1, description="<![CDATA[" + "<!--" * 250_000 + "]]>"), GOOD),
    "31 authors": feed(*(item(n, author="a" * 40_000) for n in range(100)), GOOD),
    "31 creators in CDATA": feed(*(item(n, author="<![CDATA[" + "a@a.a." * 5000 + "]]>") for n in range(50)), GOOD),
    "style soup": feed(item(1, description='<![CDATA[<p style="' + "url(" * 40_000 + '">x]]>'), GOOD),
    "angle flood": feed(item(1, description="<![CDATA[" + "<" * 1_000_000 + "]]>"), GOOD),
    "32 attributes": f"{HEAD}<item {ATTRIBUTES}><title>Many attributes</title></item>{GOOD}{TAIL}",
    "34 twenty thousand entries": many(range(7, 20_007)),
    "35 surrogate reference": feed(item(1, title="a&#xD800;b"), GOOD),
    "35 reference overflow": feed(item(1, title="a&#99999999999999999999;b"), GOOD),
    "35 nul and noncharacters": feed(item(1, title="a\x00b\uffff\ufffec&#0;"), GOOD),
    "comments never closed": feed(GOOD, item(1, description="<!--" * 100_000)),
}


@pytest.mark.parametrize("name", SURVIVED)
async def test_a_hostile_document_is_read_within_bounds_and_its_good_entries_are_found(name: str, beside: Poll) -> None:
    found = await beside(answer(body=SURVIVED[name].encode("utf-8", "surrogatepass")))

    assert (found.hostile.outcome, found.hostile.reason) == ("unchanged", "")
    assert found.hostile.remembered >= 1
    assert found.neighbour.new == 3
    assert found.seconds < 15
    assert found.growth < 64 * MIB


NESTED = feed(item(1, title="<a>" * 200_000), GOOD)
UNCLOSED = HEAD + "<item>" * 200_000
MANY_TAGS_OF_ATTRIBUTES = feed(
    *(f"<item><title>x</title><x {' '.join(f'a{n}=1' for n in range(2000))}/></item>" for _ in range(400))
)


@pytest.mark.parametrize(
    "document", [NESTED, UNCLOSED, MANY_TAGS_OF_ATTRIBUTES], ids=["33 nested", "32 unclosed", "32 spread"]
)
async def test_what_still_takes_long_is_killed_or_ends_and_harms_nobody(document: str, beside: Poll) -> None:
    found = await beside(answer(body=document.encode()))

    assert found.hostile.reason in {"", "parse_deadline", "poison", "malformed"}
    assert found.neighbour.new == 3
    assert found.seconds < 20
    assert found.growth < 64 * MIB


@pytest.mark.parametrize("name", ["/etc/passwd", "/dev/zero", "file:///etc/passwd", "fifo", "url"])
async def test_30_a_body_that_is_a_path_or_an_address_is_never_opened(
    name: str, beside: Poll, server: Hostile, tmp_path: Path
) -> None:
    body = {"fifo": str(tmp_path / "pipe"), "url": server.url("/secret")}.get(name, name)
    found = await beside(answer(body=body.encode()))

    assert found.hostile.reason == "not_a_feed"
    assert server.asked("/secret") == []


async def test_29_external_entities_bring_neither_a_file_nor_a_request(beside: Poll, server: Hostile) -> None:
    secret = server.on("/secret", answer(body=b"stolen"))
    doctype = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "{secret}">]>'
    body = feed(item(1, title="x&x;y&y;z"), GOOD, before=doctype).encode()
    await beside(answer(body=body))
    parsed = read_feed(ReadTask(body=body, url=BASE))

    assert server.asked("/secret") == []
    assert isinstance(parsed, ParsedFeed)
    assert not any("root" in (entry.title or "") or "stolen" in (entry.title or "") for entry in parsed.entries)


def read(document: str) -> ParsedFeed:
    parsed = read_feed(ReadTask(body=document.encode(), url=BASE))
    assert isinstance(parsed, ParsedFeed)
    return parsed


def test_28_texts_of_any_size_are_capped() -> None:
    (entry,) = read(feed(item(1, title="T" * 2_000_000, description="D " * 2_000_000, guid="g" * 100_000))).entries

    assert len(entry.title or "") <= MAX_TITLE
    assert len(entry.summary or "") <= MAX_SUMMARY
    assert len(entry.guid or "") <= MAX_TITLE


def test_36_controls_and_bidirectional_marks_are_gone_and_joiners_stay() -> None:
    title = "a\x1b[31mb\x1b]0;x\x07c\u202ed\u2066e\u200bf\u200cg&#27;[2Jh&#155;"
    (entry,) = read(feed(item(1, title=title, author="x\x1by"))).entries

    assert not any(
        ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char in "\u202e\u2066\u200b" for char in entry.title or ""
    )
    assert "\u200c" in (entry.title or "")
    assert entry.authors in {(), ("xy",)}


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<svg><animate attributeName=href values=javascript:alert(1)>",
        '<video poster="javascript:alert(1)">',
        "<img src=x onerror=alert(1)>",
    ],
)
def test_37_markup_leaves_titles_and_summaries_as_text(markup: str) -> None:
    escaped = markup.replace("<", "&lt;").replace(">", "&gt;")
    entry = read(feed(item(1, title=f"Before {escaped} after", description=escaped + " words"))).entries[0]

    assert entry.title == "Before after"
    assert "<" not in (entry.summary or "")


def test_12_twenty_thousand_categories_and_links_are_no_trouble() -> None:
    flood = "<category>c</category><enclosure url='/x' type='audio/mpeg'/>" * 20_000
    (entry,) = read(feed(f"<item><title>t</title>{flood}</item>")).entries

    assert entry.title == "t"


@pytest.mark.parametrize(
    "flood", ["<!--", "<", "<a ", "<script>", "&#x", "&#1", "<?xml ", "<author>", "<![CDATA[", "</a", "<!DOCTYPE "]
)
def test_no_flood_anywhere_makes_reading_quadratic(flood: str) -> None:
    """Half a million characters before the root, in a title, in a text: each would take minutes if it did."""
    junk = flood * (500_000 // len(flood))
    for document in (
        junk + feed(GOOD),
        feed(item(1, title=junk), GOOD),
        feed(item(1, description=f"<![CDATA[{junk}]]>")),
    ):
        read_feed(ReadTask(body=document.encode(), url=BASE))


def test_a_json_feed_may_be_hostile_too() -> None:
    deep = '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 200_000 + "]" * 200_000 + "}"

    assert isinstance(read_feed(ReadTask(body=deep.encode(), url=BASE)), Unreadable)


def test_good_documents_are_left_alone() -> None:
    assert read(rss(GOOD)).problems == ()
