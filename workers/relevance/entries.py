"""A term as the matcher sees it: its words in every spelling, and what a find of it must look like.

Knows nothing of how texts are searched.
"""

import re
from typing import NamedTuple

from config.topics import Term
from workers.relevance.fold import fold
from workers.relevance.forms import ADJECTIVE, CHANGED, PLAIN

TOKEN = re.compile(r"[^\W_]+")
MANY_APOSTROPHES = 5
LONG = 12
RESPELLING = frozenset({"en", "ru", "uk"})  # whose letters Arabic names are spelt in by several habits
LETTERS_TO_TRUST_ANYWHERE = 4
SURE_STEM = 5  # shorter names take endings only where they are written with a capital


class Entry(NamedTuple):
    """A term, compiled: what it stands for, and what a find must look like in the original spelling.

    `respelt`: an Arabic name in Latin or Cyrillic letters, of which any other spelling is welcome.
    """

    concept: int
    text: str
    folded: str
    language: str
    weak: bool = False
    case: bool = False
    capital: bool = False
    exact_marks: bool = False
    bound: bool = False
    name: bool = False
    region: bool = False
    respelt: bool = False


def spellings(folded: str, language: str) -> set[tuple[str, ...]]:
    """The words of a term, each apostrophe once as a break and once left out: Ma'arrat al-Nu'man, Maarrat al-Nu'man.

    Before an ending it is always a break: Hama's is not Hamas, Hama'da not Hamada.
    """
    if folded.isalnum():
        return {(folded,)}
    if "'" not in folded:
        return {tuple(TOKEN.findall(folded))} - {()}
    pieces = folded.split("'")
    joined = [pieces[0]]
    for piece in pieces[1:MANY_APOSTROPHES]:
        ending = "".join(TOKEN.findall(piece)[:1]) in PLAIN.get(language, ())
        joined = [one + glue + piece for one in joined for glue in (("'",) if ending else ("'", ""))]
    return {words for one in joined if (words := tuple(TOKEN.findall(one)))}


def lendable(entry: Entry, word: str) -> bool:
    return entry.name and entry.language == "en" and len(word) > SURE_STEM


def _lower(text: str) -> str:
    return text.replace("İ", "i").lower()


def looks_right(entry: Entry, written: str, kinds: int, *, language: str | None) -> bool:
    if entry.bound and language is not None and language != entry.language:
        return False
    if entry.case:
        return written.replace("’", "'").startswith(entry.text)
    capital = entry.capital or (kinds & CHANGED and len(entry.text) < SURE_STEM and entry.text[0].isupper())
    if capital and not kinds & ADJECTIVE and not written[0].isupper():
        return False
    return not entry.exact_marks or _lower(written).startswith(_lower(entry.text))


def compiled(
    term: str | Term, *, concept: int, language: str, name: bool = False, region: bool = False, respelt: bool = False
) -> Entry:
    """An entry with the checks that its spelling calls for: short and weak names need a capital, tiny ones more."""
    text, weak, case = (
        (term, False, False) if isinstance(term, str) else (term.text, term.strength == "weak", term.case)
    )
    folded = fold(text)
    plain = len(folded) > LONG or folded.isalpha()
    letters = len(folded) if plain else sum(character.isalpha() for character in folded)
    short = letters <= LETTERS_TO_TRUST_ANYWHERE and " " not in folded.strip()
    tiny = letters < LETTERS_TO_TRUST_ANYWHERE and language != "ar" and not case
    return Entry(
        concept=concept,
        text=text,
        folded=folded,
        language=language,
        weak=weak,
        case=case,
        capital=text[0].isupper() and (weak or letters <= LETTERS_TO_TRUST_ANYWHERE),
        exact_marks=short and folded.isascii() and folded != _lower(text),
        bound=short and (tiny or language == "fa"),
        name=name,
        region=region,
        respelt=respelt and language in RESPELLING and not weak and not case,
    )
