"""News agencies and the bodies whose statements reports rest on, found by name. Knows nothing of articles."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "agencies.toml"
SHORT = 5
"""Up to so many letters a name is an acronym, and other words look like it but for the case."""
AMBIGUOUS = frozenset({"Fars", "Sputnik", "Anadolu", "Petra", "Belga", "هاوار", "بترا", "كونا"})
"""Names of agencies that are as often something else: a province, a vaccine, Anatolia."""
KNOWN_ACRONYMS = frozenset({"AFP", "AP", "dpa", "EFE", "АФП", "ТАСС", "САНА", "سانا"})

_WORD = re.compile(r"\w+")
BESIDE = 30
_ANOTHER_BEFORE = re.compile(
    r"(?:(?<![.!?:“\"«–—-] )(?<!^)\b(?!The\b|Syria|Syrian\b)[A-ZÀ-ÞĞİŞ][\w.-]+(?:['’]s?)?|['’]s|"
    r"\b(?i:(?!syri)\w*(?:isch|an|ian|ese))\w{0,2})\s$"
)
_ANOTHER_AFTER = re.compile(
    r"\s(?:في (?:غزة|لبنان|العراق|صنعاء)|(?!السوري)ال\w+(?:ي|ية|يّة)\b|"
    r"(?i:in|of|de|du|d['’]|des|en|для)\s?(?!the\b|Syri|Siri|la\b)[A-ZÀ-ÞĞİŞ]|"
    r"(?i:turc|turco|irak|iraq|liban|isra|jordan|russ?e?\b|ruso|iran|améric|americ|ukrain|ucran|saoud|saud|égypt|egip))"
)
"""Another country's name or adjective beside the name of what every country has."""

SAYING = re.compile(
    r"\b(?:said|says|say|told|reported|reports|announced|according to|statement|claimed|added|confirmed|stated|"
    r"documented|published by|carried by|quoting|quoted|citing|cited|estimated|estimates|warned|counted|recorded|"
    r"put the|according|spokesman|spokeswoman|spokesperson|"
    r"açıkladı|bildirdi|duyurdu|göre|aktardı|açıklamasında|açıklamada|açıklama|belirtti|söyledi|kaydetti|doğruladı|"
    r"selon|(?:a|ont) (?:annoncé|déclaré|indiqué|rapporté|affirmé|précisé|confirmé|fait|dit|recensé|averti)|"
    r"d['’]après|communiqué|annonce|indique|affirme|"
    r"nach angaben|laut|teilten?|erklärten?|meldeten?|berichteten?|zufolge|sagten?|bestätigten?|"
    r"según|informó|informaron|anunció|declaró|comunicado|denunció|indicó|afirmó|confirmó|dijo|dijeron|precisó|señaló|"
    r"de acuerdo con)\b|"
    r"(?:قال|قالت|أعلن|أعلنت|أفاد|أفادت|ذكر|ذكرت|أكد|أكدت|وثق|وثقت|بحسب|حسب|وفق|وفقا|بيان|نقلا عن|صرح|أشار|أوضح|"
    r"كشف|لفت|حذر|سجّل|وثّق|أحصى|"
    r"сообщил|сообщен|заявил|заявлен|по данным|по информации|по словам|сообщает|сообщают|говорится|подтвердил|"
    r"отметил|со ссылкой на|передает|уточнил|"
    r"گفت|اعلام کرد|به گزارش|گزارش داد|بیانیه|خبر داد|تایید کرد|تأیید کرد|به گفته|افزود|اطلاعیه|"
    r"ragihand|got|eşkere|li gorî|diyar kir|daxuyan|daxûyan|"
    r"ڕایگەیاند|رایگەیاند|ڕاگەیاند|بەپێی|بە پێی|گوتی|وتی|ئاشکرای|بەیاننامە|بەگوێرەی)",
    re.IGNORECASE,
)


