"""What a page may be before anyone parses it: bounds on size, elements and attributes. Knows nothing of content."""

import re

from workers.article.decode import MAX_HTML

MAX_TAGS = 40_000
"""Five times the most that 214 real news pages have; trafilatura takes seconds for more."""
MAX_ATTRIBUTES = 500
"""libxml2 takes quadratic time in the attributes of one element: ten thousand cost a second."""

_WASTE_NAMES = (b"script", b"style", b"svg", b"noscript", b"template", b"iframe", b"button", b"select")
# An element of exactly that name (not a web component's, "svg-icon"), or a comment, in which nothing begins or ends.
_WASTE = re.compile(
    rb"<(?:(?=[SNTIBsntib])(" + b"|".join(_WASTE_NAMES) + rb")(?=[\s/>])[^>]{0,2000}>|!--)", re.IGNORECASE
)
_WASTE_ENDS = {name: re.compile(rb"</" + name + rb"(?=[\s/>])[^>]{0,50}>", re.IGNORECASE) for name in _WASTE_NAMES}
_LONG_STRETCH = re.compile(r"<[A-Za-z][^<]{4096,}")
_OPEN_TAG = re.compile(r"<[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# References that no tree may hold: controls, surrogates, noncharacters, beyond Unicode. 128 to 159 are meant as
# windows-1252 by those who write them, and by every browser.
_REFERENCE = re.compile(
    r"&#0*(?:([0-9]|[12][0-9]|3[01]|12[7-9]|1[345][0-9]|5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-3]\d\d|6553[45]|\d{7,}));?(?!\d)|"
    r"&#[xX]0*(?:([0-9a-f]|1[0-9a-f]|7f|[89][0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef]|[0-9a-f]{6,}));?(?![0-9a-f])",
    re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>\s*")


def without_waste(body: bytes) -> bytes:
    """The page without scripts, styles and drawings; JSON-LD stays. Of any encoding in which markup is ASCII.

    They are half of an average news page, and no text is in them. One pass: unclosed scripts cost no more.
    """
    position = searched = 0
    pieces: list[bytes] = []
    while opening := _WASTE.search(body, searched):
        if opening[1] is None:
            searched = body.find(b"-->", opening.start() + 2) + 3
            if searched < 3:
                break
            continue
        if opening[0].endswith(b"/>"):  # has no inside: a drawing, or any element of XHTML
            searched = opening.end()
            continue
        ending = _WASTE_ENDS[opening[1].lower()].search(body, opening.end())
        if ending is None:
            break
        searched = ending.end()
        if b"ld+json" not in opening[0]:
            pieces.append(body[position : opening.start()])
            position = searched
    pieces.append(body[position:])
    return b"".join(pieces)


def within_size(html: str) -> str | None:
    """The page without its XML declaration and references to controls, or None if it is too big to parse."""
    if declaration := _XML_DECLARATION.match(html):
        html = html[declaration.end() :]
    if "&#" in html:
        html = _REFERENCE.sub(_resolved, html)
    return html if len(html) <= MAX_HTML else None


def _resolved(reference: re.Match[str]) -> str:
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    if 0x80 <= number <= 0x9F:
        return bytes((number,)).decode("cp1252", "ignore")
    valid = number in {9, 10, 13} or 0x20 <= number < 0x7F or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    return reference[0] if valid else ""


def too_complex(html: str) -> str | None:
    """Why this page would cost too much to parse, as one sentence; None for every page a newsroom makes."""
    tags = html.count("<")
    if tags > MAX_TAGS:
        return f"the page has {tags} tags, more than {MAX_TAGS}"
    for stretch in _LONG_STRETCH.finditer(html):
        tag = _OPEN_TAG.match(stretch[0])
        attributes = len(_QUOTED.sub("", tag[0]).split()) if tag else 0
        if attributes > MAX_ATTRIBUTES:
            return f"one element has {attributes} attributes, more than {MAX_ATTRIBUTES}"
    return None
