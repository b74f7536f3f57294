"""Stock phrases that sites print around an article, from `phrases.toml`. Knows nothing of where a line stood."""

import re
import tomllib
from pathlib import Path

MAX_PHRASE_LINE = 260
"""Longer lines are paragraphs, whatever they begin with."""

_BULLETS = re.compile(r"^[\s*•·▪▫■□●○◦–—|\-]+")


def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    tables = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))
    return tuple((reason, re.compile("|".join(_dotted(table).split("\n")[:-1]))) for reason, table in tables.items())


def _dotted(text: str) -> str:
    """Turkish has four letters where others have two: `I` and `İ` come out of case-folding as neither of theirs."""
    return text.replace("i\u0307", "i").replace("ı", "i")


_PATTERNS = _compiled()


def stock_phrase(text: str) -> str | None:
    """What the line is for, if it begins with a stock phrase; None for the article's own words."""
    if len(text) > MAX_PHRASE_LINE:
        return None
    folded = _dotted(_BULLETS.sub("", text).casefold())
    return next((reason for reason, pattern in _PATTERNS if pattern.match(folded)), None)
