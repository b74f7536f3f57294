"""The cleaner: takes what is not the article out of its lines, and says why. Knows nothing of markup or pages.

Order of the rules: each line by itself (title, stock phrase, other headline, link, host memory), the lines above the
first paragraph, runs of promoted headlines, what follows a heading that was taken out, the lines after the last one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from workers.article.headlines import (
    byline_of,
    content_words,
    ends_a_sentence,
    is_caption,
    is_date,
    is_label,
    is_paragraph,
    is_title_case,
)  # fmt: skip
from workers.article.host_memory import SEEN_OFTEN, stands_where_boilerplate_does
from workers.article.lines import Line, key
from workers.article.phrases import stock_phrase
from workers.article.titles import repeats, title_keys
from workers.model.article import Removed, Zone

_HEAD_LINES = 14
_LABEL_LINES = 6
_TAIL_SIGN = 25
_LONGEST_SUBHEAD = 90
_MAX_REMOVED, _MAX_REMOVED_TEXT = 200, 1_000
_CAPITALISING = ("de", "lb", "gsw", "nds")
"""Languages that capitalise every noun: their sentences look like English headlines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known about an article besides its lines. `other_titles` and `linked` hold keys (`lines.key`)."""

    titles: tuple[str | None, ...] = ()
    authors: tuple[str, ...] = ()
    other_titles: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    is_boilerplate: Callable[[str], bool] | None = None
    labels: bool = True
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    lines: tuple[Line, ...]
    removed: tuple[Removed, ...]
    byline: str | None


@dataclass(slots=True)
class _Work:
    """The lines, and for each the reason to take it out, if any."""

    lines: tuple[Line, ...]
    reasons: list[str | None]
    byline: str | None = field(default=None)

    def kept(self, start: int = 0, stop: int | None = None) -> list[int]:
        return [
            index for index in range(start, len(self.lines) if stop is None else stop) if self.reasons[index] is None
        ]


def clean(lines: tuple[Line, ...], known: Surroundings) -> Cleaned:
    """The article's own lines, captions and headings marked, and everything else with its reason."""
    work = _Work(lines, [None] * len(lines))
    titles = title_keys(*known.titles)
    _each_line(work, known, titles)
    _above_the_text(work, known, titles)
    _linked_headlines(work, known)
    _promoted_headlines(work, known)
    _after_related(work)
    _after_comments(work)
    _below_the_text(work)
    _orphaned_headings(work)
    kept = [_marked(work, index) for index in work.kept()]
    removed = tuple(
        Removed(text=line.text[:_MAX_REMOVED_TEXT], why=reason)
        for line, reason in zip(lines, work.reasons, strict=True)
        if reason is not None
    )
    return Cleaned(lines=tuple(kept), removed=removed[:_MAX_REMOVED], byline=work.byline)


def _marked(work: _Work, index: int) -> Line:
    """What the markup doesn't tell: captions, by a credit at the end; subheads, short and alone between paragraphs."""
    line = work.lines[index]
    if line.zone is not Zone.BODY:
        return line
    if is_caption(line.text):
        return Line(text=line.text, zone=Zone.CAPTION)
    if len(line.text) > _LONGEST_SUBHEAD or ends_a_sentence(line.text):
        return line
    before, after = work.kept(0, index), work.kept(index + 1)
    if before and after and is_paragraph(work.lines[before[-1]].text) and is_paragraph(work.lines[after[0]].text):
        return Line(text=line.text, zone=Zone.HEADING)
    return line


def _each_line(work: _Work, known: Surroundings, titles: tuple[str, ...]) -> None:
    for index, line in enumerate(work.lines):
        reason = stock_phrase(line.text)
        if reason is None and len(line.text) < 300:
            words = key(line.text)
            if not words:
                reason = "no words"
            elif words in titles:
                reason = "repeated title"
            elif words in known.other_titles and len(words) > 20:
                reason = "headline of another article"
        if (
            reason is None
            and known.is_boilerplate is not None
            and _may_be_boilerplate(work, index, known.is_boilerplate)
        ):
            reason = SEEN_OFTEN
        if reason == "credit" and work.byline is None:
            work.byline = line.text
        work.reasons[index] = reason


def _may_be_boilerplate(work: _Work, index: int, is_boilerplate: Callable[[str], bool]) -> bool:
    line = work.lines[index].text
    return stands_where_boilerplate_does(index, len(work.lines), line) and is_boilerplate(line)


