"""Whether a name only tells who somebody is: a nationality ("a Syrian baker"), a birthplace ("from Idlib").

Knows nothing of where things happen.
"""

from collections.abc import Iterable

from workers.relevance.concepts import CITIES
from workers.relevance.hits import Hit, Reading
from workers.relevance.side import Abroad, Side, scene_of
from workers.relevance.words import Around, around

PEOPLE = ".people"  # concepts of this ending are a nationality: less than the country
NEAR = 2  # words between a nationality and whose it is
BELOW = 3  # words of "the city of" between "from" and the name
BESIDE = 2  # words from one to another, with an "and" between
TURKISH = ("li", "lı", "lu", "lü")
NOUNS = frozenset({"de", "fr", "ru", "uk", "sv", "nl"})  # here a people's name tells itself from the adjective
FIRST = frozenset({"en", "de", "tr", "ru", "uk", "ur", "nl", "sv"})  # here the adjective stands first
INDEFINITE = frozenset({"ar", "fa", "fr", "es", "he", "it", "pt"})
ARTICLES = ("ال", "ה")
TANWIN = "\u064b"  # سوريًا is a Syrian, سوريا the country
ABLATIVE = frozenset({"den", "dan", "ten", "tan"})


def is_nationality(hit: Hit, reading: Reading) -> bool:
    """As told by its concept, or by its ending: إدلبي, İdlibli, سوريًا."""
    written = hit.find.written
    turkish = hit.find.entry.language == "tr" and hit.concept.place is not None and written.endswith(TURKISH)
    kurdish = hit.find.entry.language == "kmr" and hit.concept.place is not None and _kurdish(hit)
    return hit.concept.id.endswith(PEOPLE) or hit.find.derived or turkish or kurdish or indefinite(hit, reading)


def _kurdish(hit: Hit) -> bool:
    """Efrînî: of Afrin."""
    return hit.find.written.endswith("î") and not hit.find.entry.text.endswith("î")


def indefinite(hit: Hit, reading: Reading) -> bool:
    source = reading.layout.title if hit.spot.in_title else reading.layout.text
    return TANWIN in source[hit.find.start : hit.find.end + 1]


def nationality(hit: Hit, reading: Reading, abroad: Abroad) -> bool:
    """Whether an adjective or a people's name stands for somebody: beside a person's word, or as one."""
    words, side = around(), Side.of(hit, reading)
    before, after = (NEAR, NEAR + 1) if hit.find.entry.language in FIRST else (NEAR + 1, NEAR)
    if any(words.person(word) or words.taken_along(word) for word in (*side.before[-before:], *side.after[:after])):
        return True
    if indefinite(hit, reading):
        return True
    return hit.concept.id.endswith(PEOPLE) and (
        _alone(hit, side, words) or _lives(hit, side, abroad, words) or _with_others(hit, abroad)
    )


def _with_others(hit: Hit, abroad: Abroad) -> bool:
    """Beside another people: "Syrians and Afghans", سوريون ومصريون."""
    if not (hit.find.written.lower().endswith("s") or hit.find.entry.text.endswith(("ون", "ين"))):
        return False
    near = range(hit.find.first - BESIDE - 1, hit.find.last + BESIDE + 1)
    return any(
        not other.concept.id.endswith(CITIES)
        and scene_of(other) == scene_of(hit)
        and other.find.written.lower()[-1] == hit.find.written.lower()[-1]
        for word in near
        for other in abroad.get((hit.spot.in_title, word), ())
    )


def _alone(hit: Hit, side: Side, words: Around) -> bool:
    """Without a noun that it belongs to: "Syrian wins", "un sirio", "der Syrer", سوري في السويد."""
    language, text, written = hit.find.entry.language, hit.find.entry.text, hit.find.written
    if not words.among.isdisjoint(side.before[-1:]):
        return True
    if language in NOUNS and _noun(language, text, written):
        return True
    if language == "en":
        stops = not side.after or side.following[:1] in {",", ".", ":", ";"} or side.after[0] in words.bare
        plural = written.lower().endswith("s")
        counted = [word for word in side.before if not word.isdigit()]
        struck = not words.struck.isdisjoint(counted[-1:]) and (plural or not _plural(side.after[:1]))
        return struck or (stops and not plural)
    if language == "tr":
        return side.before[-1:] == ["bir"]
    return (
        language in INDEFINITE and not text.startswith(ARTICLES) and (not side.before or side.before[-1] in words.alone)
    )


