"""Whatever a feed may contain, reading it never raises, and what comes out keeps its promises."""

from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.poll.dates import read_date
from monitor.poll.feed import MAX_ENTRIES, MAX_TITLE, ParsedFeed, ReadTask, Unreadable
from monitor.poll.identity import identify
from monitor.poll.parse import read_feed
from monitor.poll.window import Seen, pack, unpack
from monitor.poll.words import changed_share, line_of, sketch, text_of

BASE = "https://outlet.example/feed"
PIECES = (
    "<rss>", "</rss>", "<channel>", "</channel>", "<item>", "</item>", "<item/>", "<title>", "</title>", "<link>", "</link>", "<guid>",
    "</guid>", "<pubDate>", "</pubDate>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>", "<entry>", "</entry>",
    "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&#x1b;", "&#xD800;", "&nbsp;", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;",
    "<author>", "</author>", "javascript:x", "http://a.example/", "إدلب", "\u202e", "\x00", "<b>", '<a href="', '">', "1", " ",
)  # fmt: skip


def checked(body: bytes) -> None:
    parsed = read_feed(ReadTask(body=body, url=BASE))
    if isinstance(parsed, Unreadable):
        assert parsed.reason in {"empty", "html", "blocked", "json", "not_a_feed", "bad_encoding", "malformed"}
        return
    assert isinstance(parsed, ParsedFeed)
    assert len(parsed.entries) <= MAX_ENTRIES
    assert len(identify(parsed.entries, source_id="s")) <= len(parsed.entries)
    for entry in parsed.entries:
        assert entry.link is None or entry.link.startswith(("http://", "https://"))
        assert len(entry.title or "") <= MAX_TITLE
        assert not set(entry.title or "") & set("\x00\x1b\u202e\n")
        assert entry.published is None or entry.published.tzinfo is UTC


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes(body: bytes) -> None:
    checked(body)


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@settings(deadline=None)
def test_any_mixture_of_the_pieces_of_feeds(pieces: list[str]) -> None:
    checked("".join(pieces).encode("utf-8", "surrogatepass"))
    checked(("<rss><channel><item>" + "".join(pieces) + "</item></channel></rss>").encode("utf-8", "surrogatepass"))


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = read_date(text, tz="Asia/Damascus")

    assert moment is None or moment.time.tzinfo is UTC


@given(st.text(max_size=200))
def test_any_text_can_be_made_plain_and_compared(text: str) -> None:
    assert "\n" not in line_of(text)
    assert changed_share(sketch(text), sketch(text)) == 0.0
    text_of(text)


@given(st.lists(st.binary(min_size=8, max_size=8), max_size=20), st.integers(1, 255), st.booleans())
def test_a_window_survives_its_way_to_redis_and_back(blocks: list[bytes], revision: int, baseline: bool) -> None:  # noqa: FBT001
    entries = tuple(Seen(block=block, id=block + b"xx", revision=revision, baseline=baseline) for block in blocks)

    assert unpack(pack(entries)).entries == entries
