"""Pages that are no article: consent walls, bot checks, script shells, soft 404s, videos. Knows nothing of fetching."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from workers.article.headlines import content_words
from workers.model.article import NotAnArticle

_SHORT = 900
_VERY_SHORT = 250
_CONSENTS = 3
_DETAILS = {
    "bot_check": "the site asks whether a human is reading; the article was not sent",
    "consent_page": "the site sent its cookie consent page in place of the article",
    "soft_404": "the site says that the page is not there, with a success status, or sent its front page instead",
    "login_wall": "the site shows the article to subscribers only",
    "script_shell": "the page holds no text; its scripts would load it",
    "video_only": "the page shows a video without an article",
    "empty_text": "no article text was found in the page",
}


def _compiled() -> dict[str, re.Pattern[str]]:
    tables = tomllib.loads((Path(__file__).parent / "walls.toml").read_text(encoding="utf-8"))
    return {name: re.compile("|".join(table.split("\n")[:-1])) for name, table in tables.items()}


_SAYS = _compiled()
_APP_ROOT = re.compile(r"<div[^>]{0,80}\bid=[\"']?(?:root|app|__next|__nuxt|app-root|main-app)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is left of a page once read: its titles, its text, and some of its raw beginning."""

    titles: tuple[str, ...]
    text: str
    html: str
    url: str
    kind: str = ""
    expected_title: str | None = None
    expected_url: str | None = None


def why_not_an_article(seen: Seen) -> NotAnArticle | None:
    """Only short texts are doubted: a real article may well be about cookies or robots."""
    text = seen.text.casefold()
    if len(text) > _SHORT:
        return None
    titles = tuple(title.casefold() for title in seen.titles)
    reason = _wall(seen, titles, text) or (_hollow(seen, text) if len(text) < _VERY_SHORT else None)
    return NotAnArticle(reason=reason, detail=_DETAILS[reason]) if reason else None


def _wall(seen: Seen, titles: tuple[str, ...], text: str) -> str | None:
    if any(_SAYS["bot_title"].match(title) for title in titles) or _SAYS["bot_text"].search(text):
        return "bot_check"
    consents = len(set(_SAYS["consent_words"].findall(text)))
    asks = any(_SAYS["consent_title"].match(title) for title in titles) or "consent." in (
        urlsplit(seen.url).hostname or ""
    )
    if consents >= _CONSENTS or (consents and asks):
        return "consent_page"
    missing = any(_SAYS["missing"].search(title) for title in titles) or (
        len(text) < _VERY_SHORT and _SAYS["missing"].search(text) is not None
    )
    if missing or _sent_to_front_page(seen):
        return "soft_404"
    if _SAYS["login"].search(text) and len(text) < 2 * _VERY_SHORT and not _speaks_of(seen):
        return "login_wall"
    return None


def _hollow(seen: Seen, text: str) -> str | None:
    if (_SAYS["needs_script"].search(text) or _APP_ROOT.search(seen.html)) and not _speaks_of(seen):
        return "script_shell"
    if seen.kind.startswith("video"):
        return "video_only"
    return None if text else "empty_text"


def _sent_to_front_page(seen: Seen) -> bool:
    if not seen.expected_url or urlsplit(seen.url).path.strip("/") or urlsplit(seen.url).query:
        return False
    return bool(urlsplit(seen.expected_url).path.strip("/")) and not _speaks_of(seen)


def _speaks_of(seen: Seen) -> bool:
    """Whether the text shares words with the title under which it was announced."""
    expected = content_words(seen.expected_title or " ".join(seen.titles[:1]))
    return bool(expected) and len(expected & content_words(seen.text)) >= max(1, len(expected) // 3)
