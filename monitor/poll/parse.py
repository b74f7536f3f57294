"""Bytes to a ParsedFeed, by feedparser. Runs in a child that may be killed; knows nothing of records or Redis."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from monitor.poll import delta
from monitor.poll.dates import read_date
from monitor.poll.feed import (
    MAX_AUTHORS,
    MAX_CONTENT,
    MAX_ENTRIES,
    MAX_NAME,
    MAX_SUMMARY,
    MAX_TITLE,
    FeedEntry,
    ParsedFeed,
    ReadTask,
    Unreadable,
)
from monitor.poll.jsonfeed import read_json_feed
from monitor.poll.prolog import NotAFeed, as_bytes, clean
from monitor.poll.words import line_of, text_of
from workers.model.links import web_link
from workers.model.plain import one_line

_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
_TEASER = re.compile(r"(?:…|\.\.\.|\[…\]|\[&#8230;\]|\[\.\.\.\]|appeared first on [^.]{1,80}\.?)\s*\Z", re.IGNORECASE)
_WHOLE_TEXT = 500
_WHOLE_DESCRIPTION = 1_500


def read_feed(task: ReadTask) -> ParsedFeed | Unreadable:
    """Never raises for what a feed may contain."""
    try:
        document = clean(task.body, content_type=task.content_type, language=task.language, max_body=task.max_body)
        if document.shape == "json":
            return read_json_feed(document.text, base=task.url, tz=task.tz, problems=document.problems)
    except NotAFeed as found:
        return Unreadable(reason=found.reason, detail=found.detail, alternates=found.alternates)
    parsed = _read_xml(document.text, task, document.problems)
    if isinstance(parsed, Unreadable):
        return parsed
    if not (parsed.entries or parsed.blocks or parsed.version or parsed.title):
        return Unreadable(reason="not_a_feed", detail="the document has a feed's root element but nothing of a feed")
    return parsed


def _read_xml(text: str, task: ReadTask, problems: tuple[str, ...]) -> ParsedFeed | Unreadable:
    text, partial = delta.without_torn_end(text)
    if partial:
        problems = (*problems, "truncated")
    blocks = delta.find_blocks(text)
    if blocks is None:
        text, capped = delta.keep_first_loosely(text, count=MAX_ENTRIES)
        problems = (*problems, "too_many_entries") if capped else problems
        return _whole(text, (), task, problems, partial=partial)
    if len(blocks.spans) > MAX_ENTRIES:
        problems = (*problems, "too_many_entries")
        text, blocks = delta.keep_first(text, blocks, count=MAX_ENTRIES)
    fresh = tuple(name for name in blocks.hashes if name not in task.known)
    if len(fresh) < len(blocks.hashes):
        found = _parse(delta.cut(text, blocks, known=task.known))
        if not found.bozo and len(found.entries) == len(fresh):
            return _feed(found, fresh, blocks.hashes, task, problems, partial=partial)
    return _whole(text, blocks.hashes, task, problems, partial=partial)


def _whole(
    text: str, hashes: tuple[bytes, ...], task: ReadTask, problems: tuple[str, ...], *, partial: bool
) -> ParsedFeed | Unreadable:
    found = _parse(text)
    if found.bozo and not any(map(_says_something, found.entries)) and (partial or delta.names_an_entry(text)):
        return _without_entries(found, partial=partial)
    sound = not found.bozo and len(found.entries) == len(hashes)
    if found.bozo and not partial:
        problems = (*problems, "malformed")
    return _feed(found, hashes if sound else (), hashes if sound else (), task, problems, partial=partial)


def _says_something(entry: Mapping[str, Any]) -> bool:
    """Of an entry whose tags are broken the parser may keep the shell alone."""
    return any(entry.get(name) for name in ("title", "link", "links", "id", "summary", "content"))


def _without_entries(found: Any, *, partial: bool) -> Unreadable:
    """No entry for a mistake's sake is not the same as a feed that has none."""
    if partial:
        return Unreadable(reason="malformed", detail="the document breaks off before the end of its first entry")
    error = one_line(str(found.get("bozo_exception") or "")).removeprefix("<unknown>:")[:120]
    return Unreadable(reason="malformed", detail=f"not well-formed XML, and no entry can be made out ({error})")


