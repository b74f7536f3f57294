"""Which single-byte or East Asian encoding bytes are in, judged by their letters. Knows nothing of declarations."""

import math
import re
from collections import Counter
from functools import lru_cache

# Letters beyond ASCII by how often they occur in running text, most frequent first: rank alone is enough to tell
# encodings apart, because a wrong one turns frequent letters into rare ones, symbols, or capitals inside words.
_LATIN = {
    "western": "éàèêçôîûùâïëœæ",
    "german": "üäöß",
    "spanish": "óíáéñúü¿¡",
    "portuguese": "ãçáéóõêíúâàô",
    "italian": "àèùòìé",
    "nordic": "åäöøæéþðáíóúý",
    "turkish": "ıüşçğöâîû",
    "kurdish": "êîûşç",
    "polish": "łąęóżśćńź",
    "czech": "íáéěšřčžýůúóťňďľôäĺŕ",
    "hungarian": "áéöóőüíúű",
    "romanian": "ăîâşţșț",
    "balkan": "čšžćđ",
    "baltic": "āšēīžļņėųąįūķģčęõäöü",
    "vietnamese": "đáàảôơưêâă",
}
_OTHERS = {
    "arabic": "اليمونرتهبةعدسفأقكحجشىصطخذإزضثءئغآظؤپچژگک\u200cیه،؛؟ًٌٍَُِّْـ",
    "cyrillic": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєѕјљњћђџўґёъ",
    "greek": "αοιετσνηυρπκμλςδγχθφβξζψωάόίέήύώϊ",
    "hebrew": "יוהלארתמבשנדחפעקםכסטצגזןךףץ",
    "thai": "านรอกเงมยลวดทสตะปบคหแจพชขใไโผซธศถ่้ิีัุูำ์็ื",
}
_LANGUAGES = {
    "cp1256": ("arabic", "western"),
    "iso8859_6": ("arabic",),
    "cp1251": ("cyrillic",),
    "koi8_r": ("cyrillic",),
    "koi8_u": ("cyrillic",),
    "iso8859_5": ("cyrillic",),
    "cp866": ("cyrillic",),
    "cp1254": ("turkish", "kurdish"),
    "cp1252": ("western", "german", "spanish", "portuguese", "italian", "nordic"),
    "cp1250": ("polish", "czech", "hungarian", "romanian", "balkan"),
    "iso8859_2": ("polish", "czech", "hungarian", "romanian", "balkan"),
    "cp1253": ("greek",),
    "cp1255": ("hebrew",),
    "cp1257": ("baltic",),
    "cp1258": ("vietnamese",),
    "cp874": ("thai",),
}
_EAST_ASIAN = {
    "gb18030": re.compile("[\u4e00-\u9fff\u3001\u3002\uff0c]"),
    "big5": re.compile("[\u4e00-\u9fff\u3001\u3002\uff0c]"),
    "shift_jis": re.compile("[\u3041-\u30ff\u4e00-\u9fff\u3001\u3002]"),
    "euc_jp": re.compile("[\u3041-\u30ff\u4e00-\u9fff\u3001\u3002]"),
    "euc_kr": re.compile("[\uac00-\ud7a3]"),
}
_KANA = re.compile("[\u3041-\u30ff]")
_FREQUENT = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}
"""Where the first bytes of frequent characters lie."""
_KOREAN_ENDS = 0xC8
_TYPOGRAPHY = frozenset("\u00a0«»“”‘’„‚–—…•©®°€£·")
_RUN = re.compile(rb"[\x80-\xff]+")
_UNKNOWN, _CAPITAL, _BROKEN = math.log(2e-4), math.log(0.04), math.log(2e-6)
_SAMPLE = 3000


def best_guess(body: bytes) -> tuple[str, float]:
    """The most plausible encoding and its score (0 is certain, below -6 hardly text at all)."""
    scored = [(score(body, name), name) for name in (*_LANGUAGES, *_EAST_ASIAN)]
    points, name = max(scored, key=lambda pair: pair[0])
    return name, points


def score(body: bytes, codec: str) -> float:
    """How plausible the bytes beyond ASCII are as text in `codec`: mean log likelihood of its letters."""
    runs = _sample(body)
    if not runs:
        return 0.0
    if codec in _EAST_ASIAN:
        return _score_east_asian(body, codec)
    length = sum(map(len, runs)) / len(runs)
    text = "".join(run.decode(codec, "replace") for run in runs)
    return max((_likelihood(text, name, length) for name in _LANGUAGES.get(codec, _LATIN)), default=_BROKEN)


def _sample(body: bytes) -> list[bytes]:
    runs: list[bytes] = []
    size = 0
    for match in _RUN.finditer(body):
        runs.append(match[0][: _SAMPLE - size])
        size += len(match[0])
        if size >= _SAMPLE:
            break
    return runs


def _likelihood(text: str, language: str, run_length: float) -> float:
    """Letters of an alphabet beyond ASCII stand in long runs, accented letters alone: the wrong way costs."""
    table = _table(language)
    total = sum(
        count * table.get(char, _UNKNOWN if char.isalpha() else _BROKEN) for char, count in Counter(text).items()
    )
    fits = run_length < 2.2 if language in _LATIN else run_length > 1.6
    return total / len(text) - (0.0 if fits else 3.0)


@lru_cache(maxsize=64)
def _table(language: str) -> dict[str, float]:
    letters = _LATIN.get(language) or _OTHERS[language]
    weights = [1.0 / (rank + 3) for rank in range(len(letters))]
    whole = sum(weights)
    table = {char: math.log(weight / whole) for char, weight in zip(letters, weights, strict=True)}
    table |= {char.upper(): points + _CAPITAL for char, points in table.items() if char.upper() not in table}
    table |= dict.fromkeys(_TYPOGRAPHY - table.keys(), math.log(0.02))
    return table


def _score_east_asian(body: bytes, codec: str) -> float:
    text = body[: 20 * _SAMPLE].decode(codec, "replace")
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    broken = text.count("\ufffd") / len(foreign)
    usual = len(_EAST_ASIAN[codec].findall(text)) / len(foreign)
    points = -1.5 - 60 * broken - 4 * (1 - usual)
    if codec in _FREQUENT:
        low, high = _FREQUENT[codec]
        first = [run[index] for run in _sample(body) for index in range(0, len(run) - 1, 2)] or [0]
        points -= 3 * (1 - sum(low <= byte <= high for byte in first) / len(first))
        if codec == "gb18030" and sum(byte > _KOREAN_ENDS for byte in first) < len(first) / 8:
            points -= 2.0
    elif codec != "euc_kr":
        points -= 8 * max(0.0, 0.25 - len(_KANA.findall(text)) / len(foreign))
    return points
