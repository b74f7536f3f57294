"""Words of a sentence with the numbers and the kinds of tolls among them. Knows nothing of which belongs to which.

What counts no people (ages, dates, houses, names of roads and brigades) is no number here.
"""

import re
from collections.abc import Iterator, Sequence

from workers.relevance.fold import fold
from workers.stories.ages import is_age
from workers.stories.compounds import CONJUNCTION, read
from workers.stories.dates import month_of
from workers.stories.eras import eastern_year
from workers.stories.moved import moved
from workers.stories.negated import negated
from workers.stories.neutralised import NEUTRALISED, fighters
from workers.stories.numbers import Numerals
from workers.stories.single import befell_one, fell_alone, one_person
from workers.stories.token import Number, Token

_TOKEN = re.compile(
    r"[\u0400-\u04ff]+'[\u0400-\u04ff]+|\d+[.,]\d{1,2}(?!\d)|\d+(?:[.,٬' \u00a0\u202f]\d{3})+(?!\d)|\d+|"
    r"[^\W\d_]+(?:-[^\W\d_]+)?|[,،;:؛%$]|\n"
)
_DECIMAL = re.compile(r"\d+[.,]\d{1,2}")
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|eme|er)\b|-(?:й|го|я|ая|ое|ый|му|е|year|month|day|hour|member|storey|story|лет|ти)"
)
_NAMED = re.compile(r"(?:[a-z]-?|\d[./-])$")
LONGEST = 18
"""Characters of a number."""
EVENTS = ("attack", "strike", "raid")
TO = frozenset(
    fold(word)
    for word in (
        "to",
        "or",
        "إلى",
        "أو",
        "a",
        "à",
        "ou",
        "bis",
        "oder",
        "ila",
        "veya",
        "ile",
        "до",
        "или",
        "o",
        "تا",
        "یا",
        "به",
    )
)
ABLATIVES = frozenset({"ten", "tan", "den", "dan"})
"""Turkish: `5'ten 8'e`."""
BETWEEN = frozenset(fold(word) for word in ("between", "بين", "entre", "zwischen", "между", "بین"))
BOTH = frozenset({"and", "et", "y", "und", "и", "ve", "و"})
OF = frozenset(fold(word) for word in ("of", "من", "из", "sur", "von", "des", "de", "der", "از"))
WHOLE = frozenset({"the", "اصل", "those", "these", "los", "las"})
PERSONS = frozenset({"نفر", "تن"})
DEFINITE = frozenset({"из", "des", "der", "از"})
THOSE = frozenset({"those", "these"})
BEFELL = frozenset({"died", "dies", "die", "drowned", "drown"})
"""`Four of the 12 hostages died`: it befell the four."""
SUBSET = frozenset(fold(word) for word in ("منهم", "منها", "onlardan", "d'entre", "davon"))
DAY = 31
_NAMES = frozenset(
    fold(word)
    for word in (
        *("age", "aged", "article", "resolution", "route", "highway", "number", "magnitude", "division", "brigade"),
        *("regiment", "unit", "km", "no", "page", "day", "year", "group", "groupe", "résolution", "âgé", "âgée"),
        *("المادة", "القرار", "اللواء", "الفرقة", "الفوج", "الطريق", "عمره", "عمرها", "العمر", "رقم"),
        *("группа", "группы", "группе", "статья", "статьи", "резолюция", "vor", "hace", "%", "$", "€"),
    )
)
"""Behind one of these a number is a name or an age."""


def words_of(folded: str) -> list[str]:
    """The words and marks of a folded sentence."""
    return _TOKEN.findall(folded)


def recognised(folded: str, words: Numerals) -> list[Token]:
    """The words with what is known of each alone."""
    parts = [Token(found.group(), *found.span()) for found in _TOKEN.finditer(folded)]
    for index, part in enumerate(parts):
        following, beyond = ([near.text for near in parts[index + 1 : index + 3]] + ["", ""])[:2]
        if part.text[0].isdecimal():
            part.value = _written(part.text, words.scales.get(following))
            continue
        forms = (part.text, part.text[1:]) if part.text.startswith(CONJUNCTION) else (part.text,)
        for form in forms:
            pieces = form.split("-")  # twenty-one
            if form in words.numbers:
                part.value = words.numbers[form]
            elif all(piece in words.numbers for piece in pieces):
                last, value = read(pieces, [words.numbers[piece] for piece in pieces], 0, words.scales)
                part.value = value if last == len(pieces) - 1 else None
            part.kind = part.kind or words.kind(form, following, beyond)
    _doubt(parts)
    bare = moved(folded) and all(part.kind in {None, "toll"} for part in parts)
    for part in parts:
        if part.kind == "toll":
            part.kind = "killed" if bare else None
    return parts


