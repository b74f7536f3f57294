"""On which day a report says that something befell somebody: the first that is no day of speaking or burying.

A strike on Wednesday and one on Thursday are two, however alike the words. In doubt there is none. Knows no stories.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from workers.relevance.fold import fold
from workers.stories.dates import days_in

SUDDEN = frozenset({
    "kind.airstrike", "kind.shelling", "kind.drone", "kind.explosion", "kind.mine", "kind.killing", "kind.kidnap",
    "kind.fire", "kind.crash", "kind.collapse", "kind.drowning",
})  # fmt: skip
"""What is over within the day; protests, fights and talks go on."""

_PIECE = re.compile(
    r"[.!?؟;؛:\n]\s|\n|[,،]\s|\s[–—-]\s|\s(?=(?:that|dass|que|что|ان|بان|كه|ku|but|while|when|as|wahrend|als|alors|lorsque|"
    r"mientras|cuando|когда|пока|حين|عندما|فيما|بينما)\s)"
)
_BACKGROUND = re.compile(
    r"\b(?:(?:an?|one|two|three|four|five|some|several|\d+) (?:days?|hours?|weeks?) )?"
    r"(?:after|before|earlier|since|following|previous\w*|last|past|ago|later|until|"
    r"apres|avant|depuis|derniere?s?|precedent\w*|jusqu|nach|vor|seit|letzte\w*|vergangene\w*|zuvor|"
    r"tras|despues|antes|desde|pasad[oa]|anterior|"
    r"sonra|once|onceki|gecen|beri|после|до|назад|ранее|прошл\w+|накануне|минувш\w+|"
    r"بعد|قبل|منذ|عقب|اثر|الماضي\w*|السابق\w*|سابق\w*|پس از|پيش|از|گذشته|pisti|beri|دواي|پيش)\b"
)
_NOT_THE_EVENT = re.compile(
    r"\b(?:said|says?|told|announc\w+|report\w*|stated|add(?:ed|s)|confirm\w+|rose|rises?|risen|climb\w*|increas\w+|toll|"
    r"bur(?:y|ied|ies|ial)|funerals?|mourn\w*|identif\w+|arrest\w*|detain\w*|investigat\w+|condemn\w*|denie[sd]|claim\w*|"
    r"succumb\w*|died|dies|search\w*|found|finds?|recover\w*|pulled|discharged|recall\w*|will|would|warn\w*|urg\w+|call\w*|vow\w*|blam\w+|"
    r"annonc\w+|declar\w+|indiqu\w+|affirm\w+|bilan|enterr\w+|obseques|funerailles|condamn\w+|dement\w*|succomb\w*|retrouv\w+|"
    r"sagt\w*|teilt\w*|meldet\w*|erklart\w*|berichtet\w*|gestiegen|stieg|beigesetzt|verurteilt\w*|bestatigt\w*|erlag\w*|"
    r"gefunden|fand|fanden|geborgen|hallaron|hallad\w+|encontr\w+|trovat\w+|bulundu\w*|нашли|найден\w*|обнаруж\w+|عثر\w*|انتشل\w*|"
    r"dijo|dijeron|inform\w+|anunci\w+|asegur\w+|aument\w+|ascend\w+|subio|entierr\w+|funeral\w*|condeno|murio|"
    r"acikla\w+|bildir\w+|duyur\w+|soyle\w+|yuksel\w+|cikti|defn\w+|cenaze\w*|ugurlan\w+|kina\w+|ragihand\w*|"
    r"сообщил\w*|сообщает\w*|заявил\w*|рассказал\w*|выросл\w*|возросл\w*|похорон\w+|скончал\w+|осудил\w*|"
    r"[وف]?(?:قال\w*|يقول|اعلن\w*|افاد\w*|ذكر\w*|اكد\w*|اوضح\w*|صرح\w*|اضاف\w*|ارتفع\w*|ارتفاع|حصيله|شيع\w*|تشييع|دفن\w*|جنازه|"
    r"عزاء|نعي|نعت|توفي\w*|متاثر\w*|اعتقل\w*|القبض|ادان\w*|نفي\w*|نفت|تبني|تبنت|حذر\w*|دعا|دعت)|"
    r"گفت\w*|اعلام|گزارش|خبر|افزايش|تشييع|خاكسپاري|محكوم)\b"
)
_NIGHT = re.compile(
    r"\b(?:night|overnight|midnight|late|early|dawn|nuit|aube|nacht\w*|nachts|morgengrauen|noche|madrugada|gece\w*|safak\w*|sev\w*|"
    r"ноч\w+|рассвет\w*|ليل\w*|ليله|فجر\w*|الفجر|الليل|منتصف|شب|بامداد)\b"
)
_LATE_IN_GERMAN_AND_FRENCH = re.compile(r"\b(?:spat|fruh|tard|tot)\b")


def event_days(title: str, opening: str, *, now: datetime) -> tuple[int, ...]:
    """Ordinals of what may be the day; with those beside it when it was night."""
    for piece in _pieces(f"{title}\n{opening}"):
        told = _BACKGROUND.split(piece, maxsplit=1)[0]
        days = days_in(told, now=now)
        if not days or _NOT_THE_EVENT.search(piece):
            continue
        if _NIGHT.search(piece) or _LATE_IN_GERMAN_AND_FRENCH.search(piece):
            return tuple(sorted({day + beside for day in days for beside in (-1, 0, 1)}))
        return days
    return ()


def _pieces(text: str) -> Iterator[str]:
    return (piece for piece in _PIECE.split(fold(text)) if piece)
