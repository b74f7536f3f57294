"""What header fields mean."""

from datetime import UTC, datetime

import pytest

from workers.doors.http.response import Headers, Response

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def response(
    *fields: tuple[str, str], url: str = "https://a.example/", hops: tuple[tuple[int, str], ...] = ()
) -> Response:
    return Response(url=url, status=200, headers=Headers(fields=fields), hops=hops)


def test_header_names_have_no_case_and_repeated_fields_are_joined() -> None:
    headers = Headers(fields=(("Link", "<a>"), ("link", "<b>"), ("ETag", '"1"')))

    assert headers["LINK"] == "<a>, <b>"
    assert headers.all("link") == ("<a>", "<b>")
    assert dict(headers) == {"link": "<a>, <b>", "etag": '"1"'}
    assert (len(headers), "eTag" in headers, headers.get("x")) == (2, True, None)


def test_control_characters_in_a_value_are_escaped() -> None:
    assert response(("Server", "a\x1b[31m\x9b\x07b")).headers["server"] == r"a\x1b[31m\x9b\x07b"


@pytest.mark.parametrize("value", ['"abc"', 'W/"a,b"', "unquoted", '"a b"', "0", '"' + "x" * 1000 + '"'])
def test_validators_come_back_byte_for_byte(value: str) -> None:
    assert response(("ETag", value)).etag == value
    assert response(("Last-Modified", value)).last_modified == value


@pytest.mark.parametrize("value", ['"\x1b[31mred"', '"\xff\xfe"', "", "x" * 1025, '"a\tb"'])
def test_40_a_validator_that_is_not_plain_is_not_kept(value: str) -> None:
    assert response(("ETag", value)).etag is None


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ((), None),
        ((("Cache-Control", "max-age=300"),), 300),
        ((("Cache-Control", 'public, MAX-AGE="60"'),), 60),
        ((("Cache-Control", "public"), ("Cache-Control", "max-age=5")), 5),
        ((("Cache-Control", "max-age=5, max-age=500"),), 5),
        ((("Cache-Control", "no-cache, max-age=300"),), 0),
        ((("Cache-Control", "no-store"),), 0),
        ((("Cache-Control", "max-age=300"), ("Age", "100")), 200),
        ((("Cache-Control", "max-age=300"), ("Age", "1000")), 0),
        ((("Cache-Control", "max-age=300"), ("Age", "old")), 300),
        ((("Cache-Control", "max-age=-5"),), None),
        ((("Cache-Control", "max-age=soon"),), None),
        ((("Cache-Control", "s-maxage=5"),), None),
        ((("Cache-Control", "max-age=" + "9" * 5000),), 10**10),
    ],
)
def test_max_age(fields: tuple[tuple[str, str], ...], seconds: int | None) -> None:
    assert response(*fields).max_age == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Wed, 25 Nov 2026 12:02:00 GMT", 120.0),
        ("Wednesday, 25-Nov-26 12:02:00 GMT", 120.0),
        ("Wed Nov 25 12:02:00 2026", 120.0),
        ("Tue Dec  1 12:00:00 2026", 6 * 86400.0),
        ("99999999999999999999", 7 * 86400.0),
        ("9" * 5000, 7 * 86400.0),
        ("Fri, 25 Nov 2050 12:00:00 GMT", 7 * 86400.0),
        ("Wed, 25 Nov 2026 11:59:59 GMT", None),
        ("Sunday, 06-Nov-94 08:49:37 GMT", None),
        ("-5", None),
        ("+5", None),
        ("1.5", None),
        ("٥", None),
        ("²", None),
        ("abc", None),
        ("", None),
        ("Wed, 31 Feb 2027 12:00:00 GMT", None),
        ("Wed, 25 Foo 2026 12:02:00 GMT", None),
        ("Wed, 25 Nov 0000 12:02:00 GMT", None),
        ("Wed, 25 Nov 2026 25:02:00 GMT", None),
    ],
)
def test_40_retry_after(value: str, seconds: float | None) -> None:
    assert response(("Retry-After", value)).retry_after(now=NOW) == seconds


def test_no_retry_after_is_none() -> None:
    assert response().retry_after(now=NOW) is None


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ((), None),
        ((("Cache-Control", "max-age=300"), ("Expires", "Wed, 25 Nov 2026 13:00:00 GMT")), 300.0),
        ((("Expires", "Wed, 25 Nov 2026 13:00:00 GMT"),), 3600.0),
        ((("Expires", "Wed, 25 Nov 2026 13:00:00 GMT"), ("Date", "Wed, 25 Nov 2026 12:30:00 GMT")), 1800.0),
        ((("Expires", "0"),), 0.0),
        ((("Expires", "Wed, 25 Nov 2020 13:00:00 GMT"),), 0.0),
    ],
)
def test_fresh_for(fields: tuple[tuple[str, str], ...], seconds: float | None) -> None:
    assert response(*fields).fresh_for(now=NOW) == seconds


@pytest.mark.parametrize(
    ("value", "media_type", "charset"),
    [
        ("text/HTML; charset=UTF-8", "text/html", "utf-8"),
        ('application/rss+xml;charset="windows-1256"', "application/rss+xml", "windows-1256"),
        ("text/xml", "text/xml", None),
        ("", None, None),
        ("text/html; charset=", "text/html", None),
        ("text/html; charset=\x1b[31m", "text/html", None),
    ],
)
def test_content_type(value: str, media_type: str | None, charset: str | None) -> None:
    answer = response(("Content-Type", value))

    assert (answer.content_type, answer.charset) == (media_type, charset)


A, B, C = "https://a.example/", "https://b.example/", "http://c.example/"


@pytest.mark.parametrize(
    ("hops", "url", "moved_to", "downgraded"),
    [
        ((), A, None, False),
        (((301, A),), B, B, False),
        (((308, A), (301, B)), C, C, True),
        (((301, A), (302, B)), C, B, True),
        (((302, A), (301, B)), A + "x", None, False),
        (((301, C),), A, A, False),
    ],
)
def test_what_redirects_mean(
    hops: tuple[tuple[int, str], ...], url: str, moved_to: str | None, *, downgraded: bool
) -> None:
    answer = response(url=url, hops=hops)

    assert (answer.moved_to, answer.downgraded) == (moved_to, downgraded)
