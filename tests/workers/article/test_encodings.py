"""Encodings: the text comes out as it was written, whatever the page says or doesn't say of its bytes."""

from datetime import UTC, datetime
from html import escape

import pytest

from tests.support.texts import ENCODINGS, TEXTS, written_in
from workers.article.decode import codec_of, decode
from workers.article.reading import read_page
from workers.model.article import Article, Page

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CASES = [(language, "utf-8") for language in TEXTS] + [
    (language, encoding) for language, names in ENCODINGS.items() for encoding in names
]
DECLARATIONS = {
    "header": ("", "text/html; charset={}"),
    "meta": ('<meta charset="{}">', "text/html"),
    "http-equiv": ('<meta http-equiv="Content-Type" content="text/html; charset={}">', None),
    "late meta": (f"<!-- {'x' * 3000} --><meta charset='{{}}'>", "text/html"),
    "xml": ("", "application/xhtml+xml"),
}
WRONG = (
    "utf-8",
    "iso-8859-1",
    "windows-1252",
    "windows-1251",
    "windows-1256",
    "iso-8859-9",
    "punycode",
    "no-such-charset",
)


def page(
    paragraphs: tuple[str, ...],
    encoding: str,
    *,
    head: str = "",
    content_type: str | None = "text/html",
    start: str = "<!DOCTYPE html>",
) -> Page:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    html = f'{start}<html><head>{head}</head><body><nav><a href="/">Home</a> <a href="/n">News</a></nav><article>{body}</article></body></html>'
    return Page(url="https://site.example/1", body=html.encode(encoding), fetched=NOW, content_type=content_type)


def text_of(made: Page) -> str:
    article = read_page(made, None, now=NOW)
    assert isinstance(article, Article), article
    return article.text


@pytest.mark.parametrize("how", DECLARATIONS)
@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_declared(language: str, encoding: str, how: str) -> None:
    head, content_type = DECLARATIONS[how]
    start = f'<?xml version="1.0" encoding="{encoding}"?>' if how == "xml" else "<!DOCTYPE html>"
    paragraphs = written_in(language, encoding)
    made = page(
        paragraphs,
        encoding,
        head=head.format(encoding),
        content_type=content_type and content_type.format(encoding),
        start=start,
    )

    assert text_of(made) == "\n\n".join(paragraphs)


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_undeclared(language: str, encoding: str) -> None:
    paragraphs = written_in(language, encoding)

    assert text_of(page(paragraphs, encoding, content_type=None)) == "\n\n".join(paragraphs)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_wrongly_declared(language: str, encoding: str, wrong: str) -> None:
    paragraphs = written_in(language, encoding)
    in_header = page(paragraphs, encoding, content_type=f"text/html; charset={wrong}")
    in_page = page(paragraphs, encoding, head=f"<meta charset={wrong}>")

    assert text_of(in_header) == text_of(in_page) == "\n\n".join(paragraphs)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_marked_or_wide(language: str, encoding: str) -> None:
    assert text_of(page(TEXTS[language], encoding, head="<meta charset=windows-1252>")) == "\n\n".join(TEXTS[language])


def test_utf8_with_a_broken_byte_is_still_utf8() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in TEXTS["ar"]).encode() + b"\xff" + b"<p>end</p>"

    assert decode(body, "text/html; charset=windows-1256").encoding == "utf_8"


def test_few_letters_are_read_as_declared() -> None:
    assert (
        decode("<title>مرحبا</title>".encode("windows-1256"), "text/html; charset=windows-1256").text
        == "<title>مرحبا</title>"
    )


def test_only_encodings_on_the_list_are_tried() -> None:
    assert [
        codec_of(name) for name in ("punycode", "idna", "zip", "rot13", "undefined", "unicode_escape", "utf-7", "")
    ] == [None] * 8
