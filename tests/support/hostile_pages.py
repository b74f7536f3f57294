"""Pages made to cost a reader dearly, by name."""

import gzip
from collections.abc import Callable

SENTENCE = "Officials of district {n} said on Tuesday that {n} bridges had been mended since the flood, and that the road was open."
GOOD = "".join(f"<p>{SENTENCE.format(n=n)}</p>" for n in range(12))


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


def wrapped(body: str) -> bytes:
    return page(f"<article>{GOOD}{body}</article>")


def linked_data(text: str) -> bytes:
    return page(f"<article>{GOOD}</article>", f'<script type="application/ld+json">{text}</script>')


HOSTILE: dict[str, Callable[[], bytes]] = {
    "gzip bomb": lambda: gzip.compress(b"<html>" + b"a" * 100_000_000, 6),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(wrapped(""))),
    "a gzip head and nothing else": lambda: b"\x1f\x8b\x08" + b"\x00" * 50,
    "100k attributes": lambda: wrapped("<p " + " ".join(f"a{n}=b" for n in range(100_000)) + ">x</p>"),
    "100k attributes without values": lambda: wrapped("<p " + " ".join(f"a{n}" for n in range(100_000)) + ">x</p>"),
    "100k attributes in quotes": lambda: wrapped("<p " + " ".join(f"a{n}='>'" for n in range(100_000)) + ">x</p>"),
    "1400 attributes on 500 elements": lambda: wrapped(
        ("<p " + " ".join(f"a{n}" for n in range(1400)) + ">x</p>") * 300
    ),
    "deep nesting": lambda: wrapped("<div>" * 100_000 + "x" + "</div>" * 100_000),
    "nesting to libxml2's limit": lambda: page("<div>" * 250 + GOOD + "</div>" * 250),
    "10 MB of paragraphs": lambda: page("".join(f"<p>{SENTENCE.format(n=n)}</p>" for n in range(80_000))),
    "2 MB of paragraphs": lambda: page("".join(f"<p>{SENTENCE.format(n=n)}</p>" for n in range(15_000))),
    "2 MB of one paragraph repeated": lambda: page(f"<p>{SENTENCE}</p>" * 15_000),
    "one paragraph of 2.9 MB": lambda: page("<article><p>" + "Shelling in the north. " * 120_000 + "</p></article>"),
    "one word of 2.9 MB": lambda: page("<article><p>" + "a" * 2_900_000 + "</p></article>"),
    "40k links": lambda: page(
        "".join(f'<li><a href="/{n}">headline number {n} on the war</a></li>' for n in range(30_000)) + GOOD
    ),
    "40k tiny links": lambda: page("<div>" + "<a href=/x>y</a>" * 100_000 + "</div>" + GOOD),
    "20k breaks": lambda: wrapped("a<br>" * 20_000),
    "20k rows": lambda: wrapped("<table>" + "<tr><td>a</td><td>b</td></tr>" * 20_000 + "</table>"),
    "20k cells in cells": lambda: wrapped("<table><tr><td>" * 2_000 + "x"),
    "20k list items": lambda: wrapped("<ul>" + "<li>short item text</li>" * 20_000 + "</ul>"),
    "unclosed scripts": lambda: wrapped("<script>" * 300_000),
    "unclosed comments": lambda: wrapped("<!--" * 500_000),
    "nothing but angles": lambda: page("<" * 2_000_000),
    "nothing but ampersands": lambda: wrapped("&" * 2_000_000),
    "escapes of escapes": lambda: wrapped("<p>" + "&amp;lt;" * 300_000 + "</p>"),
    "linked data of brackets": lambda: linked_data("[" * 200_000 + "]" * 200_000),
    "linked data of quotes": lambda: linked_data('{"@type": "NewsArticle", "author": "' + 'a\\"' * 190_000 + '"}'),
    "linked data of nodes": lambda: linked_data("[" + ",".join(['{"@type": "NewsArticle"}'] * 20_000) + "]"),
    "linked data of authors": lambda: linked_data(
        '{"@type": "NewsArticle", "author": [' + ",".join(['{"name": "A B and C"}'] * 20_000) + "]}"
    ),
    "a title of 2 MB": lambda: page(f"<article>{GOOD}</article>", "<title>" + "a | b - " * 250_000 + "</title>"),
    "a heading of 2 MB": lambda: page(f"<article><h1>{'word and ' * 220_000}</h1>{GOOD}</article>"),
    "20k meta elements": lambda: page(f"<article>{GOOD}</article>", "<meta name=a content=b>" * 20_000),
    "an author of 1 MB": lambda: page(
        f"<article>{GOOD}</article>", f"<meta name=author content='{'John Smith and ' * 70_000}'>"
    ),
    "an address of 1 MB": lambda: page(f"<article>{GOOD}</article>", f"<link rel=canonical href='/{'a' * 1_000_000}'>"),
    "20k dates": lambda: wrapped("<p>2024-01-01 " * 20_000),
    "NULs": lambda: wrapped("a\0b" * 100_000),
    "a lying charset": lambda: wrapped("<meta charset=punycode>"),
    "bytes of no encoding": lambda: bytes(range(128, 256)) * 20_000 + wrapped(""),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4000,
    "a PDF": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000,
    "20 MB of text": lambda: b"word " * 4_000_000,
    "right-to-left overrides": lambda: wrapped(
        "<p>\u202eevil\u202c \u200b\u2066 in a paragraph that is long enough to be kept in the text.</p>"
    ),
    "terminal escapes": lambda: wrapped(
        "<p>&#27;[2J \x1b]0;title\x07 in a paragraph that is long enough to be kept in the text.</p>"
    ),
}