def _plural(words: list[str]) -> bool:
    return any(word.endswith("s") for word in words)


def _noun(language: str, text: str, written: str) -> bool:
    if language in {"ru", "uk"}:
        return not text.endswith("ий")
    if language == "nl":
        return not text.lower().endswith(("isch", "ische"))
    return (text if language == "de" else written)[0].isupper()


def _lives(hit: Hit, side: Side, abroad: Abroad, words: Around) -> bool:
    """The place that follows is abroad: "Syrians in Leipzig"."""
    return bool(side.after) and side.after[0] in words.locative and _foreign_at(hit, abroad, first=2, last=3)


def _foreign_at(hit: Hit, abroad: Abroad, *, first: int, last: int, ending: str = "") -> bool:
    """Whether a name abroad begins so many words after the hit."""
    return any(
        other.concept.id.endswith(ending) and scene_of(other) == scene_of(hit)
        for word in range(hit.find.last + first, hit.find.last + last + 1)
        for other in abroad.get((hit.spot.in_title, word), ())
    )


def birthplace(hit: Hit, reading: Reading, peoples: frozenset[str], abroad: Abroad) -> bool:
    """As in "baker from the city of Idlib", "Idlib-born"; `peoples`: nationalities named, which are somebody too."""
    words, side = around(), Side.of(hit, reading)
    if not words.born.isdisjoint(side.after[:1]) or _once_left(side, words, peoples):
        return True
    if _hebrew_from(hit) and _somebody(side.before[-BELOW:], words, peoples):
        return True
    last = len(side.before) - 1
    for at in range(last, max(last - BELOW, 0) - 1, -1):
        if side.before[at] in words.native:
            return True
        if at and side.before[at - 1] in words.life.near:
            return False  # "près de" tells where, not from where
        if side.before[at] in words.origin and (
            not words.life.came.isdisjoint(side.before[max(at - NEAR, 0) : at])
            or _somebody(side.before[max(at - NEAR - 1, 0) : at + 1], words, peoples)
            or (at == last == 0 and _onward(hit, side, abroad, words))
        ):
            return True
        if side.before[at] not in words.units and not (at == last and side.before[at] in words.locative):
            return False
    return (
        not side.before
        and side.after[:1] != []
        and side.after[0] in ABLATIVE
        and _foreign_at(hit, abroad, first=1, last=3, ending=CITIES)
    )


def _once_left(side: Side, words: Around, peoples: frozenset[str]) -> bool:
    """As in "who fled Idlib", "family left Idlib"."""
    if words.left.isdisjoint(side.before[-1:]):
        return False
    who = side.before[-NEAR:-1]
    return not words.relative.isdisjoint(who) or _somebody(who, words, peoples)


def _hebrew_from(hit: Hit) -> bool:
    return hit.find.written.startswith("מ") and not hit.find.entry.text.startswith("מ")


def _onward(hit: Hit, side: Side, abroad: Abroad, words: Around) -> bool:
    """From there to a city abroad, at the head of a sentence: "From Idlib to Oxford"."""
    return bool(side.after) and side.after[0] in words.onward and _foreign_at(hit, abroad, first=2, last=2)


def around_birthplace(hit: Hit, born: Hit, reading: Reading) -> bool:
    """Whether a name only says where the birthplace before it lies: "from Ariha in Idlib province"."""
    words = around()
    if scene_of(hit) != scene_of(born) or hit.find.first - born.find.last > BELOW:
        return False
    between = (
        Side.of(hit, reading).before[born.find.last + 1 - hit.find.first :]
        if hit.find.first > born.find.last + 1
        else []
    )
    return all(word in words.units or word in words.locative or word[1:] in words.units for word in between)


def _somebody(tokens: Iterable[str], words: Around, peoples: frozenset[str]) -> bool:
    return any(words.person(token) or token in peoples for token in tokens)
