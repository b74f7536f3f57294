"""From a fetched page, a feed entry or a text file to an article: the stages in their order. Pure CPU, no I/O.

Knows nothing of relevance, Redis or the network. A page that is no article comes back as `NotAnArticle` with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal

from htmldate import find_date

from workers.article.clean import Cleaned, Surroundings, clean
from workers.article.compose import compose
from workers.article.dates import date_in_path, offset_of, parse_date
from workers.article.decode import decode, unpacked, with_ascii_markup
from workers.article.extract import drop_furniture, parse
from workers.article.gate import Glance
from workers.article.headlines import content_words, ends_a_sentence
from workers.article.host_memory import fingerprint
from workers.article.language import detect, direction
from workers.article.limits import too_complex, within_size, without_waste
from workers.article.lines import Line
from workers.article.links import linked_lines
from workers.article.metadata import Metadata, read_metadata
from workers.article.recognise import Seen, why_not_an_article
from workers.article.rescue import best_lines, stated_lines
from workers.article.textfile import text_lines, title_line
from workers.article.titles import clean_title, title_keys
from workers.model.article import Article, NotAnArticle, Page
from workers.model.entry import Entry
from workers.model.plain import one_line

MIN_GIST = 500
"""Characters of running text from which a page looks like an article without being read."""
MIN_TEXT = 60
"""Characters under which a page's text is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is known of a site beyond the page.

    `other_titles` are its other headlines as `lines.key`, `boilerplate` the fingerprints that its `HostMemory` gives,
    `zone` the time zone of dates without one; `protects` tells lines that stay however often the site prints them,
    because they name a place, say (leave it None when the value is sent to a child process, and set it there).
    """

    other_titles: frozenset[str] = frozenset()
    boilerplate: frozenset[str] = frozenset()
    zone: tzinfo | None = None
    protects: Callable[[str], bool] | None = None

    def is_boilerplate(self, line: str) -> bool:
        return fingerprint(line) in self.boilerplate and not (self.protects is not None and self.protects(line))


UNKNOWN_SITE = Site()
_ANY_DAY = datetime(2026, 1, 2, tzinfo=UTC)
_SAMPLE = (
    "<p>A paragraph that is there to be read once, before the first page of the day comes in from the outside.</p>"
)


def prepare(*, now: datetime = _ANY_DAY) -> None:
    """Load what is loaded on first use, so that the first page costs no more than others. For a child's setup."""
    body = f"<html><body><h1>One two</h1><article>{_SAMPLE * 9}</article></body></html>".encode()
    read_page(Page(url="https://site.example/2020/01/02/page", body=body, fetched=now), None, now=now)
    for script in ("قالت مصادر محلية", "местные источники сообщили", "local sources said"):
        detect(script)


def read_page(
    page: Page, entry: Entry | None = None, *, site: Site = UNKNOWN_SITE, now: datetime
) -> Article | NotAnArticle:
    """The article of a page; the entry that announced it helps to recognise it and dates it."""
    html = page_text(page)
    if isinstance(html, NotAnArticle):
        return html
    return read_html(html, page, entry, site=site, now=now)


def page_text(page: Page) -> str | NotAnArticle:
    """A page's markup as text, without scripts; refused if it is not HTML or too much to look at."""
    body = unpacked(page.body)
    if body is None:
        return NotAnArticle(reason="too_large", detail="the page unpacks to more than we are ready to read")
    if refused := _not_html(body, page):
        return refused
    kept = without_waste(with_ascii_markup(body, page.content_type))
    html = within_size(decode(kept, page.content_type).text)
    if html is None:
        return NotAnArticle(reason="too_large", detail="the page is over 3 MiB without its scripts")
    return html