def _parse(text: str) -> Any:
    """Always through BytesIO: feedparser opens files and fetches URLs that a bare body names.

    It is not told where the document came from: it would make guids absolute, and a feed that moves would be all new.
    """
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(
        BytesIO(as_bytes(text)), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _feed(
    found: Any,
    own: tuple[bytes, ...],
    every: tuple[bytes, ...],
    task: ReadTask,
    problems: tuple[str, ...],
    *,
    partial: bool,
) -> ParsedFeed:
    names = own or (b"",) * len(found.entries)
    feed = found.feed
    pairs = zip(found.entries[:MAX_ENTRIES], names, strict=False)
    return ParsedFeed(
        entries=tuple(_entry(entry, name, task) for entry, name in pairs),
        blocks=every,
        version=found.get("version") or "",
        title=line_of(_string(feed, "title"))[:MAX_TITLE] or None,
        language=one_line(_string(feed, "language"))[:35] or None,
        claim=_claim(feed),
        links=_links(feed, task.url),
        partial=partial,
        problems=problems,
    )


def _entry(entry: Mapping[str, Any], name: bytes, task: ReadTask) -> FeedEntry:
    raw = _string(entry, "published") or _string(entry, "created") or _string(entry, "issued")
    modified_raw = dict.get(entry, "updated") or ""  # type: ignore[call-overload]  # .get would fall back to published
    published = read_date(raw or modified_raw, tz=task.tz)
    modified = read_date(modified_raw, tz=task.tz)
    description = _string(entry, "summary")
    whole = max((_string(part, "value") for part in entry.get("content") or ()), key=len, default="")
    summary = text_of((description or whole)[: 4 * MAX_SUMMARY])[:MAX_SUMMARY]
    base = task.url
    source = entry.get("source")
    return FeedEntry(
        guid=one_line(_string(entry, "id"))[:MAX_TITLE] or None,
        link=_link(entry, base),
        title=line_of(_string(entry, "title")[: 8 * MAX_TITLE])[:MAX_TITLE] or None,
        summary=summary or None,
        content=_content(whole, description, summary),
        authors=_authors(entry),
        image=_image(entry, base),
        published=published.time if published else None,
        published_raw=one_line(raw or modified_raw)[:120] or None,
        zoned=published.zoned if published else False,
        modified=modified.time if modified else None,
        publisher=line_of(_string(source, "title"))[:MAX_NAME] or None if isinstance(source, Mapping) else None,
        block=name,
    )


def _link(entry: Mapping[str, Any], base: str) -> str | None:
    """FeedBurner hides the article behind its own redirect; its `origLink` names it."""
    for name in ("feedburner_origlink", "link"):
        link = web_link(_string(entry, name), base=base)
        if link is not None:
            return link
    for found in entry.get("links") or ():
        if found.get("rel", "alternate") == "alternate":
            link = web_link(_string(found, "href"), base=base)
            if link is not None:
                return link
    if entry.get("guidislink"):
        return web_link(_string(entry, "id"), base=base)
    return None


def _content(whole: str, description: str, summary: str) -> str | None:
    """The whole text if the feed carries it: nothing for teasers, so that the page is fetched."""
    if whole and whole != description:
        text = text_of(whole[:MAX_CONTENT])
        if len(text) >= _WHOLE_TEXT and not text.endswith(("…", "[...]", "...")):
            return whole[:MAX_CONTENT]
    long = description or whole
    if len(summary) >= _WHOLE_DESCRIPTION and not _TEASER.search(summary):
        return long[:MAX_CONTENT]
    return None


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = [_string(author, "name") or _string(author, "email") for author in entry.get("authors") or ()]
    names = names or [_string(entry, "author")]
    cleaned = [line_of(name[: 4 * MAX_NAME])[:MAX_NAME] for name in names[:MAX_AUTHORS]]
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _image(entry: Mapping[str, Any], base: str) -> str | None:
    media = [*(entry.get("media_content") or ()), *(entry.get("media_thumbnail") or ())][:20]
    links = [link for link in (entry.get("links") or ())[:50] if link.get("rel") == "enclosure"]
    for found in (*media, *links):
        kind = _string(found, "type") or _string(found, "medium")
        address = _string(found, "url") or _string(found, "href")
        if kind.startswith("image") or (not kind and re.search(r"\.(?:jpe?g|png|webp|gif)(?:\?|\Z)", address[-200:])):
            image = web_link(address, base=base)
            if image is not None:
                return image
    return None


def _claim(feed: Mapping[str, Any]) -> float | None:
    claims = []
    ttl = _string(feed, "ttl").strip()
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 6:
        claims.append(int(ttl) * 60.0)
    period = _PERIODS.get(_string(feed, "sy_updateperiod").strip().lower())
    if period is not None:
        try:
            frequency = float(_string(feed, "sy_updatefrequency") or "1")
        except ValueError:
            frequency = 1.0
        claims.append(period / frequency if frequency > 0 else period)
    return max(claims, default=None)


def _links(feed: Mapping[str, Any], base: str) -> tuple[tuple[str, str], ...]:
    wanted = []
    for found in (feed.get("links") or ())[:50]:
        relation = _string(found, "rel").lower()
        href = (
            web_link(_string(found, "href"), base=base) if relation in {"hub", "self", "next", "prev-archive"} else None
        )
        if href is not None:
            wanted.append((relation, urljoin(base, href)))
    return tuple(wanted[:8])


def _string(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
