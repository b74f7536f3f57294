"""How words change in each language: endings that may follow a stem, letters that may be glued before it.

Knows words only; which words matter is the lexicon's business. All strings are folded.
"""

from workers.relevance.fold import fold


def _endings(text: str) -> frozenset[str]:
    return frozenset(fold(ending) for ending in text.split())


# Plain endings: added to the word as it stands (at least MIN_STEM letters, fewer in MIN_STEM_OF).
PLAIN = {
    "en": _endings("s"),
    "de": _endings("s es n en e er em ern"),
    "nl": _endings("s se e en er"),
    "fr": _endings("s e es ne nes"),
    "es": _endings("s es a as"),
    "pt": _endings("s es a as"),
    "it": _endings("i e a"),
    "tr": _endings(
        "i ı u ü yi yı yu yü a e ya ye da de ta te dan den tan ten in ın un ün nin nın nun nün la le yla yle daki deki"
        " taki teki dakiler dekiler li lı lu lü liler lılar lular lüler lilerin lıların linin lının lar ler ları leri"
        " lara lere larda lerde lardan lerden ların lerin larını lerini larının lerinin larına lerine larla lerle ca ce"
        " sı si su sü sını sini sunu sünü sının sinin sunun sünün sına sine suna süne sında sinde sunda sünde"
        " sından sinden sundan sünden sındaki sindeki sundaki sıyla siyle suyla ını ini unu ünü ının inin unun"
        " ünün ına ine una üne ında inde unda ünde ından inden undan ünden"
        " ındaki indeki undaki ündeki ıyla iyle uyla üyle"
        " nı ni nu nü na ne nda nde ndan nden ndaki ndeki dır dir tır tir ki"
    ),
    "kmr": _endings("ê a an î i en ên de da ye ya yê yên yan yî ke ek eke iyan iyên iya iyê îyan yekê ekî ra re"),
    "ckb": _endings(
        "ی ە دا یدا یە ان یان یش ش ەوە یەوە کان ەکان ەکە ەکانی یی یەکان ییەکان یەکانی ێ ێک ێکی وە تا ەش ەی ەیە"
    ),
    "fa": _endings("ی ها های ان اند ای یان هایی یی یها"),
    "ar": _endings("ات ين ون ان ها هم نا"),
    "he": _endings("י ים ית יים יות ות"),
    "ur": _endings("ی وں یوں ں ے"),
    "ko": _endings(
        "에서 에 에는 에서는 에서도 에도 의 을 를 이 가 은 는 과 와 로 으로 도 만 까지 부터 에게"
        " 한테 께 이나 나 라는 이라는 인 군 산 측 행 발 식 계 주 시 주의 주에서 시의 시에서 인이 인은"
        " 인의 인들 인들이 군이 군은 군의 측이 측은 와의 과의 로의"
    ),
}  # fmt: skip
# Names that were only written down in English take these languages' endings too.
BORROWERS = ("de", "kmr", "tr")
# In Arabic, an ending on a name makes the adjective of origin: "Idlibi" is often a surname, so it counts as weak.
ORIGIN = _endings("ي ية يين يون يات")

CHANGED, ADJECTIVE, ORIGINATING = 1, 2, 4  # kinds of a form: inflected, an adjective of a name, an Arabic nisba
Stem = tuple[str, frozenset[str], int]

MIN_STEM = 5
MIN_STEM_OF = {"ar": 4, "ckb": 4, "fa": 4, "he": 4, "ur": 4, "kmr": 3, "ko": 2}
MIN_STEM_OF_PART = {"tr": 3}  # Kah köyü, Kah köyündeki; Humus ili, Humus ilinde

_RU_NOUN = _endings("а у ом е ы и ов ам ами ах ой ем")
_RU_A = _endings("а ы и е у ой ою ам ами ах") | {""}
_RU_YA = _endings("я и е ю ей ею ь ям ями ях й")
_RU_ADJECTIVE = _endings("ий ый ой ая яя ое ее ые ие ого его ому ему ым им ом ем ую юю ою ею ых их ыми ими")
_UK_NOUN = _endings("а у ом і ові ів ам ами ах и е ем єм ю")
_UK_A = _endings("а и і у ою ам ами ах") | {""}
_UK_YA = _endings("я ї і ю єю ею й ь ям ями ях є")
_UK_ADJECTIVE = _endings("ий ій а я е є і ї ого його ому йому им їм ім у ю ою ею их їх ими їми ої")
_CASES = {
    "ru": (_RU_NOUN, _RU_A, _RU_YA, _RU_ADJECTIVE),
    "uk": (_UK_NOUN, _UK_A, _UK_YA, _UK_ADJECTIVE),
}
_ADJECTIVE_ENDS = {
    "ru": tuple(fold(end) for end in ("ий", "ый", "ой", "ая", "ое", "ее", "ые", "ие", "ого", "их", "ых")),
    "uk": tuple(fold(end) for end in ("ий", "ій", "ська", "зька", "цька", "ське", "ські", "их")),
}


_UK_SOFTENED = {"к": "ц", "х": "с", "г": "з"}


