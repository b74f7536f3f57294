"""Which numbers of a sentence are no news: those of past years, totals since a war began, and what somebody denies.

Works on folded sentences. A wrong toll is worse than none: in doubt the number is background.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from workers.stories.dates import month_of
from workers.stories.eras import past_eastern

Span = tuple[int, int]
NEAR = 80
"""Characters beside a year or a denial that tell what is meant."""
LONGEST = 600
"""Characters of what still is a sentence."""

_YEAR = re.compile(
    r"(?<![\d.,:/-])(?:19|20)\d\d(?![\d:%])(?!\s+(?:people|persons|civilians|families|شخص|مدني|kisi|человек))"
)
_BEFORE_YEAR = re.compile(
    r"\b(?P<since>since|depuis|desde|seit|از|منذ|с|со|з|із|від)\s+(?:\w+\s+){0,2}$|"
    r"\b(?:in|during|en|im jahr|im jahre|anno|عام|سنه|العام|في|خلال|در سال|سال|در|в|за|у|sala)\s+(?:\w+\s+){0,2}$"
)
_AFTER_YEAR = re.compile(
    r"^(?:['’]?\s?(?:(?P<since>[td][ea]n\s+(?:beri|bu yana)|yilindan)|yil\w*|[td][ae]\b|[td]eki)|"
    r"\s?(?:году|года|годах|г\.|гг|року|році|роках))"
)
_MONTH_BEFORE = re.compile(r"(\w+)\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?:de\s+)?$")
_SINCE = re.compile(
    r"\b(?:since|depuis|desde|seit)\s+(?:\w+\s+){0,3}(?:began|started|start|beginning|outbreak|uprising|war|conflict|debut|"
    r"guerre|conflit|guerra|conflicto|inicio|beginn|krieg\w*)\b|منذ\s+(?:بدايه|اندلاع|بدء|انطلاق)|"
    r"\bс\s+начала\s+(?:войны|конфликта)|\bз\s+початку\s+(?:війни|конфлікту)|\bsavasin\s+basindan\s+beri|از\s+اغاز\s+جنگ"
)
_RELATIVE = re.compile(
    r"[,،]\s*(?:which|who|whose|where|when|that|التي|الذي|الذين|اللتين|qui|dont|ou|die|der|das|wo|котор\w+|где|donde|cuyo|"
    r"cuya|كه)\b[^,،;؛]*"
)
_DENIED = re.compile(
    r"\b(?:denied|denies|denying|deny|نفي|نفت|ينفي|تنفي|نفيه|نفيها|dementi|dement|dementent|nie|nego|niega|niegan|desmintio|"
    r"bestritt|bestritten|bestreitet|dementierte|dementiert|опроверг\w*|отрица\w+)\b"
)
_DENIED_BEFORE_THE_VERB = re.compile(r"\b(?:yalanladi|yalanlandi|yalanliyor|تكذيب)\b")
"""Turkish and Persian say it last."""
_CLAUSE = re.compile(
    r"[;؛:–—]|[,،]?\s*\b(?:but|while|whereas|although|though|after|لكن|بينما|فيما|غير ان|"
    r"mais|tandis|aber|wahrend|nachdem|pero|mientras|но|однако|ancak|fakat|اما)\b|[,،]\s*(?:and|as|saying|adding|with|و|et|und|y|и)\b"
)
_NOT_THE_TOLL = re.compile(
    r"^\W*(?:any |all |its |their |his |having |being |toute |cualquier |jede )?(?:"
    r"responsib\w+|involve\w+|role|part in|links?|ties|knowledge|carrying out|targeting|attacking|bombing|shelling|"
    r"orchestrat\w+|responsabil\w+|implicaci\w+|implication|beteiligung|verantwortung|"
    r"причастност\w+|ответственност\w+|участие)|"
    r"^\W*(?:\w+\W+){0,3}?(?:مسووليت\w*|المسووليه|ضلوع\w*|تورط\w*|علاقت\w*|صلت\w*|اي صله|اي علاقه)"
)
"""Of an Arabic sentence the subject stands between."""


def past(sentence: str, *, now: datetime) -> tuple[Span, ...]:
    """Parts of the sentence whose numbers are of another year, or a sum over years."""
    found = list(_past_words(sentence, now))
    if not found:
        return ()
    if len(sentence) > LONGEST:
        return ((0, len(sentence)),)
    clauses = [clause.span() for clause in _RELATIVE.finditer(sentence)]
    return tuple(
        next((clause for clause in clauses if clause[0] <= start and end <= clause[1]), (0, len(sentence)))
        for start, end in found
    )


def _past_words(sentence: str, now: datetime) -> Iterator[Span]:
    yield from (found.span() for found in _SINCE.finditer(sentence))
    yield from past_eastern(sentence, now=now)
    for found in _YEAR.finditer(sentence):
        start, end = found.span()
        year, before, after = int(found.group()), sentence[max(0, start - NEAR) : start], sentence[end : end + NEAR]
        told, suffix, month = _BEFORE_YEAR.search(before), _AFTER_YEAR.match(after), _month(before)
        if not (told or suffix or month is not None):
            continue
        since = bool((told and told.group("since")) or (suffix and suffix.group("since")))
        if (year < now.year and month is None) or (year <= now.year and since) or _long_ago(year, month, now):
            yield found.span()


def _month(before: str) -> int | None:
    found = _MONTH_BEFORE.search(before)
    return month_of(found.group(1)) if found else None


def _long_ago(year: int, month: int | None, now: datetime) -> bool:
    """Neither this month nor the last: a report may be about the night before the first."""
    return month is not None and (now.year - year) * 12 + now.month - month > 1


def denied(sentence: str) -> tuple[Span, ...]:
    """Parts of the sentence that somebody says did not happen; not what follows when only the blame is denied."""
    return (*_denied_after(sentence), *_denied_before(sentence))


def _denied_after(sentence: str) -> Iterator[Span]:
    done = 0
    for found in _DENIED.finditer(sentence):
        end = found.end()
        if end > done and not _NOT_THE_TOLL.match(sentence[end : end + NEAR]):
            clause = _CLAUSE.search(sentence, end)
            done = clause.start() if clause else len(sentence)
            yield end, done


def _denied_before(sentence: str) -> Iterator[Span]:
    for found in _DENIED_BEFORE_THE_VERB.finditer(sentence):
        start = max(0, found.start() - LONGEST)
        breaks = [clause.end() for clause in _CLAUSE.finditer(sentence, start, found.start())]
        yield breaks[-1] if breaks else start, found.start()
