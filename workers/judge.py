"""One article through reading and grading, in a child process. Knows nothing of network or Redis."""

from dataclasses import dataclass
from datetime import datetime

from config.topics import Topic
from workers.article.reading import read_entry, read_page, read_text
from workers.model.article import Article, NotAnArticle, Page
from workers.model.entry import Entry
from workers.model.verdict import Assessment
from workers.relevance.grader import Grader


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is to be judged: a page, or with None the text that the feed itself carried."""

    entry: Entry
    page: Page | None
    focus: str | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`assessment` is None when there was no article to grade."""

    article: Article | NotAnArticle
    assessment: Assessment | None
    revision: str


class _Bench:
    """The grader of this process: topics are compiled once, not for each article."""

    grader: Grader | None = None


def take_seat(topics: tuple[Topic, ...]) -> None:
    """Compile the topics; called once in each child."""
    _Bench.grader = Grader(topics)


def judge(case: Case) -> Judgement:
    """Read and grade one case. Called in a child after `take_seat`."""
    grader = _Bench.grader
    if grader is None:
        raise RuntimeError("judge() was called before take_seat()")
    if case.page is None:
        article = read_entry(case.entry, now=case.now)
    else:
        article = read_page(case.page, case.entry, now=case.now)
    if isinstance(article, NotAnArticle):
        return Judgement(article=article, assessment=None, revision=grader.revision)
    return Judgement(article=article, assessment=grader.assess(article, focus=case.focus), revision=grader.revision)


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
