"""Whether an edit of an article changes what it says, and whether the outlet took it back. Pure; knows no versions.

A bumped date, an inserted advertisement or a mended letter is nothing; another number, a sentence more or less is.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from workers.stories.words import tokens

FEWEST_WORDS = 6
"""A shorter line without an end is a label, an advertisement, a link to something else."""
ALIKE = 0.75
"""From here on two sentences are one in two versions."""
TYPO = 0.8
MOST_WORDS, MOST_LETTERS = 1000, 60
"""Words in changed sentences that are held against each other, letters of a word: what goes beyond is another text."""

_SENTENCE = re.compile(r"(?<=[.!?؟。])[\s»”\"']+|\n+")
_STAMP = re.compile(
    r"^\W*(?:last |first )?(?:updated?|published|posted|modified|آخر تحديث|تحديث|نشر في|تم التحديث|güncelleme|"
    r"son güncelleme|обновлено|опубликовано|mis à jour|publié|aktualisiert|stand|actualizado|publicado)\b.{0,60}$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:\b(?:this|the) (?:article|story|report|post|dispatch) (?:has been|was|is) "
    r"(?:retracted|withdrawn|removed|taken down|deleted)|"
    r"\b(?:retraction|retracted|withdrawn)\s*[:–—-]|"
    r"we (?:retract|have retracted|have withdrawn) (?:this|the) (?:article|story|report)|"
    r"(?:تم سحب|سحبنا|جرى سحب|تم حذف|حُذف) هذا (?:الخبر|المقال|التقرير)|هذا (?:الخبر|المقال) (?:محذوف|مسحوب)|"
    r"bu haber (?:geri çekil|yayından kaldırıl)|cet article a été (?:retiré|supprimé)|"
    r"dieser (?:artikel|beitrag) wurde (?:zurückgezogen|entfernt|gelöscht)|"
    r"este artículo ha sido (?:retirado|eliminado)|"
    r"(?:эта статья|эта публикация|материал) (?:была |был )?(?:удален|отозван|снят)|"
    r"این (?:خبر|مطلب) (?:حذف|پس گرفته) شد)",
    re.IGNORECASE,
)
NOTICE_WITHIN = 400
"""Characters of title and opening among which a notice must stand: further down it speaks of something else."""


def is_material(before: str, after: str) -> bool:
    """Whether a reader of the first version would want to know the second."""
    old, new = _sentences(before), _sentences(after)
    before_all, after_all = set(old), set(new)
    gone = [sentence for sentence in old if sentence not in after_all]
    come = [sentence for sentence in new if sentence not in before_all]
    if sum(map(len, gone)) > MOST_WORDS or sum(map(len, come)) > MOST_WORDS:
        return True
    for sentence in gone:
        other = _nearest(sentence, come)
        if other is None or _differs(sentence, other):
            return True
        come.remove(other)
    return bool(come)


def withdrawal(title: str | None, text: str) -> str | None:
    """The words by which the outlet takes the article back, None when it stands."""
    opening = f"{title or ''}\n{text}"[:NOTICE_WITHIN]
    found = _NOTICE.search(opening)
    if found is None:
        return None
    return next(line.strip() for line in opening.split("\n") if found.group().split("\n")[0] in line)


def _sentences(text: str) -> list[tuple[str, ...]]:
    """Sentences as folded words, without stamps and without short lines that no sentence ends."""
    lines = (line.strip() for line in _SENTENCE.split(text))
    return [words for line in lines if _counts(line) and (words := tuple(tokens(line)))]


def _counts(line: str) -> bool:
    if not line or _STAMP.match(line):
        return False
    return len(line.split()) >= FEWEST_WORDS or line[-1] in '.!?؟。”»"'


def _nearest(sentence: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
    scored = [(SequenceMatcher(None, sentence, other, autojunk=False).ratio(), other) for other in others]
    best = max(scored, default=(0.0, ()))
    return best[1] if best[0] >= ALIKE else None


def _differs(sentence: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Beyond mended letters: no number may change, no word come or go."""
    if len(sentence) != len(other):
        return True
    changed = [(a, b) for a, b in zip(sentence, other, strict=True) if a != b]
    return any(
        max(len(a), len(b)) > MOST_LETTERS
        or a.isdigit()
        or b.isdigit()
        or SequenceMatcher(None, a, b, autojunk=False).ratio() < TYPO
        for a, b in changed
    )
