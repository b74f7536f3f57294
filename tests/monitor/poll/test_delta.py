"""Cutting known blocks away before parsing changes nothing about what is left, and never loses an entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.poll.delta import cut, find_blocks, keep_first, keep_first_loosely, without_torn_end
from monitor.poll.feed import MAX_ENTRIES, ParsedFeed, ReadTask, Unreadable
from monitor.poll.parse import read_feed
from tests.support.feeds import item, many, rss
from tests.support.suite import suite

BASE = "http://host.example/feed"


def parsed(text: str | bytes, *, known: frozenset[bytes] = frozenset()) -> ParsedFeed:
    body = text.encode() if isinstance(text, str) else text
    result = read_feed(ReadTask(body=body, url=BASE, known=known))
    assert isinstance(result, ParsedFeed)
    return result


def test_over_the_whole_suite_an_entry_read_alone_is_the_entry_read_among_all() -> None:
    compared = cuttable = 0
    different = []
    for file in suite():
        task = ReadTask(body=file.body, url=BASE, content_type=file.content_type)
        whole = read_feed(task)
        if isinstance(whole, Unreadable) or not whole.blocks or len(set(whole.blocks)) < len(whole.blocks):
            continue
        cuttable += 1
        for place, name in enumerate(whole.blocks[:60]):
            known = frozenset(whole.blocks) - {name}
            alone = read_feed(ReadTask(body=file.body, url=BASE, content_type=file.content_type, known=known))
            compared += 1
            if isinstance(alone, Unreadable) or alone.entries != (whole.entries[place],):
                different.append(file.name)

    assert different == []
    assert cuttable > 1100
    assert compared >= cuttable


def test_only_new_blocks_are_read_and_all_are_named() -> None:
    first = parsed(many(range(5)))
    second = parsed(many(range(7)), known=frozenset(first.blocks))

    assert [entry.guid for entry in second.entries] == ["guid-5", "guid-6"]
    assert second.blocks[:5] == first.blocks


def test_a_document_without_anything_new_is_not_parsed_for_entries() -> None:
    first = parsed(many(range(5)))
    again = parsed(
        rss(*(item(n) for n in range(5)), head="<description>other</description>"), known=frozenset(first.blocks)
    )

    assert again.entries == ()
    assert again.blocks == first.blocks


@pytest.mark.parametrize(
    "inside",
    [
        "<item><title>a</title><item><title>b</title></item></item>",
        "<item/>",
        "<item><title>a</title>",
        "</item>",
        "<item><title>a</title></entry>",
    ],
    ids=["nested", "empty element", "unclosed", "stray end", "crossed"],
)
def test_a_document_whose_blocks_are_odd_is_not_cut(inside: str) -> None:
    assert find_blocks(rss(item(1), inside, item(2))) is None


def test_item_tags_inside_cdata_and_comments_are_text() -> None:
    text = rss(item(1, description="<![CDATA[an <item> here</item>]]>"), "<!-- <item> -->", item(2))
    blocks = find_blocks(text)

    assert blocks is not None
    assert len(blocks.spans) == 2


def test_prefixed_blocks_are_found() -> None:
    text = "<rdf:RDF><rss:item rdf:about='a'><rss:title>x</rss:title></rss:item></rdf:RDF>"

    assert len((find_blocks(text) or pytest.fail("no blocks")).spans) == 1


def test_a_broken_document_is_read_whole_and_never_cut_by_memory() -> None:
    broken = rss(item(1, title="fish & <b>chips"), item(2))
    result = parsed(broken)

    assert len(result.entries) == 2
    assert result.blocks == ()
    assert "malformed" in result.problems


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30, unique=True), st.data())
def test_whatever_is_known_the_rest_is_found(numbers: list[int], data: st.DataObject) -> None:
    first = parsed(many(numbers))
    chosen = data.draw(st.sets(st.sampled_from(sorted(first.blocks))))
    second = parsed(many(numbers), known=frozenset(chosen))

    assert {entry.block for entry in second.entries} == set(first.blocks) - chosen
    assert set(second.entries) <= set(first.entries)


def test_cut_and_cap_leave_a_document_well_formed() -> None:
    text = many(range(10))
    blocks = find_blocks(text)
    assert blocks is not None
    kept, fewer = keep_first(text, blocks, count=3)

    assert parsed(cut(text, blocks, known=frozenset(blocks.hashes))).problems == ()
    assert len(fewer.spans) == 3
    assert [entry.guid for entry in parsed(kept).entries] == ["guid-0", "guid-1", "guid-2"]


def test_more_entries_than_the_cap_are_cut_in_document_order_and_said() -> None:
    result = parsed(many(range(MAX_ENTRIES + 100)))

    assert len(result.entries) == MAX_ENTRIES
    assert result.entries[0].guid == "guid-0"
    assert "too_many_entries" in result.problems


def test_unclosed_items_are_counted_loosely() -> None:
    text, capped = keep_first_loosely("<rss><channel>" + "<item>" * 1000, count=10)

    assert capped
    assert text.count("<item>") == 10


def test_the_torn_end_of_a_document_is_taken_off() -> None:
    whole = many(range(5))
    torn = whole[: whole.index("<item>", whole.index("guid-3")) + 40]
    text, partial = without_torn_end(torn)

    assert partial
    assert text.count("<item>") == text.count("</item>") == 4
    assert without_torn_end(whole) == (whole, False)


@pytest.mark.parametrize("flood", ["<!--", "<![CDATA[", "<item ", "<item>", "</item>", "<entry a='"])
def test_no_flood_makes_finding_blocks_quadratic(flood: str) -> None:
    """A million characters of each would take minutes if any alternative scanned to the end again and again."""
    assert find_blocks(rss(flood * (1_000_000 // len(flood)))) is None
