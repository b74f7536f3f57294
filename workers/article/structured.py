"""What a page says of itself in JSON-LD. Knows nothing of which of it to believe."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

_MAX_SCRIPT = 600_000
_MAX_NODES = 4_000
_ARTICLE = re.compile(r"(?:Article|Report|BlogPosting|NewsPosting|LiveBlogPosting|Review)$")
_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")


def article_nodes(tree: Any) -> tuple[dict[str, Any], ...]:
    """The objects of an article type, in page order. Broken or hostile scripts are passed over."""
    return tuple(node for node in _nodes(tree) if _is_article(node))


def types_of(node: dict[str, Any]) -> tuple[str, ...]:
    kinds = node.get("@type")
    return tuple(kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str))


def texts(value: Any) -> tuple[str, ...]:
    """The strings of a property that may be text, an object with a name, or a list of either."""
    if isinstance(value, str):
        return (unescape(value),) if value.strip() else ()
    if isinstance(value, dict):
        return texts(value.get("name")) or texts(value.get("@value"))
    if isinstance(value, list):
        return tuple(text for part in value[:50] for text in texts(part))
    return ()


def address(value: Any) -> str | None:
    """The URL of a property that may be a URL, an object with one, or a list of either."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        return address(value.get("url") or value.get("contentUrl") or value.get("@id"))
    if isinstance(value, list):
        return next((found for part in value[:20] if (found := address(part))), None)
    return None


def _is_article(node: dict[str, Any]) -> bool:
    return any(_ARTICLE.search(kind) for kind in types_of(node))


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    seen = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _MAX_SCRIPT:
            continue
        waiting: list[Any] = [_parsed(script.text)]
        while waiting and seen < _MAX_NODES:
            seen += 1
            node = waiting.pop(0)
            if isinstance(node, dict):
                yield node
                waiting.extend(value for value in node.values() if isinstance(value, (dict, list)))
            elif isinstance(node, list):
                waiting.extend(value for value in node if isinstance(value, (dict, list)))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_WRAPPER.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None
