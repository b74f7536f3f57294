"""Whatever a server or a feed writes, the pure parts answer with a value or with an error of our own."""

import contextlib
from datetime import UTC, datetime

import httpx
from hypothesis import example, given
from hypothesis import strategies as st

from config.settings import HttpSettings
from workers.doors.http.client import Http, _target
from workers.doors.http.response import MAX_RETRY_AFTER, Headers, Response
from workers.doors.http.robots import parse_robots
from workers.doors.http.urls import escaped, literal_address, vet
from workers.model.errors import Permanent

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HTTP = Http(HttpSettings(), version="1")
URL_PARTS = st.sampled_from(
    ["http://", "https://", "//", "/", "\\", "@", ":", "[", "]", "%", "#", "?", "..", "127.0.0.1", "::1", "0x7f", "①", "。", "xn--",
     "\u200d", "é", "خبر", "a.example", ":80", ":0", " ", "\t", "\x1b", "&", "=", "file:", "2130706433"]
)  # fmt: skip
URLISH = st.one_of(st.text(max_size=60), st.lists(URL_PARTS, max_size=8).map("".join))
HEADER_NAMES = st.sampled_from(
    ["ETag", "Last-Modified", "Cache-Control", "Age", "Expires", "Date", "Retry-After", "Content-Type"]
)
HEADER_VALUES = st.one_of(
    st.text(st.characters(max_codepoint=255), max_size=40),
    st.sampled_from(
        ["max-age=1", "no-store", "max-age=,=,", "Wed, 25 Nov 2026 12:02:00 GMT", "99999999999", "-1", "charset=\x00"]
    ),
)


@given(url=URLISH)
@example("http://xn--/")
@example("http://[::1%lo]/")
def test_a_vetted_url_is_one_that_can_be_asked_for(url: str) -> None:
    with contextlib.suppress(Permanent):
        vetted = vet(url)

        assert vetted.scheme in {"http", "https"}
        assert vetted.raw_host != b""
        assert (vetted.userinfo, vetted.fragment) == (b"", "")
        assert vet(str(vetted)) == vetted
        HTTP._request("GET", vetted, [])


@given(location=URLISH)
def test_a_redirect_leads_to_a_vetted_url_or_nowhere(location: str) -> None:
    with contextlib.suppress(Permanent):
        assert _target(httpx.URL("https://news.example/a/b?c"), location).scheme in {"http", "https"}


@given(fields=st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=6))
def test_any_header_fields_have_a_meaning(fields: list[tuple[str, str]]) -> None:
    answer = Response(url="https://a.example/", status=200, headers=Headers(fields=tuple(fields)))
    pause, fresh = answer.retry_after(now=NOW), answer.fresh_for(now=NOW)

    assert pause is None or 0 <= pause <= MAX_RETRY_AFTER
    assert fresh is None or fresh >= 0
    assert answer.max_age is None or answer.max_age >= 0
    for text in (*answer.headers.values(), answer.etag or "", answer.charset or "", answer.content_type or ""):
        assert escaped(text).replace("\\x09", "\t") == text


@given(body=st.binary(max_size=300))
def test_any_robots_txt_can_be_asked(body: bytes) -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: " + body)

    assert rules.can_fetch("https://news.example/a?b=c", "marsad") in {True, False}


@given(host=st.text(max_size=20))
def test_any_host_is_an_address_or_not(host: str) -> None:
    address = literal_address(host)

    assert address is None or str(address) != ""
