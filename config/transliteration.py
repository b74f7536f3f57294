"""Other ways to spell an Arabic place name in Latin and Cyrillic letters: what newspapers write differently.

Knows no place; only elements such as Kafr, Tal, Deir and endings such as -iyah.
"""

import re
from collections.abc import Iterator

# Whole words at the head of a name. Each spelling stands for all others of its line.
ELEMENTS = (
    ("Kafr", "Kfar", "Kafar"),
    ("Tal", "Tell", "Tel", "Tall"),
    ("Deir", "Dayr"),  # not "Der": German has it before every other noun
    ("Ain", "Ayn", "Ein"),
    ("Maarat", "Maaret", "Maarrat", "Ma'arat"),
    ("Khirbet", "Khirbat", "Kherbet"),
    ("Jabal", "Jebel", "Djebel"),
    ("Sheikh", "Shaykh"),
    ("Umm", "Um"),
    ("Abu", "Abou"),
    ("Beit", "Bayt"),
)
OTHERS = {word: tuple(other for other in line if other != word) for line in ELEMENTS for word in line}
ENDINGS = ((re.compile(r"iy(?:ah|eh)$"), ("iyah", "iyeh", "iya", "ieh")), (re.compile(r"oun$"), ("un",)))
LETTERS = 7  # shorter names are too often something else
# Letters of one word that newspapers write differently, each line a way to change all of them at once.
RESPELT = tuple(
    (re.compile(pattern), other)
    for pattern, others in (
        ("ah$", ("a", "eh", "e")), ("(?<=[^aeiouy])a$", ("ah", "eh")), ("eh$", ("a", "ah", "e")),
        ("iya$", ("iyah", "iyeh", "ia", "iye", "ieh")), ("iyah$", ("iya", "iyeh", "ia", "iye", "ieh")),
        ("ou", ("u", "oo", "o")), ("oo", ("u", "ou")), ("(?<=[^aeiou])u(?=[^aeiou])", ("ou", "o", "oo")),
        ("ee", ("i", "ei")), ("(?<=[^aeiou])i(?=[^aeiouy]+$)", ("ee", "e")), ("(?<=[^aeiou])e(?=[^aeiouhy]$)", ("i",)),
        ("aa", ("a",)), ("ay", ("ai", "ei", "ey")), ("ei", ("ay", "ai", "ey")), ("ai", ("ay", "ei")),
        (r"([bcdfgjklmnqrstz])\1", (r"\1",)), ("(?<=[aeiou])s(?=[aeiou])", ("ss",)), ("q", ("k",)), ("kh", ("ch",)),
        ("sh", ("ch", "sch")), ("j", ("dj",)), ("^maar", ("mar",)),
    )
    for other in others
)  # fmt: skip
CYRILLIC_RESPELT = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        ("еи", "аи"), ("аи", "еи"), ("^[уа](?=в)", "о"), ("^о(?=в)", "у"), ("уу", "у"), ("аа", "а"), ("иия$", "ия"),
        (r"([бвгдзклмнпрстфх])\1", r"\1"), ("(?<=[^аеиіоуэюя])у(?=[^аеиіоуэюя])", "о"), ("ль(?=[^аеиіоуэюя])", "л"),
        ("(?<=[^аеиіоуэюя])[иі](?=[^аеиіоуэюя]+$)", "е"), ("(?<=[^аеиіоуэюя])е(?=[^аеиіоуэюя]$)", "и"),
    )
)  # fmt: skip
CYRILLIC = "а"  # from here on a letter is one
PLAIN = frozenset(
    {"village", "town", "countryside", "province", "district", "plain", "prison", "camp", "street", "mountain"}
)
SHORT = 4
ARTICLES = {"t": "at", "d": "ad", "r": "ar", "z": "az", "s": "as", "n": "an", "l": "al"}
CYRILLIC_ARTICLES = frozenset({"ль", "л", "ш", "н", "с", "д", "т", "з", "р"})
HEADS = (
    ("khirbet", "khirbat", "kherbet", "kharbet", "khurbet", "khirba", "kharab"),
    ("maarat", "maaret", "maarrat", "maarret", "maarra", "marrat"),
    ("sheikh", "shaykh", "shaikh", "cheikh"),
    ("jisr", "jisir", "jesr", "jesir", "djisr", "gisr"),
    ("deir", "dayr", "dair"),
    ("деир", "даир"),
    ("тель", "телль", "таль", "талль", "тал"),
    ("маарет", "маарат", "мааррет", "мааррат", "маррет", "маррат"),
    ("джебель", "джабаль", "джабель"),
    ("хирбет", "хирбат", "хербет"),
    ("беит", "баит"),
)
OTHER_HEADS = {word: line for line in HEADS for word in line}
KAFR = ("kafr", "kfar", "kafar", "kefr", "kufr")
CYRILLIC_KAFR = ("кафр", "кефр", "кафар", "кфар")
SHORT_HEADS = frozenset((*KAFR, *CYRILLIC_KAFR, *OTHER_HEADS))


def variants(name: str) -> Iterator[str]:
    """Spellings that differ from `name` in one element; none of a short name."""
    if len(name) < LETTERS:
        return
    head, _, rest = name.partition(" ")
    if rest:
        for other in OTHERS.get(head, ()):
            yield f"{other} {rest}"
    for ending, spellings in ENDINGS:
        if ending.search(name):
            yield from (other for spelling in spellings if (other := ending.sub(spelling, name)) != name)


def respellings(word: str) -> Iterator[str]:
    """Spellings of one folded word that differ in one habit."""
    if word in PLAIN:
        return
    yield from OTHER_HEADS.get(word, ())
    for line in (KAFR, CYRILLIC_KAFR):
        if word in line:
            yield from line
    for pattern, other in CYRILLIC_RESPELT if word >= CYRILLIC else RESPELT:
        found = pattern.sub(other, word)
        if found != word:
            yield found


def rewritings(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of a name with its article written otherwise, in one word with Kafr, or cut by an apostrophe."""
    if words[0] >= CYRILLIC:
        yield from _cyrillic(words)
        return
    for at, word in enumerate(words):
        before, rest = words[:at], words[at + 1 :]
        if word == "al" and rest and len(rest[0]) > SHORT:
            yield from _articles(before, rest)
        elif 0 < (cut := word.find("aa", 1) + 1) < len(word) - 1:  # Ma'ar
            yield (*before, word[:cut], word[cut:], *rest)
    if len(words) == 2 and words[0] in KAFR and len(words[1]) >= SHORT:
        yield from ((kafr + words[1],) for kafr in KAFR[:3])


def _articles(before: tuple[str, ...], rest: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    sun = "ash" if rest[0].startswith("sh") else ARTICLES.get(rest[0][0])
    yield from ((*before, article, *rest) for article in ("el", sun) if article)
    yield (*before, "al" + rest[0], *rest[1:])
    if before:
        yield (*before, *rest)


def _cyrillic(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """As in Джиср-аш-Шугур, Джиср-эш-Шугур, Джиср-Шугур; in one word with Kafr."""
    for at, word in enumerate(words[:-1]):
        if len(word) <= SHORT - 1 and word[0] in "аэе" and word[1:] in CYRILLIC_ARTICLES:
            yield from ((*words[:at], first + word[1:], *words[at + 1 :]) for first in "аэе" if first != word[0])
            if at:
                yield (*words[:at], *words[at + 1 :])
    if len(words) == 2 and words[0] in CYRILLIC_KAFR and len(words[1]) >= SHORT:
        yield (words[0] + words[1],)
