"""The main text of a parsed page, by trafilatura: the only module that imports it. Knows nothing of cleaning."""

from copy import copy
from typing import Any

from lxml.etree import ElementDefaultClassLookup
from lxml.html import HtmlElement, HtmlEntity
from trafilatura.core import bare_extraction  # noqa: TID251 - this is the door
from trafilatura.settings import Extractor  # noqa: TID251
from trafilatura.utils import HTML_PARSER, load_html  # noqa: TID251

from workers.article.lines import Line, lines_of

# The output format decides only whether trafilatura renders its result as text, which we do ourselves from its tree:
# its own rendering drops the zero-width non-joiner, without which Persian and Sorani are misspelt.
_FAST = Extractor(fast=True, comments=False, output_format="txt")
# Any name but trafilatura's own three means its balanced rules without the retry that it makes on pages with much other
# text: an eighth of its time, no difference on 214 pages, and `rescue` looks for missed text more cheaply.
_FAST.focus = "balanced, once"
_THOROUGH = Extractor(fast=False, comments=False, output_format="txt")


# All elements have one class: by default lxml asks Python for the class of every element that is looked at.
HTML_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement, entity=HtmlEntity))


def parse(html: str) -> Any | None:
    """The page as an lxml tree, or None when it is nothing of the kind."""
    return load_html(html)


def drop_furniture(tree: Any) -> None:
    """Take out what trafilatura would take out later, after looking at it many times over: a fifth of its time."""
    for element in list(tree.iter("head", "nav", "footer")):
        if element.getparent() is not None:
            element.drop_tree()


def main_lines(tree: Any, *, thorough: bool = False) -> tuple[Line, ...]:
    """The lines of the main text; `thorough` also asks trafilatura's slower fallbacks. The tree stays as it is."""
    document = bare_extraction(tree, options=copy(_THOROUGH if thorough else _FAST))
    body = getattr(document, "body", None)
    return () if body is None else lines_of(body)
