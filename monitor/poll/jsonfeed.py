"""JSON Feed 1 and 1.1 to a ParsedFeed. Knows nothing of XML."""

import json
from typing import Any

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
)
from monitor.poll.prolog import NotAFeed
from monitor.poll.words import line_of, text_of
from workers.model.links import web_link
from workers.model.plain import one_line


def read_json_feed(text: str, *, base: str, tz: str | None, problems: tuple[str, ...] = ()) -> ParsedFeed:
    """Raises NotAFeed for JSON that is something else, such as an error message."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("json", f"not valid JSON: {str(error)[:120]}") from error
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(items, list) or "jsonfeed" not in str(value.get("version", "")):
        raise NotAFeed("json", f"JSON, but no JSON Feed: {text[:80]!r}")
    entries = [_entry(item, base=base, tz=tz, named=value) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    if len(items) > MAX_ENTRIES:
        problems = (*problems, "too_many_entries")
    following = web_link(_string(value, "next_url"), base=base)
    return ParsedFeed(
        entries=tuple(entries),
        version="json11" if "1.1" in str(value["version"]) else "json1",
        title=line_of(_string(value, "title"))[:MAX_TITLE] or None,
        language=one_line(_string(value, "language"))[:35] or None,
        links=(("next", following),) if following else (),
        problems=problems,
    )


def _entry(item: dict[str, Any], *, base: str, tz: str | None, named: dict[str, Any]) -> FeedEntry:
    raw = _string(item, "date_published") or _string(item, "date_modified")
    published = read_date(raw, tz=tz)
    modified = read_date(_string(item, "date_modified"), tz=tz)
    markup = _string(item, "content_html") or _string(item, "content_text")
    body = text_of(markup[:MAX_CONTENT])
    identity = item.get("id")
    return FeedEntry(
        guid=one_line(str(identity))[:MAX_TITLE] if isinstance(identity, str | int | float) else None,
        link=web_link(_string(item, "url") or _string(item, "external_url"), base=base),
        title=line_of(_string(item, "title")[: 8 * MAX_TITLE])[:MAX_TITLE] or None,
        summary=(text_of(_string(item, "summary")[: 4 * MAX_SUMMARY]) or body)[:MAX_SUMMARY] or None,
        content=markup[:MAX_CONTENT] if len(body) >= 500 else None,
        authors=_authors(item) or _authors(named),
        image=web_link(_string(item, "image") or _string(item, "banner_image"), base=base),
        published=published.time if published else None,
        published_raw=one_line(raw)[:120] or None,
        zoned=published.zoned if published else False,
        modified=modified.time if modified else None,
    )


def _authors(value: dict[str, Any]) -> tuple[str, ...]:
    authors = value.get("authors")
    listed = authors if isinstance(authors, list) else [value.get("author")]
    names = [line_of(_string(author, "name"))[:MAX_NAME] for author in listed[:MAX_AUTHORS] if isinstance(author, dict)]
    return tuple(name for name in names if name)


def _string(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
