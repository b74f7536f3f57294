"""Which news agencies a sentence cites as its witness: "Reuters reported", "نقلت رويترز عن". Knows no articles.

To be cited is more than to be named: a word of saying must stand right before or behind the name.
"""

import re
from collections.abc import Iterator

from workers.stories.bodies import agencies_in

BESIDE = 48
"""Characters around a name among which the word of saying must be."""
_BETWEEN = r"(?:[\w'’\"«-]+[\s(«\"]+){0,3}[(«\"]?(?:[dl]['’])?"

_BEFORE = re.compile(
    r"(?:\b(?:told|according to|citing|quoting|(?:quoted|reported|carried|published|cited|seen|obtained) by|"
    r"(?:said|speaking|statement|statements|interview|spoke|talking) (?:to|with)|"
    r"selon|d['’]après|(?:cité|rapporté|publié|relayé)e?s? par|(?:déclaré|confié|indiqué|affirmé|dit) à|auprès de|"
    r"nach angaben|laut|sagte|sagten|gegenüber|unter berufung auf|"
    r"según|(?:citado|publicado|recogido)s? por|(?:dijo|declaró) a|"
    r"по данным|по информации|сообщает|сообщают|сообщил\w*|передает|передаёт|пишет|рассказал\w*|со ссылкой на|цитирует|"
    r"li gorî|ji)|"
    r"(?:قال|قالت|أفاد|أفادت|ذكر|ذكرت|نقل|نقلت|نقلا عن|نقلاً عن|أوردت|أعلنت|أكدت|بحسب|حسب|وفق|وفقا|وفقاً|صرح|عن|"
    r"به گزارش|به نقل از|بە پێی))\s+" + _BETWEEN + r"$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^(?:[)»\"]+)?(?:['’]\w+)?(?:[\s)»\"]+[\w'’-]+){0,2}?[\s)»\"]+(?:reported|reports|said|says|quoted|cited|wrote|"
    r"haberine|aktardığına|bildirdiğine|göre|konuşan|bildirdi|aktardı|duyurdu|verdiği|"
    r"(?:a |ont )?(?:rapporté|rapporte|indiqué|annoncé|cité)|zufolge|berichtete|berichtet|meldete|meldet|"
    r"informó|informa|reportó|сообщ\w+|передал\w*|передает|передаёт|пишет|عن|أن|إن|گزارش داد|نوشت|ragihand)\b",
    re.IGNORECASE,
)
_TOLD_IN_ARABIC = re.compile(r"(?:^|[\s(«\"])(?:ل|لـ|لوكالة|لوكالة أنباء)\s*[(«\"]?$")
_AGENCY_BEFORE = re.compile(
    r"(?:\bagency|agence|agencia|agentur|ajansı|وكالة|وكالة الأنباء|агентств\w+|خبرگزاری)\s+[(«\"]?$", re.IGNORECASE
)
_AGENCY_AFTER = re.compile(r"^[)»\"]?\s*(?:news )?(?:agency|ajansı)", re.IGNORECASE)
CREDITS = ("/", "@", "#")


def cited_in(sentence: str) -> Iterator[tuple[str, int]]:
    """Name and where it stands, in the order of the sentence."""
    for name, start, end, sure in agencies_in(sentence):
        before, after = sentence[max(0, start - BESIDE) : start], sentence[end : end + BESIDE]
        if before.endswith(CREDITS) or after.startswith(CREDITS):
            continue
        if not (sure or _AGENCY_BEFORE.search(before) or _AGENCY_AFTER.match(after)):
            continue
        if _BEFORE.search(before) or _AFTER.match(after) or _TOLD_IN_ARABIC.search(before):
            yield name, start
