from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.sources import Source
from workers.doors.http.response import Headers, Response
from workers.model.article import Page
from workers.model.entry import Entry
from workers.model.errors import Temporary
from workers.pages import FULL_TEXT, NoPage, page_or_reason, wants_page

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ENTRY = Entry(id="ent_1", source_id="s", feed_url="http://p.example/feed", url="http://p.example/1", first_seen=NOW)
SOURCE = Source(id="s", name="S", url="http://p.example/feed")


def answered(status: int, **headers: str) -> Response:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(
        url="http://p.example/1", status=status, headers=Headers(fields=fields), body=b"<p>x</p>", elapsed=0.1
    )


def test_the_page_is_fetched_unless_there_is_a_reason_not_to() -> None:
    full = replace(ENTRY, content="word " * FULL_TEXT)

    assert wants_page(ENTRY, SOURCE) == "page"
    assert wants_page(ENTRY, None) == "page"
    assert wants_page(replace(ENTRY, url=None), SOURCE) == "no_link"
    assert wants_page(full, SOURCE) == "full_text"
    assert wants_page(full, SOURCE.model_copy(update={"fetch": "page"})) == "page"
    assert wants_page(ENTRY, SOURCE.model_copy(update={"fetch": "feed"})) == "feed_only"
    assert wants_page(ENTRY, SOURCE.model_copy(update={"kind": "search"})) == "feed_only"


def test_a_good_answer_is_a_page() -> None:
    page = page_or_reason(answered(200, content_type="text/html"), now=NOW)

    assert isinstance(page, Page)
    assert (page.url, page.content_type) == ("http://p.example/1", "text/html")


@pytest.mark.parametrize("status", [401, 402, 403, 410, 451])
def test_what_stays_refused_leaves_the_feeds_own_text(status: int) -> None:
    assert page_or_reason(answered(status), now=NOW) == NoPage(reason=f"http_{status}")


@pytest.mark.parametrize("status", [404, 408, 429, 500, 502, 503])
def test_what_may_pass_is_tried_again(status: int) -> None:
    with pytest.raises(Temporary) as caught:
        page_or_reason(answered(status), now=NOW)

    assert caught.value.reason == f"http_{status}"


def test_retry_after_is_obeyed() -> None:
    with pytest.raises(Temporary) as caught:
        page_or_reason(answered(429, retry_after="120"), now=NOW)

    assert caught.value.retry_after == 120.0