def read_html(
    html: str, page: Page, entry: Entry | None = None, *, site: Site = UNKNOWN_SITE, now: datetime
) -> Article | NotAnArticle:
    """The article of a page's markup, as `page_text` gives it."""
    if why := too_complex(html):
        return NotAnArticle(reason="too_complex", detail=why)
    tree = parse(html)
    if tree is None:
        return NotAnArticle(reason="not_html", detail="the page has no HTML in it")
    said = read_metadata(tree, page.url)
    drop_furniture(tree)
    lines = best_lines(
        tree, html, stated=said.body, about=_about(said, entry), least=len(entry.summary or "") if entry else 0
    )
    title = _title(said, entry)
    cleaned = clean(lines, _surroundings(tree, lines, page, said, entry, site))
    if refused := why_not_an_article(_seen(html, page, said, cleaned, entry)):
        return refused
    if sum(len(line.text) for line in cleaned.lines) < MIN_TEXT and not _is_flash(cleaned, title):
        return NotAnArticle(reason="empty_text", detail="no article text was found in the page")
    published, published_from = _published(tree, said, page, entry, site, now=now)
    return _article(
        cleaned,
        title=title,
        hints=(entry.language if entry else None, said.language),
        url=page.url,
        canonical_url=said.canonical_url,
        authors=(entry.authors if entry else ()) or said.authors,
        image=said.image or (entry.image if entry else None),
        site_name=said.site_name,
        published=published,
        published_from=published_from,
        modified=parse_date(said.modified, zone=offset_of(said.published) or site.zone, now=now),
        fetched=page.fetched,
        extraction="partial" if _is_cut(said, cleaned) else "full",
    )


def read_gist(glance: Glance, page: Page, entry: Entry) -> Article | None:
    """What a page seems to say, for one that was turned away by the gate: kept for a later look, never published.

    None if that is little: such a page may be no article at all, and is to be read properly.
    """
    lines = tuple(Line(text=text) for text in glance.running_text())
    if sum(len(line.text) for line in lines) < MIN_GIST:
        return None
    return _article(
        Cleaned(lines=lines, removed=(), byline=None),
        title=clean_title(entry.title, site=entry.publisher, url=page.url),
        hints=(entry.language,),
        url=page.url,
        authors=entry.authors,
        published=entry.published,
        published_from="feed" if entry.published else "none",
        fetched=page.fetched,
        extraction="partial",
    )


def read_entry(entry: Entry, *, site: Site = UNKNOWN_SITE, now: datetime) -> Article | NotAnArticle:  # noqa: ARG001
    """What the feed itself carries: its full text, else its summary, else the title alone."""
    title = clean_title(entry.title, site=entry.publisher, url=entry.url)
    lines = stated_lines(entry.content or "") or stated_lines(entry.summary or "")
    known = Surroundings(
        titles=(entry.title, title),
        authors=entry.authors,
        other_titles=site.other_titles.difference(title_keys(title)),
        is_boilerplate=site.is_boilerplate if site.boilerplate else None,
        labels=False,
    )
    cleaned = clean(lines, known)
    if not cleaned.lines and title:
        cleaned = Cleaned(lines=(Line(text=title),), removed=cleaned.removed, byline=cleaned.byline)
    if not cleaned.lines:
        return NotAnArticle(reason="empty_text", detail="the feed gives neither text nor title")
    return _article(
        cleaned, title=title, hints=(entry.language,), url=entry.url, authors=entry.authors, image=entry.image,
        site_name=entry.publisher, published=entry.published, published_from="feed" if entry.published else "none",
        modified=entry.modified, fetched=None, extraction="feed",
    )  # fmt: skip


def read_text(text: str, *, title: str | None = None, now: datetime) -> Article | NotAnArticle:  # noqa: ARG001 - one signature for all readers
    """An article kept as plain text: perhaps title, date, byline and share bar first, boilerplate last."""
    lines = text_lines(text)
    title = clean_title(title or title_line(lines))
    cleaned = clean(lines, Surroundings(titles=(title,), language=detect(text[:200])))
    if not cleaned.lines:  # however short, somebody gave it to be read
        cleaned = Cleaned(lines=lines, removed=(), byline=None)
    if not any(line.text.strip() for line in lines):
        return NotAnArticle(reason="empty_text", detail="there is no text in it")
    return _article(cleaned, title=title)


def _article(cleaned: Cleaned, *, title: str | None, hints: tuple[str | None, ...] = (), **known: Any) -> Article:
    composed = compose(cleaned.lines)
    language = detect(f"{title or ''}\n{composed.text[:200]}", hints=hints)
    if not composed.whole:
        known["extraction"] = "partial"
    return Article(
        **{"url": None, "canonical_url": None} | known,
        title=title,
        text=composed.text,
        blocks=composed.blocks,
        summary=composed.summary,
        language=language,
        direction=direction(language),
        word_count=composed.word_count,
        removed=cleaned.removed,
        byline=cleaned.byline,
    )


