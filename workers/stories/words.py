"""Words of a text as stories compare them: folded, cut, without those that every text has. Knows no topics."""

import re
import tomllib
import zlib
from collections import Counter
from functools import cache
from pathlib import Path

from workers.relevance.fold import fold

FILE = Path(__file__).parent / "words.toml"
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
TOKEN = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")
ARABIC = re.compile("[\u0620-\u06ff]")
PREFIX_LETTERS = 5
TITLE_WEIGHT = 2
LEAD_WORDS = 120
FEATURE_BITS = 0x0FFFFFFF
"""Features are 28-bit numbers: with its count each fits into four bytes of the window."""
MOST_COUNTED = 15

_BEFORE = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و")
_AFTER = ("هما", "يون", "يين", "ها", "هم", "ان", "ات", "ون", "ين", "يه", "تين", "ه", "ي", "ا")


def tokens(text: str) -> list[str]:
    """Words of folded text; scripts without spaces give one token a character."""
    return TOKEN.findall(fold(text))


def number_of(feature: str) -> int:
    """The same on every machine and in every process, unlike `hash`."""
    return zlib.crc32(feature.encode("utf-8", "surrogatepass"))


def vector(title: str, lead: str, *, language: str | None) -> dict[int, int]:
    """Features with their counts: words and beginnings of words, those of the title twice.

    Function words are those of the language, since "war" is one in German; of an unknown language none is known.
    """
    ignored = stop_words((language or "").split("-")[0])
    counted: Counter[int] = Counter()
    for text, weight in ((title, TITLE_WEIGHT), (lead, 1)):
        for token in tokens(text)[:LEAD_WORDS]:
            for feature in features_of(token, ignored):
                counted[feature] += weight
    return {feature: min(count, MOST_COUNTED) for feature, count in counted.items()}


@cache
def common() -> frozenset[int]:
    """Features that most reports on the region have: taken for frequent before the window has taught it."""
    words = (word for words in _lists()["common"].values() for word in words.split())
    return frozenset(feature for word in words for feature in features_of(fold(word), frozenset()))


@cache
def stop_words(language: str) -> frozenset[str]:
    words = _lists()["stop"].get({"kmr": "ku", "ckb": "ku"}.get(language, language), "")
    return frozenset(fold(word) for word in words.split())


def features_of(token: str, ignored: frozenset[str]) -> tuple[int, ...]:
    """The word and, where it is long enough to be inflected, its beginning. Nothing for function words."""
    if token in ignored or (len(token) == 1 and token.isascii()):
        return ()
    if ARABIC.match(token):
        stem = light_stem(token)
        if stem in ignored:
            return ()
        return (number_of(stem) & FEATURE_BITS, number_of(f"^{stem[:4]}") & FEATURE_BITS)
    word = number_of(token) & FEATURE_BITS
    if len(token) <= PREFIX_LETTERS or token.isdigit():
        return (word,)
    return (word, number_of(f"^{token[:PREFIX_LETTERS]}") & FEATURE_BITS)


def light_stem(token: str) -> str:
    """An Arabic-script word without article, conjunction and the commonest ending; never shorter than three letters."""
    for before in _BEFORE:
        if token.startswith(before) and len(token) - len(before) >= 3:
            token = token[len(before) :]
            break
    for after in _AFTER:
        if token.endswith(after) and len(token) - len(after) >= 3:
            return token[: -len(after)]
    return token


@cache
def _lists() -> dict[str, dict[str, str]]:
    """Kind of list, then language, to words between spaces."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
