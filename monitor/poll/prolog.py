"""A feed's bytes made harmless to parse: decoded, prolog and DOCTYPE gone, bad characters out, sizes capped.

Every rule answers a measured attack on the XML parser (`docs/polling.md`, hostile input). Knows nothing of entries.
"""

import re
from dataclasses import dataclass

from monitor.poll.decoding import decode, inflate

ROOT_WITHIN = 65_536
"""Characters in which the root element must appear."""
LONGEST_TAG = 16_384
LONGEST_AUTHOR = 256
_HEADER = '<?xml version="1.0" encoding="utf-8"?>'

_ROOT = re.compile(r"<!--.*?(?:-->|\Z)|<(?:[A-Za-z_][\w.-]{0,40}:)?(rss|feed|RDF|channel|CHANNEL)(?=[\s/>])", re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,40})|([0-9]{1,40}));?")
_LONG_TAG = re.compile(rf"<(/?[A-Za-z_][\w.:-]{{0,80}}+)[^<>]{{{LONGEST_TAG},}}+>?")
_AUTHOR = re.compile(
    r"(<(?:[A-Za-z_][\w.-]{0,40}:)?(?:author|creator|contributor|managingEditor|webMaster|publisher|owner|name|email)"
    r"(?:\s[^<>]{0,1000})?>\s{0,99})(?:(<!\[CDATA\[)(.*?)(?=\]\]>|\Z)|([^<]*+))",
    re.IGNORECASE | re.DOTALL,
)
_TORN_REFERENCE = re.compile(r"&[^;]{0,12}\Z")
_HTML = re.compile(r"<(?:!doctype\s{1,20}html|html|head|body)\b", re.IGNORECASE)
_PAGE_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_ALTERNATE = re.compile(r"<link\b[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]{1,20})\s{0,9}=\s{0,9}(?:\"([^\"]{0,2048})\"|'([^']{0,2048})')")
_CHALLENGE = ("just a moment", "attention required", "checking your browser", "ddos-guard", "verifying you are human")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`text` starts at the root element of `shape` `xml`, or is the JSON of `shape` `json`."""

    text: str
    shape: str
    codec: str
    problems: tuple[str, ...] = ()


class NotAFeed(Exception):
    """The body holds no feed. `reason` is stable: empty, html, blocked, json, not_a_feed, bad_encoding.

    `alternates` are the feeds that an HTML page offers, as (href, title).
    """

    def __init__(self, reason: str, detail: str, alternates: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(reason, detail, alternates)
        self.reason = reason
        self.detail = detail
        self.alternates = alternates


def clean(body: bytes, *, content_type: str | None, language: str | None, max_body: int) -> Document:
    """The document ready for the parser. Raises NotAFeed."""
    problems = []
    if body.startswith(b"\x1f\x8b"):
        inflated = inflate(body, limit=max_body + 1)
        if inflated is None or len(inflated) > max_body:
            raise NotAFeed("bad_encoding", "gzip data that cannot be read within max_body")
        body, problems = inflated, ["unasked_gzip"]
    if not body.strip():
        raise NotAFeed("empty", "the body is empty")
    decoded = decode(body, content_type=content_type, language=language)
    if decoded.declared_wrong:
        problems.append("wrong_encoding_declared")
    if decoded.repaired:
        problems.append("bad_bytes")
    text = _CONTROLS.sub(_control, decoded.text).lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        return Document(text=text, shape="json", codec=decoded.codec, problems=tuple(problems))
    start = _root(text)
    if start is None:
        raise _not_a_feed(text)
    if not text.startswith(("<?xml", "<rss", "<feed", "<rdf:RDF", "<!--")):
        problems.append("junk_before_prolog")
    return Document(text=_tame(text[start:]), shape="xml", codec=decoded.codec, problems=tuple(problems))


def as_bytes(text: str) -> bytes:
    """XML text under a declaration of our own, for the parser."""
    return (_HEADER + text).encode("utf-8", "replace")


def _root(text: str) -> int | None:
    head = text[:ROOT_WITHIN]
    first_html = _HTML.search(head)
    for found in _ROOT.finditer(head):
        if found[1] is not None:
            inside_page = found[1].lower() == "channel" or (
                first_html is not None and first_html.start() < found.start()
            )
            return None if inside_page and first_html is not None else found.start()
    return None


def _tame(text: str) -> str:
    if "&#" in text:
        text = _REFERENCE.sub(_reference, text)
    text = _LONG_TAG.sub(r"<\1>", text)
    return _AUTHOR.sub(_author, text)


def _author(found: re.Match[str]) -> str:
    name = found[3] if found[2] else found[4]
    if len(name) <= LONGEST_AUTHOR:
        return found[0]
    return found[1] + (found[2] or "") + _TORN_REFERENCE.sub("", name[:LONGEST_AUTHOR])


def _reference(found: re.Match[str]) -> str:
    """A character reference that may stand, or nothing: the parser raises on surrogates and overflows."""
    number = int(found[1], 16) if found[1] else int(found[2])
    fine = (
        number in {9, 10, 13, 0x85}
        or 32 <= number < 127
        or 160 <= number < 0xD800
        or 0xE000 <= number <= 0xFFFD
        or 0x10000 <= number <= 0x10FFFF
    )
    if 128 <= number < 160:
        return _windows(number)
    return found[0] if fine else ""


def _control(found: re.Match[str]) -> str:
    """Nothing, but for C1: nobody means those; they are windows-1252 that somebody called ISO-8859-1 on the way."""
    return _windows(ord(found[0])) if "\x80" <= found[0] <= "\x9f" else ""


def _windows(number: int) -> str:
    return bytes([number]).decode("cp1252", "ignore")


def _not_a_feed(text: str) -> NotAFeed:
    head = text[:ROOT_WITHIN]
    if not _HTML.search(head):
        return NotAFeed("not_a_feed", f"no rss, feed or RDF element in the first {ROOT_WITHIN // 1024} KiB")
    found = _PAGE_TITLE.search(head)
    title = found[1].strip() if found else ""
    if any(phrase in title.casefold() for phrase in _CHALLENGE) or "cf-challenge" in head or "/cdn-cgi/chl" in head:
        return NotAFeed("blocked", f"a challenge page: {title[:80]}")
    return NotAFeed("html", f"an HTML page: {title[:80]}" if title else "an HTML page", _alternates(head))


def _alternates(head: str) -> tuple[tuple[str, str], ...]:
    found = []
    for tag in _ALTERNATE.finditer(head):
        pairs = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag[0])}
        kind = pairs.get("type", "").lower()
        if "alternate" in pairs.get("rel", "").lower() and ("rss" in kind or "atom" in kind or "feed+json" in kind):
            found.append((pairs.get("href", ""), pairs.get("title", "")))
    return tuple(pair for pair in found[:10] if pair[0])