def _doubt(parts: list[Token]) -> None:
    """Takes the kinds from words that say that nobody fell, and from those that may count things."""
    telling = [index for index, part in enumerate(parts) if part.kind]
    denied = [index for index in telling if negated(parts, index)]
    for index in denied:
        parts[index].kind = None
    for index in telling:
        if parts[index].kind and parts[index].text.startswith(NEUTRALISED) and not fighters(parts, index):
            parts[index].kind = "other"


def _written(digits: str, scale: int | None) -> int | None:
    """`12,000`; `1.5` only before `million`. What is longer than any count is none."""
    if len(digits) > LONGEST:
        return None
    if _DECIMAL.fullmatch(digits):
        return round(float(digits.replace(",", ".")) * scale) if scale else None
    return int(re.sub(r"\D", "", digits))


def numbers(parts: list[Token], words: Numerals, folded: str) -> list[Number]:
    """Counts of people, ranges as one; of `from five to eight` only what it came to, where something rose or fell."""
    raw = list(_raw(parts, words))
    found: list[Number] = []
    index = 0
    while index < len(raw):
        one = raw[index]
        other = raw[index + 1] if index + 1 < len(raw) else None
        joined = _range(parts, one, other, folded) if other else None
        index += 2 if joined else 1
        last = other if joined and other else one
        if joined is None and _open_range(parts, one):
            continue
        number = joined or one
        if one.dual or (_counts_people(parts, one.first, last.last, words, value=number.value, folded=folded)):
            found.append(number)
    return found


def _raw(parts: list[Token], words: Numerals) -> Iterator[Number]:
    index = 0
    texts, values = [part.text for part in parts], [part.value for part in parts]
    while index < len(parts):
        part = parts[index]
        dual = words.duals.get(part.text) or words.duals.get(part.text.removeprefix(CONJUNCTION))
        if dual:
            yield Number(value=dual, maximum=None, first=index, last=index, dual=True)
        if part.text in words.articles and one_person(parts, index, words):
            yield Number(value=1, maximum=None, first=index, last=index)
            index += 1
            continue
        if (words.verb_first and befell_one(parts, index, words)) or (
            words.singular and fell_alone(parts, index, words)
        ):
            yield Number(value=1, maximum=None, first=index, last=index)
        if part.value is None and part.text.removeprefix(CONJUNCTION) not in words.scales:
            index += 1
            continue
        last, value = read(texts, values, index, words.scales)
        if _DECIMAL.fullmatch(part.text):
            last, value = index + 1, part.value
        first, index = index, last + 1
        if value is not None and last < len(parts):
            yield Number(value=value, maximum=None, first=first, last=last)


def _range(parts: list[Token], one: Number, other: Number, folded: str) -> Number | None:
    """`3-5`, `three to five`, `between three and five`, `from 3 to 5`."""
    gap = [part.text for part in parts[one.last + 1 : other.first]]
    before = parts[one.first - 1].text if one.first else ""
    between = folded[parts[one.last].end : parts[other.first].start].strip()
    dashed = between in {"-", "–", "—"} and parts[one.first].text[0].isdecimal()
    spread = before in BETWEEN and (gap in [[word] for word in BOTH] or (not gap and _joined(parts, other)))
    told = len(gap) == 1 and (gap[0] in TO or gap[0] in ABLATIVES)
    if dashed or spread or told:
        if told and moved(folded):
            return Number(value=other.value, maximum=None, first=other.first, last=other.last)
        if other.value > one.value:
            return Number(value=one.value, maximum=other.value, first=one.first, last=other.last)
    return None


def _joined(parts: Sequence[Token], number: Number) -> bool:
    return parts[number.first].text.startswith(CONJUNCTION)


