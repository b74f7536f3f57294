"""Which language a text is in, right for short headlines: script, tell-tale letters, then words and letter sequences.

Knows nothing of where the text came from; a feed's or page's own claim is a hint that the text may overrule.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Literal

WORDS = Path(__file__).parent / "words.toml"
SAMPLE = 400  # characters looked at
SMOOTHING = 150.0  # how many letter sequences a language is lent, so that short lists don't win by ignorance
OPEN = -1.0  # below this no language fits
HINT = 2.5  # what a hint adds, in the same unit as a known word
SHORT = 9  # different words; with fewer the first must lead the second clearly, or the language is left open
LEAD, LEAD_WITH_WORDS = 0.75, 0.5  # the second where known words speak for the first
NAME = 0.4  # how much the spelling of an unknown word counts that is written with a capital within a sentence

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
    ("arabic", "\u0620-\u064a\u066e-\u06d5\u06ee-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"),
    ("cyrillic", "\u0400-\u04ff"),
    ("hebrew", "\u05d0-\u05ea"),
    ("kana", "\u3040-\u30ff"),
    ("han", "\u3400-\u9fff"),
    ("hangul", "\uac00-\ud7af\u1100-\u11ff"),
    ("greek", "\u0370-\u03ff"),
    ("armenian", "\u0531-\u0587"),
    ("georgian", "\u10a0-\u10ff"),
    ("devanagari", "\u0900-\u097f"),
    ("bengali", "\u0980-\u09ff"),
    ("tamil", "\u0b80-\u0bff"),
    ("thai", "\u0e00-\u0e7f"),
    ("syriac", "\u0700-\u074f"),
)
_SCRIPT_PATTERNS = tuple((name, re.compile(f"[{letters}]")) for name, letters in _SCRIPTS)
_ONLY = {
    "hebrew": "he", "kana": "ja", "han": "zh", "hangul": "ko", "greek": "el", "armenian": "hy", "georgian": "ka",
    "devanagari": "hi", "bengali": "bn", "tamil": "ta", "thai": "th", "syriac": "syr",
}  # fmt: skip
_CANDIDATES = {
    "latin": ("en", "fr", "de", "es", "it", "pt", "nl", "sv", "pl", "tr", "kmr", "id"),
    "arabic": ("ar", "fa", "ckb", "ur"),
    "cyrillic": ("ru", "uk", "bg"),
}
_HINT_SCRIPTS = {
    "latin": frozenset({*_CANDIDATES["latin"], "da", "no", "fi", "cs", "sk", "hu", "ro", "hr", "ca", "az"}),
    "arabic": frozenset({*_CANDIDATES["arabic"], "ps", "sd", "ug"}),
    "cyrillic": frozenset({*_CANDIDATES["cyrillic"], "sr", "mk", "be", "kk", "ky", "tg", "mn"}),
}  # fmt: skip
# What one letter says for or against a language: letters that the others do not use.
_LETTERS: Mapping[str, Mapping[str, float]] = {
    "ckb": dict.fromkeys("ێۆڵڕڤەھ", 3.0) | {"ئ": 0.5},
    "ur": dict.fromkeys("ٹڈڑںےہھ", 3.0),
    "fa": dict.fromkeys("پچژگ", 1.0) | {"ی": 0.5, "ک": 0.5},
    "ar": dict.fromkeys("ةأإؤىيك", 1.0) | dict.fromkeys("ثذصضطظحعق", 0.15) | dict.fromkeys("پچژگێۆڵڕەٹڈڑںےہیک", -2.0),
    "uk": dict.fromkeys("іїєґ", 3.0) | dict.fromkeys("ыэъё", -3.0),
    "ru": dict.fromkeys("ыэё", 2.0) | dict.fromkeys("іїєґў", -3.0),
    "bg": {"ъ": 1.5} | dict.fromkeys("ыэёії", -3.0),
    "de": dict.fromkeys("äöüß", 1.5),
    "fr": dict.fromkeys("éèàœ", 1.2) | dict.fromkeys("êîûçâôùëï", 0.7),
    "es": dict.fromkeys("ñ¿¡", 2.5) | dict.fromkeys("áíóú", 1.0) | {"é": 0.6},
    "pt": dict.fromkeys("ãõ", 2.5) | dict.fromkeys("çáéíóúâê", 0.6),
    "it": dict.fromkeys("àèìòù", 0.8),
    "sv": dict.fromkeys("åäö", 1.2),
    "pl": dict.fromkeys("ąćęłńśźż", 2.5),
    "tr": dict.fromkeys("ğı", 2.5) | {"ş": 1.0, "ö": 0.6, "ü": 0.6, "ç": 0.5} | dict.fromkeys("qwxêîû", -1.5),
    "kmr": dict.fromkeys("êîû", 1.5)
    | {"ş": 0.8, "x": 0.6, "q": 0.6, "w": 0.3, "ç": 0.4}
    | dict.fromkeys("ğıöüéèàäß", -2.5),
    "en": dict.fromkeys("äöüßéèàêîûñçşğıáíóúãõåąęł", -1.2),
    "nl": dict.fromkeys("äößéèàñçşğıãõåąęł", -1.2),
    "id": dict.fromkeys("äöüßéèàêîûñçşğıáíóúãõåąęł", -2.5),
}  # fmt: skip
_PRIOR = dict.fromkeys(("id", "sv", "pl", "it", "pt", "nl", "bg"), -0.7) | {"en": 0.4, "ru": 0.6}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "ckb", "ur", "he", "ps", "sd", "ug", "yi", "syr"})
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
WITHOUT_I = 15  # so many letters of Ukrainian hardly ever lack one of these
# Parts of Syrian names that are words of some language: "Deir ez-Zor", "Bab al-Hawa".
_NAME_PARTS = frozenset(
    {"al", "el", "ez", "zor", "deir", "bab", "abu", "tal", "tel", "ain", "ras", "an", "as", "ar", "umm"}
)
_KNOWN = 3.0  # log-odds that a known word is worth
SYLLABLE = 2  # letters before an apostrophe within a name: Nu'man
_ALIASES = {
    "iw": "he", "in": "id", "ku": "kmr", "kur": "kmr", "sorani": "ckb", "nb": "no", "per": "fa", "fas": "fa",
    "ara": "ar", "tur": "tr", "eng": "en",
}  # fmt: skip


def direction(language: str | None) -> Literal["ltr", "rtl"]:
    """How text in this language runs; left to right when unknown."""
    return "rtl" if language is not None and language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def detect(text: str, *, hints: tuple[str | None, ...] = ()) -> str | None:
    """The BCP 47 primary tag (Kurmanji `kmr`, Sorani `ckb`), or None when text and hints leave it open."""
    sample = unicodedata.normalize("NFC", text[:SAMPLE])
    script = _script(sample)
    if script is None:
        return next((tag for hint in hints if (tag := _tag(hint, None))), None)
    if script in _ONLY:
        return _ONLY[script]
    tags = [tag for hint in hints if (tag := _tag(hint, script))]
    scores = _scores(sample, script)
    for tag in dict.fromkeys(tags):
        scores[tag] = scores.get(tag, -1.0) + HINT
    best = max(scores, key=lambda language: scores[language])
    return best if tags or _clear(scores, best, sample) else None


def _clear(scores: Mapping[str, float], best: str, sample: str) -> bool:
    """Whether the text alone says enough; two words in a script of many languages often don't."""
    if scores[best] <= OPEN:
        return False
    lead = scores[best] - max((score for language, score in scores.items() if language != best), default=0.0)
    if lead >= (LEAD_WITH_WORDS if scores[best] >= _KNOWN else LEAD):
        return True
    return len(set(_WORD.findall(sample))) >= SHORT


