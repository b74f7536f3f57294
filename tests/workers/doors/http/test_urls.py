"""Which URLs are asked for, and how they appear in messages."""

import httpx
import pytest

from workers.doors.http.urls import same_home, shown, vet
from workers.model.errors import Permanent


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("https://news.example", "https://news.example"),
        ("HTTPS://News.Example:443/A?b=%20#part", "https://news.example/A?b=%20"),
        ("http://news.example:80/", "http://news.example/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://خبر.example/سوريا", "https://xn--ngblk.example/%D8%B3%D9%88%D8%B1%D9%8A%D8%A7"),
        ("https://my_host.example/a b", "https://my_host.example/a%20b"),
        ("https://а.example/", "https://xn--80a.example/"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_a_good_url_is_normalised(given: str, asked: str) -> None:
    assert str(vet(given)) == asked


@pytest.mark.parametrize(
    "url",
    ["", "news.example/feed", "//news.example/", "https:///feed", "https://", "https://me:secret@news.example/", "https://me@x.example/",
     "https://news.example/\r\nX: y", "https://news.example/\x1b[31m", "https://news.example/\x00", "https://127.0.0.1\\@news.example/",
     "https://[::1", "https://news.example:0/", "https://news.example:65536/", "https://news.example:port/", "https://a b.example/",
     "https://%31%32%37.0.0.1/", "https://-a.example/", "https://a..example/", f"https://{'a' * 64}.example/",
     "https://ex\u200dample.example/", "https://news.example/" + "a" * 2048],
)  # fmt: skip
def test_38_a_url_that_programs_read_differently_is_refused(url: str) -> None:
    with pytest.raises(Permanent) as caught:
        vet(url)

    assert caught.value.reason in {"bad_url", "bad_scheme"}
    assert "secret" not in str(caught.value).replace(url, "")
    assert not any(ord(character) < 32 for character in str(caught.value))


@pytest.mark.parametrize(
    "url", ["ftp://news.example/", "file:///etc/passwd", "javascript:alert(1)", "data:text/plain,x", "news"]
)
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(Permanent) as caught:
        vet(url)

    assert caught.value.reason == "bad_scheme"


def test_a_secret_url_is_not_shown() -> None:
    with pytest.raises(Permanent) as caught:
        vet("https://api.example/bot123:token\\x", secret=True)

    assert "token" not in str(caught.value)
    assert shown(httpx.URL("https://u:p@api.example/bot123:token?k=v"), secret=True) == "https://api.example"


def test_messages_show_neither_query_nor_user() -> None:
    assert shown(httpx.URL("https://u:p@api.example:8443/a%20b?key=1")) == "https://api.example:8443/a%20b"
    assert shown(httpx.URL("http://[::1]/")) == "http://[::1]/"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "https://a.example/y", True),
        ("http://a.example/x", "https://a.example/x", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("https://a.example/x", "https://b.example/x", False),
        ("https://a.example/x", "https://www.a.example/x", False),
        ("http://a.example:8080/x", "http://a.example:8081/x", False),
        ("http://a.example:8080/x", "https://a.example/x", False),
    ],
)
def test_what_counts_as_the_same_home(one: str, other: str, *, same: bool) -> None:
    assert same_home(vet(one), vet(other)) is same