@cache
def _listed() -> Mapping[str, Mapping[str, dict[str, Any]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def _known() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {
        group: {name: (*one["names"], *one.get("bare", ())) for name, one in members.items()}
        for group, members in _listed().items()
    }


@cache
def _bare() -> frozenset[str]:
    return frozenset(
        _plain(name).replace("*", "") for one in _listed()["body"].values() for name in one.get("bare", ())
    )


def whole_of(body: str) -> str:
    """The body of which this one is a part: what OCHA says the United Nations say."""
    return str(_listed()["body"].get(body, {}).get("of", body))


def is_ministry(body: str) -> bool:
    return body.endswith(" Ministry")


def names_pattern(group: str) -> str:
    """Any name of the group, longest first, as one group of a regular expression. Short capitals keep their case."""
    return _any_of(name for names in _known()[group].values() for name in names)


def _any_of(names: Iterable[str]) -> str:
    return "(" + "|".join(_spelling(name) for name in sorted(names, key=len, reverse=True)) + ")"


def _spelling(name: str) -> str:
    pattern = re.escape(name).replace("'", "['’]").replace(r"\*", r"\w*").replace(r"\ ", r"\s")
    return pattern if len(name) <= SHORT and name.isascii() else f"(?i:{pattern})"


@cache
def _spelled(group: str) -> Mapping[str, str]:
    return {_plain(written): name for name, names in _known()[group].items() for written in names if "*" not in written}


@cache
def _inflected(group: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Names of which only the beginnings of words are listed, the longest first."""
    stems = [(written, name) for name, names in _known()[group].items() for written in names if "*" in written]
    return tuple((re.compile(_spelling(stem)), name) for stem, name in sorted(stems, key=lambda stem: -len(stem[0])))


def _plain(written: str) -> str:
    return written.replace("’", "'").casefold()


def name_of(group: str, written: str) -> str | None:
    """The name that readers know, None when this is no name of the group."""
    written = " ".join(written.split())
    exact = _spelled(group).get(_plain(written))
    return exact or next((name for stem, name in _inflected(group) if stem.fullmatch(written)), None)


@cache
def _bodies() -> Mapping[str, re.Pattern[str]]:
    """By two letters: to try hundreds of names at each word would take longer than all else."""
    by_letters: dict[str, list[str]] = defaultdict(list)
    for names in _known()["body"].values():
        for name in names:
            by_letters[name[:2].casefold()].append(name)
    return {letters: re.compile(rf"{_any_of(names)}(?!\w)") for letters, names in by_letters.items()}


def bodies_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of each mention of a body."""
    known, done = _bodies(), 0
    for word in _WORD.finditer(text):
        first = word.start()
        for start in (first, first + 1) if text[first] in "وفبلك" else (first,):
            pattern = known.get(text[start : start + 2].casefold()) if start >= done else None
            found = pattern.match(text, start) if pattern else None
            name = _body(found.group()) if found else None
            if found is None or name is None:
                continue
            done = found.end()
            if not (_is_bare(found.group()) and _of_another(text, first, done)):
                yield name, start, done
            break


@lru_cache(maxsize=4096)
def _body(written: str) -> str | None:
    return name_of("body", written)


def _is_bare(written: str) -> bool:
    plain = _plain(written)
    return plain in _bare() or any(plain.startswith(name) for name in _bare() if name not in _spelled("body"))


def _of_another(text: str, start: int, end: int) -> bool:
    """Whether it is said to be of another country: "Iraqi interior ministry", "وزارة الداخلية العراقية"."""
    before, after = text[max(0, start - BESIDE) : start], text[end : end + BESIDE]
    return bool(_ANOTHER_BEFORE.search(before) or _ANOTHER_AFTER.match(after))


@cache
def _agencies() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[ولب]?[لـ]?{names_pattern('agency')}(?!\w)")


def agencies_in(text: str) -> Iterator[tuple[str, int, int, bool]]:
    """Name, start and end of each mention of an agency, and whether the name alone is surely the agency's.

    A letter that Arabic writes in front ("for", "by") is left before the start.
    """
    for found in _agencies().finditer(text):
        written = found.group(1)
        name = name_of("agency", written)
        if name is not None:
            short = len(written) <= SHORT - 2 if written.isascii() else len(written) <= SHORT - 1
            sure = written in KNOWN_ACRONYMS or not (short or written in AMBIGUOUS)
            yield name, found.start(1), found.end(1), sure


def attributed(sentence: str) -> str | None:
    """The body that this sentence gives as its witness, None when it names none."""
    if not SAYING.search(sentence):
        return None
    return next((name for name, _, _ in bodies_in(sentence)), None)