def _above_the_text(work: _Work, known: Surroundings, titles: tuple[str, ...]) -> None:
    authors = frozenset(key(author) for author in known.authors)
    found: str | None = None
    for index, line in enumerate(work.lines[:_HEAD_LINES]):
        if work.reasons[index] is not None:
            continue
        words = key(line.text)
        if line.zone is Zone.HEADING and (line.level == 1 or repeats(words, titles)):
            work.reasons[index] = "repeated title"
        elif byline := byline_of(line.text):
            work.reasons[index] = "byline"
            found = found or byline
        elif is_date(line.text):
            work.reasons[index] = "date"
        elif words in authors:
            work.reasons[index] = "author"
        elif is_paragraph(line.text):
            break
        elif repeats(words, titles):
            work.reasons[index] = "repeated title"
        elif known.labels and index < _LABEL_LINES and line.zone is Zone.BODY and is_label(line.text):
            work.reasons[index] = "label"
    work.byline = found or work.byline


def _linked_headlines(work: _Work, known: Surroundings) -> None:
    """Lines that are a link as a whole, unless such lines are what the page is made of."""
    linked = [index for index in work.kept() if _is_linked(work.lines[index], known)]
    characters = sum(len(work.lines[index].text) for index in work.kept())
    if linked and sum(len(work.lines[index].text) for index in linked) < 0.4 * characters:
        for index in linked:
            work.reasons[index] = "link to another page"


def _is_linked(line: Line, known: Surroundings) -> bool:
    return len(line.text) < 220 and key(line.text) in known.linked


def _promoted_headlines(work: _Work, known: Surroundings) -> None:
    """Headlines of other articles among the paragraphs, by their look alone.

    Only where the site writes headlines in title case, at least two of them, each as long as a headline, without markup
    as a heading, between running text, and about something else than the paragraph that follows.
    """
    if (known.language or "").lower().startswith(_CAPITALISING):
        return
    if not any(title and is_title_case(title) for title in known.titles):
        return
    found = [index for index in work.kept() if _looks_promoted(work, index)]
    if len(found) >= 2:
        for index in found:
            work.reasons[index] = "promoted headline"


def _looks_promoted(work: _Work, index: int) -> bool:
    line = work.lines[index]
    words = line.text.split()
    if line.zone is not Zone.BODY or not 7 <= len(words) <= 22 or not is_title_case(line.text):
        return False
    if line.text.endswith((".", ":", "”", '"')):
        return False
    below = [work.lines[later].text for later in work.kept(index + 1)[:3]]
    paragraph = next((text for text in below if is_paragraph(text)), None)
    if paragraph is None or not work.kept(0, index):
        return False
    return len(content_words(line.text) & content_words(paragraph)) < 3


def _after_related(work: _Work) -> None:
    """Headlines under `Related:` or `Don't miss`, up to the next running text."""
    under = False
    for index, line in enumerate(work.lines):
        reason = work.reasons[index]
        if reason == "related articles" and (
            line.zone is Zone.HEADING or line.text.endswith(":") or len(line.text) < 40
        ):
            under = True
        elif reason is None and under:
            if line.zone is Zone.BODY and len(line.text) < 160 and not ends_a_sentence(line.text):
                work.reasons[index] = "related articles"
            else:
                under = False


def _after_comments(work: _Work) -> None:
    """What comes below a heading `Comments` late in the text is not the article, unless it is much."""
    total = sum(len(line.text) for line in work.lines)
    done = 0
    for index, line in enumerate(work.lines):
        done += len(line.text)
        if work.reasons[index] == "comment form" and len(line.text) < 40 and done > 0.5 * total:
            rest = work.kept(index + 1)
            if sum(len(work.lines[later].text) for later in rest) < 0.35 * total:
                for later in rest:
                    work.reasons[later] = "below the comments heading"
            return


def _below_the_text(work: _Work) -> None:
    """Headings, dates and short signs after the last running text; an agency's sign is remembered as byline."""
    for index in reversed(work.kept()):
        line = work.lines[index]
        if line.zone is Zone.HEADING:
            work.reasons[index] = "heading without text"
        elif len(line.text) <= _TAIL_SIGN and is_label(line.text.strip("()[]")):
            work.reasons[index] = "sign"
            work.byline = work.byline or line.text.strip("()[] ")
        elif is_date(line.text):
            work.reasons[index] = "date"
        else:
            return


def _orphaned_headings(work: _Work) -> None:
    """A heading all of whose text was taken out."""
    lost = False
    for index in range(len(work.lines) - 1, -1, -1):
        if work.reasons[index] is not None:
            lost = True
        elif work.lines[index].zone is Zone.HEADING and lost and _next_is_heading(work, index):
            work.reasons[index] = "heading without text"
        else:
            lost = False


def _next_is_heading(work: _Work, index: int) -> bool:
    rest = work.kept(index + 1)
    return not rest or work.lines[rest[0]].zone is Zone.HEADING
