"""Every document of feedparser's own suite: what must hold for all of them, and where we differ on purpose."""

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache

import pytest

from monitor.poll.dates import in_range
from monitor.poll.feed import FeedEntry, ParsedFeed, ReadTask, Unreadable
from monitor.poll.identity import identify
from monitor.poll.parse import read_feed
from tests.support.expectations import claims
from tests.support.suite import EXPECTED_FILES, SuiteFile, suite

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BASE = "http://host.example/feed"

EXPLAINED = {
    "encoding/bozo_linenoise.xml": "noise bytes: we keep what decodes, feedparser drops the run",
    "wellformed/atom/entry_author_map_author.xml": "we keep the name without the e-mail address",
    "wellformed/atom10/entry_author_map_author.xml": "we keep the name without the e-mail address",
    "wellformed/base/http_entry_id_base_content_location.xml": "a guid is taken as it stands, so that a move changes none",
    "wellformed/base/http_entry_id_base_docuri.xml": "a guid is taken as it stands, so that a move changes none",
    "wellformed/base/http_item_link_base_content_location.xml": "resolved against the final URL, not a header",
    "wellformed/base/http_item_link_base_docuri.xml": "resolved against the final URL of this run",
    "wellformed/rss/item_image_link_conflict.xml": "host names are lower case",
    "wellformed/sanitize/entry_summary_crazy.xml": "text, not sanitised HTML: what it says stays",
    "wellformed/sanitize/entry_title_crazy.xml": "text, not sanitised HTML: what it says stays",
    "wellformed/sanitize/item_content_encoded_crazy.xml": "text, not sanitised HTML: what it says stays",
    "wellformed/sanitize/item_description_crazy.xml": "text, not sanitised HTML: what it says stays",
    "wellformed/sanitize/item_fullitem_crazy.xml": "text, not sanitised HTML: what it says stays",
}
"""Files of which an expectation does not hold for us, and why. `docs/polling.md` says the same."""


def read_anew(file: SuiteFile) -> ParsedFeed | Unreadable:
    return read_feed(ReadTask(body=file.body, url=BASE, content_type=file.content_type))


read = cache(read_anew)
"""Once for all tests: two thousand documents take seconds."""


def cost(file: SuiteFile) -> float:
    """Seconds of the processor. Once in a while the collection of others' garbage is among them."""
    started = time.process_time()
    read_anew(file)
    return time.process_time() - started


def flaws(entry: FeedEntry) -> list[str]:
    found = []
    if entry.link is not None and not entry.link.startswith(("http://", "https://")):
        found.append(f"link {entry.link}")
    moments = [moment for moment in (entry.published, entry.modified) if moment is not None]
    found += [f"naive {moment}" for moment in moments if moment.tzinfo is None]
    texts = [text for text in (entry.title, entry.guid, entry.published_raw, *entry.authors) if text is not None]
    found += [f"control characters in {text!r}" for text in texts if any(ord(char) < 32 for char in text)]
    return found


def test_every_document_is_read_without_an_exception_and_quickly() -> None:
    files = suite()
    slow = [file.name for file in files if cost(file) > 0.5 and min(cost(file) for _ in range(3)) > 0.5]

    assert len(files) == EXPECTED_FILES
    assert slow == []


def test_every_entry_has_an_identity_safe_links_aware_dates_and_clean_text() -> None:
    found = {}
    for file in suite():
        parsed = read(file)
        if isinstance(parsed, Unreadable):
            continue
        identities = identify(parsed.entries, source_id="suite")
        problems = [flaw for entry in parsed.entries for flaw in flaws(entry)]
        if parsed.entries and not identities:
            problems.append("no identity")
        problems += [f"no alias for {one.id}" for one in identities if not one.aliases]
        if problems:
            found[file.name] = problems

    assert found == {}


def test_every_reading_is_deterministic_and_can_be_written_as_json() -> None:
    different = []
    for file in suite():
        first = read(file)
        if first != read_anew(file):
            different.append(file.name)
        json.dumps(asdict(first), default=str, ensure_ascii=False)

    assert different == []


def test_dates_that_we_announce_are_in_range() -> None:
    for file in suite():
        parsed = read(file)
        for entry in () if isinstance(parsed, Unreadable) else parsed.entries:
            if entry.published is not None and in_range(entry.published, now=NOW):
                assert 2000 <= entry.published.year <= 2026


def test_what_the_suite_expects_of_first_entries_holds_but_for_what_is_explained() -> None:
    checked, different = 0, set()
    for file in suite():
        parsed = read(file)
        if isinstance(parsed, Unreadable) or not parsed.entries:
            continue
        for claim in claims(file):
            checked += 1
            if not claim.holds(parsed.entries[0]):
                different.add(file.name)

    assert checked >= 690
    assert different == set(EXPLAINED)


def test_what_cannot_be_read_is_refused_for_a_known_reason() -> None:
    refused = {file.name: parsed.reason for file in suite() if isinstance(parsed := read(file), Unreadable)}
    assert set(refused.values()) <= {"not_a_feed", "html", "malformed"}
    ebcdic = {name for name in refused if any(mark in name for mark in ("ebcdic", "cp037", "cp500", "cp875", "ibm"))}

    nothing_of_ours = {name for name in refused if name.startswith("wellformed/cdf/channel_")}  # no entries, no title

    torn = {name for name, reason in refused.items() if reason == "malformed"}

    assert torn == {
        "entities/attr_amp.xml",
        "illformed/aaa_illformed.xml",
        "illformed/rss_incomplete_cdata.xml",
    }
    assert set(refused) - ebcdic - nothing_of_ours - torn == {
        "http/http_status_302-no-location.xml",
        "illformed/always_strip_doctype.xml",
        "illformed/rss_empty_document.xml",
    }


@pytest.mark.parametrize("folder", ["wellformed", "encoding", "entities", "illformed"])
def test_each_part_of_the_suite_is_there(folder: str) -> None:
    assert any(file.name.startswith(folder) for file in suite())
