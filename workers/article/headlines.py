"""What the first lines above an article are: dates, bylines, labels. And what a headline looks like. Knows no pages."""

import re
from pathlib import Path

_SENTENCE_END = re.compile(r"[.!?…؟۔。！？።।:][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+(?:[’'\u200c-][^\W\d_]+)*")
_NUMERIC_DATE = re.compile(r"\d{1,4}\s*[./\-年]\s*\d{1,2}\s*[./\-月]\s*\d{1,4}|(?:19|20)\d\d|\d{1,2}[:.]\d{2}")
_WHOLE_DATE = re.compile(r"\d{1,4}\s*[./\-年]\s*\d{1,2}\s*[./\-月]\s*\d{1,4}")
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|de|door|av|af|written by|posted by|yazan|haber|автор|текст|بقلم|كتب|كتبت|إعداد|نویسنده|"
    r"نوشته|نووسینی|ئامادەکردنی|nivîskar|amadekar)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_BYLINE_ENDS = re.compile(
    r"\s+[-–—|•·]\s+|\s*\|\s*|,?\s+(?=\d)|\s*,\s*(?:\w+\s+)?\d|\s+\(?(?:updated|published)\b", re.IGNORECASE
)
_PHOTO_END = re.compile(
    r"[(\[][^()\[\]]{0,60}\b(?:photo|photos|image|images|file|getty|afp|ap|reuters|epa|dpa|صورة|أ ف ب|عکس|foto|"
    r"fotoğraf|фото)\b[^()\[\]]{0,40}[)\]]\s*$",
    re.IGNORECASE,
)
_CALENDAR = frozenset((Path(__file__).parent / "calendar.txt").read_text(encoding="utf-8").split())
"""Months, weekdays and what else stands in a line that says when: one language after another."""
LABEL_WORDS, LABEL_CHARACTERS = 3, 30


def ends_a_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def is_paragraph(text: str) -> bool:
    """Running text, as opposed to a heading, a label or a caption."""
    return len(text) >= 120 or (len(text) >= 50 and ends_a_sentence(text))


def is_label(text: str) -> bool:
    return len(text) <= LABEL_CHARACTERS and len(text.split()) <= LABEL_WORDS and not ends_a_sentence(text)


def is_date(text: str) -> bool:
    """A line that says when, and hardly anything else (a name at most)."""
    if len(text) > 90 or not _NUMERIC_DATE.search(text):
        return False
    words = _WORD.findall(text.casefold())
    strange = sum(word not in _CALENDAR for word in words)
    whole_date = _WHOLE_DATE.search(text) is not None or any(len(word) > 2 and word in _CALENDAR for word in words)
    return strange <= (2 if len(text) <= 60 and whole_date else 0)


def byline_of(text: str) -> str | None:
    """`By Reuters` of `By Reuters - Jan 10, 2018`; None if the line is no byline."""
    if len(text) > 140 or is_paragraph(text):
        return None
    match = _BYLINE.match(text)
    if match is None:
        return None
    name = _BYLINE_ENDS.split(text[match.end() :], maxsplit=1)[0].strip(" ,.;:")
    words = name.split()
    if not words or len(words) > 8 or ends_a_sentence(text):
        return None
    if name[0].isupper() or not name[0].isascii():
        return f"{text[: match.end()].strip()} {name}"
    return None


def is_caption(text: str) -> bool:
    """A picture's caption by its credit at the end: `(AFP photo)`."""
    return len(text) < 400 and _PHOTO_END.search(text) is not None


def is_title_case(text: str) -> bool:
    """English headline style: nearly every longer word begins with a capital."""
    words = [word for word in _WORD.findall(text) if len(word) > 3]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def content_words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.casefold()) if len(word) > 3)