def _script(sample: str) -> str | None:
    if sample.isascii():
        return "latin" if _SCRIPT_PATTERNS[0][1].search(sample) else None
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPT_PATTERNS}
    if counts["kana"]:  # Japanese mixes both
        counts["kana"] += counts.pop("han")
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def _tag(hint: str | None, script: str | None) -> str | None:
    if not hint:
        return None
    primary = hint.replace("_", "-").split("-")[0].strip().lower()
    tag = _ALIASES.get(primary, primary)
    if tag == "kmr" and script == "arabic":
        tag = "ckb"
    if not 2 <= len(tag) <= 3 or not tag.isascii() or not tag.isalpha():
        return None
    if script is not None and script in _HINT_SCRIPTS and tag not in _HINT_SCRIPTS[script]:
        return None
    return tag


def _scores(sample: str, script: str) -> dict[str, float]:
    languages = _CANDIDATES.get(script, ())
    totals = [_PRIOR.get(language, 0.0) for language in languages]
    telling = _telling(script)
    for character, times in Counter(sample.replace("İ", "ı").lower()).items():
        for at, points in telling.get(character, ()):
            totals[at] += times * points
    if script == "cyrillic" and len(sample) > WITHOUT_I and not _UKRAINIAN.search(sample):
        totals[languages.index("uk")] -= 2.0
    for word, named in _words(sample):
        if word in _NAME_PARTS:
            continue
        weight = NAME if named and word not in _known(script) else 1.0
        for at, part in enumerate(_word_scores(word, script)):
            totals[at] += weight * part
    return dict(zip(languages, totals, strict=True))


