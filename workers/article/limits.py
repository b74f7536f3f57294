"""What a page may be before anyone parses it: bounds on size, elements and attributes. Knows nothing of content."""

import re

from workers.article.decode import MAX_HTML

MAX_TAGS = 120_000
MAX_ATTRIBUTES = 1_500
"""libxml2 takes quadratic time in the attributes of one element: ten thousand cost a second."""

_WASTE_NAMES = ("script", "style", "svg", "noscript", "template", "iframe", "button", "select")
_WASTE = re.compile(rf"<({'|'.join(_WASTE_NAMES)})\b[^>]{{0,2000}}>", re.IGNORECASE)
_WASTE_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _WASTE_NAMES}
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{4096,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>\s*")


def within_size(html: str) -> str | None:
    """The page without scripts, styles, drawings and controls (JSON-LD stays), or None if that is too big to parse.

    They are half of an average news page, and no text is in them. One pass: unclosed scripts cost no more.
    """
    declaration = _XML_DECLARATION.match(html)
    position = declaration.end() if declaration else 0
    pieces: list[str] = []
    searched = position
    while opening := _WASTE.search(html, searched):
        ending = _WASTE_ENDS[opening[1].lower()].search(html, opening.end())
        if ending is None:
            break
        searched = ending.end()
        if "ld+json" not in opening[0]:
            pieces.append(html[position : opening.start()])
            position = searched
    pieces.append(html[position:])
    kept = "".join(pieces).replace("\x00", "")
    return kept if len(kept) <= MAX_HTML else None


def too_complex(html: str) -> str | None:
    """Why this page would cost too much to parse, as one sentence; None for every page a newsroom makes."""
    tags = html.count("<")
    if tags > MAX_TAGS:
        return f"the page has {tags} tags, more than {MAX_TAGS}"
    for tag in _LONG_TAG.finditer(html):
        attributes = len(_QUOTED.sub("", tag[0]).split())
        if attributes > MAX_ATTRIBUTES:
            return f"one element has {attributes} attributes, more than {MAX_ATTRIBUTES}"
    return None
