"""One article through reading and grading, in a child process. Knows nothing of network or Redis."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from config.topics import Topic
from workers.article.gate import Glance
from workers.article.reading import (
    UNKNOWN_SITE,
    Site,
    page_text,
    prepare,
    read_entry,
    read_gist,
    read_html,
    read_page,
    read_text,
)
from workers.model.article import Article, NotAnArticle, Page
from workers.model.entry import Entry
from workers.model.site import is_at_home
from workers.model.verdict import Assessment, Grade
from workers.relevance.grader import Grader
from workers.stories.sketch import Sketch, sketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is to be judged: a page, or with None the text that the feed itself carried.

    `homes` are addresses on the source's own site, beside that of its feed.
    """

    entry: Entry
    page: Page | None
    focus: str | None
    now: datetime
    site: Site = UNKNOWN_SITE
    homes: tuple[str, ...] = ()

    @property
    def heard(self) -> Entry:
        """The entry as far as it may speak for the page: a stranger's page says its own title and authors."""
        entry, page = self.entry, self.page
        if page is None or is_at_home(page.url, (entry.feed_url, *self.homes)):
            return entry
        return replace(entry, title=None, authors=(), image=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`assessment` is None when there was no article to grade, `sketch` when no topic is concerned.

    `instead_of`: why the page was no article, when the text of the feed had to do.
    """

    article: Article | NotAnArticle
    assessment: Assessment | None
    revision: str
    sketch: Sketch | None = None
    instead_of: str = ""


_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


class _Bench:
    """The grader of this process: topics are compiled once, not for each article."""

    grader: Grader | None = None


def take_seat(topics: tuple[Topic, ...]) -> None:
    """Compile the topics and load what reading needs; called once, before the children are forked."""
    _Bench.grader = Grader(topics)
    prepare()
    sample = read_text("Shells fall on Idlib\n\nThree people were killed in Idlib, Reuters reported.", now=_ANY_DAY)
    if isinstance(sample, Article):  # what a first relevant article would load, each child inherits
        sketch(sample, _Bench.grader.assess(sample).places, now=_ANY_DAY)


def judge(case: Case) -> Judgement:
    """Read and grade one case. Called in a child after `take_seat`."""
    grader = _Bench.grader
    if grader is None:
        raise RuntimeError("judge() was called before take_seat()")
    article = read_entry(case.entry, now=case.now) if case.page is None else _read(case.page, case, grader)
    if isinstance(article, _Gist):
        return Judgement(article=article.article, assessment=grader.nothing(), revision=grader.revision)
    if isinstance(article, NotAnArticle):
        return Judgement(article=article, assessment=None, revision=grader.revision)
    return _graded(grader, article, case.entry, focus=case.focus)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gist:
    """Of a page that no topic could concern: there is nothing to grade."""

    article: Article


def _read(page: Page, case: Case, grader: Grader) -> Article | NotAnArticle | _Gist:
    """The article of the page; only its gist if no topic could concern it, at a tenth of the cost."""
    html = page_text(page)
    if isinstance(html, NotAnArticle):
        return html
    announced = "\n".join(text for text in (case.entry.title, case.entry.summary) if text)
    local = case.focus == "syria"  # weak names may carry there, which the gate does not look for
    glance = Glance(html)
    if not local and not glance.is_worth_reading(announced, grader.gate):
        gist = read_gist(glance, page, case.heard)
        if gist:
            return _Gist(article=gist)
    site = replace(case.site, protects=grader.mentions)
    return read_html(html, page, case.heard, site=site, now=case.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A text that was read before."""

    entry: Entry
    article: Article
    focus: str | None


def judge_again(again: Again) -> Judgement:
    """Grade a stored text by the topics of today. Called in a child after `take_seat`."""
    grader = _Bench.grader
    if grader is None:
        raise RuntimeError("judge_again() was called before take_seat()")
    return _graded(grader, again.article, again.entry, focus=again.focus)


def _graded(grader: Grader, article: Article, entry: Entry, *, focus: str | None) -> Judgement:
    assessment = grader.assess(article, focus=focus)
    drawn = None
    if any(verdict.grade is not Grade.NONE for verdict in assessment.verdicts):
        when = article.published or entry.first_seen
        drawn = sketch(article, assessment.places, publisher=entry.publisher, now=when)
    return Judgement(article=article, assessment=assessment, revision=grader.revision, sketch=drawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """An article that no feed announced: a page, or plain text."""

    page: Page | None
    text: str | None
    now: datetime


def judge_loose(loose: Loose) -> Judgement:
    """Read and grade an article given by hand. Called in a child after `take_seat`."""
    grader = _Bench.grader
    if grader is None:
        raise RuntimeError("judge_loose() was called before take_seat()")
    if loose.page is not None:
        article = read_page(loose.page, None, now=loose.now)
    else:
        article = read_text(loose.text or "", title=None, now=loose.now)
    if isinstance(article, NotAnArticle):
        return Judgement(article=article, assessment=None, revision=grader.revision)
    return Judgement(article=article, assessment=grader.assess(article), revision=grader.revision)