def _open_range(parts: list[Token], one: Number) -> bool:
    """A number behind `between` that has no other end is not understood."""
    return bool(one.first) and parts[one.first - 1].text in BETWEEN and not one.dual


def _counts_people(
    parts: list[Token], first: int, last: int, words: Numerals, *, value: int, folded: str
) -> bool:  # fmt: skip
    text = parts[first].text
    if value == 0 or (len(text) == 4 and text.isdecimal() and 1900 <= value <= 2100):
        return False
    if is_age(parts, first, last, words, value=value, folded=folded) or eastern_year(parts, first, value=value):
        return False
    before = parts[first - 1].text if first else ""
    after, beyond = ([part.text for part in parts[last + 1 : last + 3]] + ["", ""])[:2]
    is_time = after == ":" and beyond.isdigit()
    if is_time or _is_part(parts, first, last, words) or before in _NAMES or before in {"no", "not"}:
        return False
    if text[0].isdecimal() and (_NAMED.search(folded[: parts[first].start]) or _ORDINAL.match(folded, parts[last].end)):
        return False
    dates = {before, after, beyond if after in {"de", "of"} else ""}
    if value <= DAY and text[0].isdecimal() and any(month_of(word) or word in _ARABIC_MONTHS for word in dates):
        return False
    if value == 1 and after in _FAMILY:
        return False
    counted = {after, after.split("-")[0], f"{after}s" if value == 1 else ""}
    near = any(word and (words.is_thing(word) or word in words.others) for word in counted)
    return not (near or (beyond.isascii() and beyond and _plain_thing(parts, last, beyond, words)))


_FAMILY = frozenset(fold(word) for word in ("family", "famille", "familia", "aileden", "aile", "семьи"))
_ARABIC_MONTHS = frozenset({"تشرين", "كانون"})


def _plain_thing(parts: list[Token], last: int, beyond: str, words: Numerals) -> bool:
    """`two separate attacks`, `600 refugee tents`: one word between, which joins nothing and is no word of a toll."""
    after = parts[last + 1]
    between = after.text in words.prepositions or after.text in words.conjunctions or after.text in OF or after.kind
    return bool(not between and after.text[0].isalpha() and after.value is None) and (
        words.is_thing(beyond) or beyond.startswith(EVENTS)
    )


def _of_the_counted(parts: list[Token], at: int) -> bool:
    """`six of the 18 wounded`, `11 of the 14 people killed`: what befell the six is told elsewhere."""
    at += at < len(parts) and parts[at].text in PERSONS
    after = parts[at : at + 5]
    if len(after) < 2 or after[0].text not in OF:
        return False
    whole = after[1].text in WHOLE
    told = after[1 + whole :]
    counted = bool(told) and told[0].value is not None
    told = told[counted:]
    if not whole and not counted and after[0].text not in DEFINITE and not after[1].text.startswith("ال"):
        return False
    beyond = counted or after[1].text in THOSE or after[0].text == "des"
    return any(
        part.kind and part.text not in BEFELL and all(near.kind is None for near in told[:place])
        for place, part in enumerate(told[: 1 + beyond])
    )


def _is_part(parts: list[Token], first: int, last: int, words: Numerals) -> bool:
    """`including two`, `two of them`, `of the 12`, `none of 12`."""
    before = [part.text for part in parts[max(0, first - 3) : first]]
    after = [part.text for part in parts[last + 1 : last + 4]]
    if before and (before[-1] in words.among or "none" in before or before[-2:] == ["among", "them"]):
        return True
    if len(before) > 1 and before[-2] in OF and before[-1] in WHOLE:
        return True
    if first > 1 and before[-1] in OF and parts[first - 2].value is not None:  # `11 of 14`
        return True
    theirs = after[:2] in (
        ["of", "them"],
        ["of", "whom"],
        ["d'", "entre"],
        ["d", "entre"],
        ["من", "بينهم"],
        ["von", "ihnen"],
        ["из", "них"],
    )
    if _of_the_counted(parts, last + 1) or (before and before[-1].startswith("ال") and before[-1][2:] in words.numbers):
        return True
    return (
        theirs or (bool(after) and after[0] in SUBSET) or before[-2:] == ["из", "них"] or before[-2:] == ["out", "of"]
    )