def _soft(stem: str) -> str:
    bare = stem.rstrip(stem[-1])
    return bare + _UK_SOFTENED[stem[-1]] * (len(stem) - len(bare))


def _slavic(word: str, language: str) -> list[Stem]:
    noun, feminine, soft, adjective = _CASES[language]
    for end in _ADJECTIVE_ENDS[language]:
        if word.endswith(end) and len(word) - len(end) >= 4:
            kept = len(end) - 1 if end.startswith(("сь", "зь", "ць")) else 0
            cut = len(word) - len(end) + kept
            changed = [(word[:cut], adjective, CHANGED)]
            return [*changed, (word, noun, CHANGED)] if end in {"их", "ых"} else changed  # Дадих, Мардих
    last = word[-1]
    if last == "а":
        found = [(word[:-1], feminine if len(word) > 5 else feminine - {""}, CHANGED)]
        if language == "uk" and word[-2] in _UK_SOFTENED:  # Ракка, у Рацці
            found.append((_soft(word[:-1]), frozenset({"і"}), CHANGED))
        return found
    if last in "яьиі":
        return [(word[:-1], soft | noun, CHANGED)]
    if last in "оеу":
        return [(word[:-1], noun | {last}, CHANGED)] if last != "у" else []
    found = [(word, noun, CHANGED)]
    if len(word) >= 5:  # the adjective of a place: Идлиб, идлибский
        between = "ск" if language == "ru" else "ськ"
        found.append((word + between, adjective, ADJECTIVE))
    return found


def stems(word: str, language: str, *, name: bool, region: bool, part: bool = False) -> list[Stem]:
    """A stem, the endings that may follow it, and what such a form is, for one word of a term in `language`.

    In Arabic a `name` of a place takes no ending, except that a `region`'s makes the adjective of origin. A `part` of
    a longer term is safe to change even where it is short: Дейр-эз-Зоре, Kah köyünde.
    """
    if name and language == "ar":
        return [(word, ORIGIN, ORIGINATING)] if region and len(word) >= MIN_STEM_OF["ar"] else []
    if language in _CASES:
        return (
            [found for found in _slavic(word, language) if len(found[0]) >= 3]
            if len(word) >= (3 if part else 4)
            else []
        )
    endings = PLAIN.get(language)
    least = MIN_STEM_OF_PART.get(language) if part else None
    if endings is None or len(word) < (least or MIN_STEM_OF.get(language, MIN_STEM)):
        return []
    found = [(word, endings, CHANGED)]
    if language == "es" and word[-1] in "oa":
        found.append((word[:-1], _endings("o a os as"), CHANGED))
    elif language == "tr" and word[-1] in "kp":  # the last consonant softens: uçak, uçağı
        softened = word[:-1] + ("g" if word[-1] == "k" else "b")
        found.append((softened, frozenset(end for end in endings if end[0] in "aeiu"), CHANGED))
    elif language == "ar" and word[-1] == "ه":  # ة opens before an ending
        found.append((word[:-1] + "ت", _endings("ها هم ه نا ان ين"), CHANGED))
    elif language == "fr" and word.endswith("ien"):
        found.append((word, _endings("ne nes s"), CHANGED))
    return found


_ARABIC_PREFIXES = tuple(
    sorted(
        {
            conjunction + preposition + article
            for conjunction in ("", "و", "ف")
            for preposition in ("", "ب", "ل", "ك")
            for article in ("", "ال")
            if conjunction + preposition + article and not (preposition == "ل" and article)
        }
        | {"لل", "ولل", "فلل"},
        key=len,
        reverse=True,
    )
)
_SHORT_ARABIC_PREFIXES = frozenset({"و", "ب", "ل", "وب", "ول"})
_HEBREW_PREFIXES = ("ו", "ב", "ל", "מ", "ה", "ש", "כ", "וב", "ול", "ומ", "וה", "שב", "של", "שה", "מה", "לה", "בה", "כש")
_GERESH = frozenset("גדזחטעצת")  # letters that an apostrophe parts from the rest of a foreign name: בג'יסר


def unprefixed(token: str) -> list[str]:
    """What may remain when glued particles are taken off. An article that was taken off is also put back."""
    first = token[0]
    if "ا" <= first <= "ي":
        return _arabic(token)
    if "א" <= first <= "ת":
        return [
            token[len(prefix) :]
            for prefix in _HEBREW_PREFIXES
            if token.startswith(prefix) and (len(token) - len(prefix) >= 3 or token[len(prefix) :] in _GERESH)
        ]
    return []


def _arabic(token: str) -> list[str]:
    """Longest rest first: and-Lebanon is not to-Banan."""
    found: list[str] = []
    for prefix in _ARABIC_PREFIXES:
        if not token.startswith(prefix):
            continue
        rest = token[len(prefix) :]
        if len(rest) >= 4 or (len(rest) == 3 and prefix in _SHORT_ARABIC_PREFIXES):
            found.append(rest)
        if prefix.endswith(("ال", "لل")) and len(rest) >= 3 and prefix != "ال":
            found.append("ال" + rest)
    return sorted(found, key=len, reverse=True)