def _not_html(body: bytes, page: Page) -> NotAnArticle | None:
    kind = (page.content_type or "").split(";")[0].strip().lower()
    start = body[:1024].lstrip()
    if page.status >= 400:
        return NotAnArticle(reason="http_status", detail=f"the site answered with status {page.status}")
    if kind and not kind.endswith(("html", "xml", "text/plain", "octet-stream")) and b"<" not in start[:1]:
        return NotAnArticle(reason="not_html", detail=f"the page is {one_line(kind)[:80]}, not HTML")
    if start.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x28\xb5\x2f\xfd", b"{", b"[")
    ):
        return NotAnArticle(reason="not_html", detail="the page's first bytes are those of another kind of file")
    if not start or b"<" not in body:
        return NotAnArticle(reason="not_html", detail="the page has no HTML in it")
    return None


def _about(said: Metadata, entry: Entry | None) -> str:
    announced = (entry.title, one_line(entry.summary or "")) if entry else ()
    return " ".join(text for text in (*said.titles[:2], said.description, *announced) if text)


def _title(said: Metadata, entry: Entry | None) -> str | None:
    """The feed's, because an editor chose it; the page's if the feed has none or cut it."""
    if entry is None or not entry.title:
        return said.title
    title = clean_title(entry.title, site=entry.publisher or said.site_name, url=entry.url)
    if title and title.endswith(("…", "...")):
        start = title.rstrip("… .")
        return next((other for other in said.titles if other.startswith(start)), title)
    return title or said.title


def _surroundings(
    tree: Any, lines: tuple[Line, ...], page: Page, said: Metadata, entry: Entry | None, site: Site
) -> Surroundings:
    titles = (entry.title if entry else None, *said.titles)
    return Surroundings(
        titles=titles,
        authors=(*(entry.authors if entry else ()), *said.authors),
        other_titles=site.other_titles.difference(title_keys(*titles)),
        linked=linked_lines(tree, lines, page.url),
        language=said.language,
        is_boilerplate=site.is_boilerplate if site.boilerplate else None,
    )


def _seen(html: str, page: Page, said: Metadata, cleaned: Cleaned, entry: Entry | None) -> Seen:
    return Seen(
        titles=said.titles,
        text="\n".join((*(line.text for line in cleaned.lines), *(line.text for line in cleaned.removed)))[:4000],
        html=html[:200_000],
        url=page.url,
        kind=said.kind or "",
        expected_title=entry.title if entry else None,
        expected_url=entry.url if entry else None,
    )


def _published(
    tree: Any, said: Metadata, page: Page, entry: Entry | None, site: Site, *, now: datetime
) -> tuple[datetime | None, Literal["feed", "page", "url", "none"]]:
    if entry and entry.published:
        return entry.published, "feed"
    if moment := parse_date(said.published, zone=offset_of(said.modified) or site.zone, now=now):
        return moment, "page"
    if moment := date_in_path(page.url, now=now):
        return moment, "url"
    found = find_date(tree, extensive_search=False, original_date=True, max_date=f"{now:%Y-%m-%d}")
    if moment := parse_date(found, zone=site.zone, now=now):
        return moment, "page"
    return None, "none"


def _is_flash(cleaned: Cleaned, title: str | None) -> bool:
    """Whether so little text is news all the same: whole sentences on what the title says."""
    told = " ".join(line.text for line in cleaned.lines)
    is_said = all(ends_a_sentence(line.text) for line in cleaned.lines)
    return is_said and not content_words(told).isdisjoint(content_words(title or ""))


def _is_cut(said: Metadata, cleaned: Cleaned) -> bool:
    """Whether only the beginning was shown."""
    last = cleaned.lines[-1].text if cleaned.lines else ""
    size = sum(len(line.text) for line in cleaned.lines)
    return last.endswith(("…", "...", "[…]")) or (said.free is False and size < 1500)