@cache
def _telling(script: str) -> Mapping[str, tuple[tuple[int, float], ...]]:
    """For each letter that speaks for or against languages of a script: the number of each of them, and how much."""
    table: dict[str, list[tuple[int, float]]] = {}
    for at, language in enumerate(_CANDIDATES.get(script, ())):
        for character, points in _LETTERS.get(language, {}).items():
            table.setdefault(character, []).append((at, points))
    return {character: tuple(told) for character, told in table.items()}


@lru_cache(maxsize=50_000)
def _word_scores(word: str, script: str) -> tuple[float, ...]:
    shapes = _shape(word, script) if len(word) >= 3 else (0.0,) * len(_CANDIDATES.get(script, ()))
    known = _known(script).get(word)
    if known is None:
        return shapes
    return tuple(shape if score is None else score for score, shape in zip(known, shapes, strict=True))


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Lower-case words, and whether each looks like a name: a capital within a sentence of small letters."""
    capitals = text.istitle() or text.isupper()
    for found in _WORD.finditer(text):
        written = found.group().replace("İ", "i").replace("’", "'")
        named = not capitals and found.start() > 0 and written[0].isupper() and not written.isupper()
        head, apostrophe, tail = written.lower().partition("'")
        if named and len(head) == SYLLABLE:  # Nu'man, Ma'arrat: one word
            yield head + tail, named
            continue
        yield head, named
        if apostrophe:
            yield tail, named


def _trigrams(word: str) -> Iterator[str]:
    padded = f"^{word}$"
    return (padded[at : at + 3] for at in range(len(padded) - 2))


def _shape(word: str, script: str) -> tuple[float, ...]:
    """How much more the letter sequences of a word are like each language than like the others of its script."""
    table = _sequences(script)
    grams = list(_trigrams(word))
    found = [scores for gram in grams if (scores := table.get(gram)) is not None]
    if not found:
        return (0.0,) * len(_CANDIDATES.get(script, ()))
    return tuple(sum(scores) / len(grams) for scores in zip(*found, strict=True))


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    raw = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {language: frozenset(unicodedata.normalize("NFC", text).split()) for language, text in raw.items()}


@cache
def _known(script: str) -> Mapping[str, tuple[float | None, ...]]:
    """What each listed word says for each language of a script; None where it is not on that language's list."""
    lists = [_lists()[language] for language in _CANDIDATES.get(script, ())]
    shared = Counter(word for words in lists for word in words)
    return {
        word: tuple(_KNOWN / number if word in words else None for words in lists) for word, number in shared.items()
    }


@cache
def _sequences(script: str) -> Mapping[str, tuple[float, ...]]:
    """Letter sequences with their log-odds in each language of a script, against all of them together."""
    lists = [_lists()[language] for language in _CANDIDATES.get(script, ())]
    counts = [Counter(gram for word in words for gram in _trigrams(word)) for words in lists]
    sizes = [count.total() for count in counts]
    every = sum(counts, Counter[str]())
    whole = sum(sizes)
    return {
        gram: tuple(
            log((count[gram] + SMOOTHING * number / whole) / (size + SMOOTHING) * whole / number)
            for count, size in zip(counts, sizes, strict=True)
        )
        for gram, number in every.items()
    }
