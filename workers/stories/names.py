"""Names and borrowed words by their consonants, so that Шараа, Şara, Charaa and الشرع can meet. Knows no articles.

Scripts agree on little more than consonants, and not on all of them: what Arabic has one letter for (b and p, f and v)
is one here, hissing sounds are one, h and vowels are none but at the beginning. Much that has one key is not one word:
a key says something only beside other facts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from workers.stories.words import stop_words

NAME = "name."
SHORTEST = 3
"""Consonants of a key; with fewer too many words have it."""
MOST = 24
"""Keys of a report: a headline's."""
READ = 32_768
"""Words whose keys are remembered."""

_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0620-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ARTICLE = re.compile("^[وفبكل]?(?:ال|لل)(?=..)")
_PARTICLE = re.compile("^[بلفك](?=...)")
_RUSSIAN_ENDING = re.compile("(?<=...)(?:ами|ями|ого|ему|ому|ах|ях|ов|ев|ом|ем|ам|ям)$")

_LATIN_GROUPS = {
    None: "sch=s tch=s sh=s ph=f kh=k gh=k dj=j dh=d th=t ck=k qu=k ou= ce=s ci=s cy=s c=k x=ks",
    "en": "ch=s",
    "fr": "ch=s ge=j gi=j",
    "de": "dsch=j tsch=s sch=s ch=k w=f j= tz=s",
    "es": "ch=s j= ge= gi= ll= v=b",
    "it": "ch=k sci=s sce=s gi=j ge=j",
    "tr": "c=j ç=s ş=s ğ= v=",
    "ku": "c=j ç=s ş=s x=k",
}
"""Letters that are one sound, beside those of all: what stands for a language comes first."""
_OTHER_SOUND = {"en": ("ch", "k"), "fr": ("ch", "k"), "ru": ("х", "")}
"""Letters with a second sound: `Chevron` and `cholera`, `Хомс` and `Харбин`."""
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("szсзшщжцчсصسشثزظژچçşšž", "s"),
        **dict.fromkeys("pbбпبپ", "b"),
        **dict.fromkeys("fvфвفڤ", "f"),
        **dict.fromkeys("tтتط", "t"),
        **dict.fromkeys("dдدضذ", "d"),
        **dict.fromkeys("kqgcкгхقكکغگخ", "k"),
        **dict.fromkeys("jجџ", "j"),
        **dict.fromkeys("lлل", "l"),
        **dict.fromkeys("mмم", "m"),
        **dict.fromkeys("nнنñ", "n"),
        **dict.fromkeys("rрر", "r"),
        **dict.fromkeys("ґ", "k"),
    }
)
_OPEN = re.compile("[aeiouhаеиоуэюяыіїєхاعهحءإأآ]")
"""What a word of an open beginning begins with, in one script or another."""
_SILENT = re.compile("[^sbftdkjlmnr]+")
_TWICE = re.compile(r"(.)\1+")


def names_in(text: str, *, language: str | None, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Keys of the words of a headline, but of those that are `known` otherwise: places, countries, actors."""
    spoken = (language or "").split("-")[0]
    without = {key for written in known for word in _words(written) for key in _keys(word, spoken)}
    stop = stop_words(spoken)
    words = [word for word in _words(text) if _plain(word) not in stop]
    found = [key for word in words for key in _keys(word, spoken)]
    found += _joined(text, spoken)
    return tuple(dict.fromkeys(f"{NAME}{key}" for key in found if key not in without))[:MOST]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def _plain(word: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", word) if not unicodedata.combining(part))


def _joined(text: str, language: str) -> Iterator[str]:
    """`New York` is one name, and too short in parts; so is نيويورك."""
    written = _WORD.findall(unicodedata.normalize("NFC", text))
    for one, other in pairwise(written):
        if one[0].isupper() and other[0].isupper() and not any(_keys(part.lower(), language) for part in (one, other)):
            yield from _keys(f"{one}{other}".lower(), language)


@lru_cache(maxsize=READ)
def _keys(word: str, language: str) -> tuple[str, ...]:
    keys = (_key(spelt) for spelt in dict.fromkeys(_sounds(word, language)))
    return tuple(dict.fromkeys(key for key in keys if len(key) >= SHORTEST))


def _sounds(word: str, language: str) -> Iterator[str]:
    """The word without what is glued to it, and once more where letters have two sounds."""
    if _ARABIC.match(word):
        bare = _ARTICLE.sub("", word)
        yield bare
        if bare == word and _PARTICLE.match(word) and not _OPEN.match(word[1:]):
            yield word[1:]
        return
    if _CYRILLIC.match(word):
        word = _RUSSIAN_ENDING.sub("", word).replace("дж", "j").replace("й", "y")
    letters, sound = _OTHER_SOUND.get("ru" if _CYRILLIC.match(word) else language, ("", ""))
    yield _latin(word, language)
    if letters and letters in word:
        yield _latin(word.replace(letters, sound), language)


def _latin(word: str, language: str) -> str:
    for letters, sound in _groups(language).items():
        word = word.replace(letters, sound)
    return _plain(word)


@lru_cache(maxsize=64)
def _groups(language: str) -> Mapping[str, str]:
    """The longest first."""
    pairs = f"{_LATIN_GROUPS[None]} {_LATIN_GROUPS.get(language, '')}".split()
    groups = dict(pair.split("=") for pair in pairs)
    return dict(sorted(groups.items(), key=lambda pair: -len(pair[0])))


def _key(spelt: str) -> str:
    """Consonants in order, none twice in a row; a word that begins with a vowel or h begins with `a`."""
    letters = _TWICE.sub(r"\1", spelt.translate(_LETTERS))
    consonants = _SILENT.sub("", letters)
    return f"a{consonants}" if consonants and _OPEN.match(letters) else consonants
