"""Whose text an article is: the agency of its byline, dateline or credit, and the statements that it rests on.

A photo's credit and an agency that is merely cited are neither. Knows nothing of other articles.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from workers.model.item import OriginEvidence
from workers.model.plain import excerpt
from workers.stories.bodies import SAYING, bodies_in, is_ministry, name_of, names_pattern
from workers.stories.citations import cited_in

LEAD_PARAGRAPHS = 4
LEAD_CHARACTERS = 1500
OPENING = 3
"""Paragraphs among which a dateline is looked for: a subhead or a caption may come first."""
CREDIT_LINES = 2
LONGEST_CREDIT = 160
LONGEST_EVIDENCE = 200
LONGEST_NAMED, MOST_NAMED = 300, 20
"""Characters of a byline, a publisher or a dateline, and how many bylines: what is more names nobody."""
SAID_BEFORE, SAID_AFTER = 60, 40
"""Characters around a body's name in which a word of saying makes it a witness."""

_SPLIT = re.compile(r"\s*(?:[,،/|;&·•–—+]|\s-\s|\band\b|\bet\b|\bund\b|\bve\b|\by\b|\bwith\b|\bmit\b|\bavec\b)\s*")
_BY = re.compile(
    r"^(?:by|from|von|par|por|source|sources|quelle|fuente|kaynak|haber|auteur|author|text|المصدر|مصدر|بقلم|источник|منبع|"
    r"staff|the)\b[\s:]*|[\s(\[]*(?:staff|news agency|newsroom|news|agency)\)?$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^(?:source|sources|quelle|fuente|kaynak|المصدر|مصدر|источник|منبع)\s*[:：]\s*(?P<named>.+)$|"
    r"^©\s*(?:\d{4}\s+)?(?P<rights>.+)$|^[(\[]?(?P<bare>[^()\[\]]+?)[)\]]?\.?$|[.!?؟»”\"]\s*[(\[](?P<last>[^()\[\]]{2,40})[)\]]\.?$",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)|copyright))?\s*(?P<year>(?:19|20)\d\d)?[\s,:]*(?P<owner>[^.,;|©\d]{2,40}?)"
    r"(?:\s+(?P<later>20\d\d))?"
    r"(?P<all>[\s.,|–—-]+(?:all rights|tous droits|alle rechte|todos los|tüm hak|جميع الحقوق|все права).*)?"
    r"[\s.]*$",
    re.IGNORECASE,
)
_REUTERS_STAFF = re.compile(r"\((?:Reporting|Additional reporting|Writing) by [^()]+(?:Editing|Writing) by [^()]+\)")
_PLACE_AND_DAY = r"(?:(?!\w*(?:Agency|News|Press)\b)[A-ZÀ-ÞĞİŞА-Я0-9][\w.'’-]*[,\s]+){1,6}"
_DATED = (
    r"\b\d{1,2}\s\w{3,9}\.|\b(?i:jan|feb|fév|févr|janv|mar|mär|märz|apr|avr|abr|ene|may|mai|jun|juin|jul|juil|aug|août|"
    r"ago|sep|sept|oct|okt|nov|dec|dez|déc|dic|янв|фев|мар|апр|авг|сен|сент|окт|ноя|нояб|дек|kas|ara)\."
)
_OTHERS = frozenset({"agencies", "staff", "وكالات", "ajanslar", "agences", "agencias", "agenturen", "агентства"})
LONGEST_LABEL = 45
"""Characters of a line above the text."""
_PHOTOGRAPHER = re.compile(r"\b[A-Z]{2,8}\s?/\s?[A-ZÀ-Þ][\w'’-]+ [A-ZÀ-Þ]")
_THE_MINISTRY = re.compile(
    r"\b(?:the|its) ministry(?:['’]s)?\b(?! (?:of|for))|\b(?:le|du) ministère\b(?! (?:d|sy))|\bdas Ministerium\b|"
    r"\b(?:el|del) ministerio\b(?! d)|(?<!\w)[وف]?(?:ال|لل)وزارة(?!\w)|\bBakanlık(?:ça|tan)?\b|\bведомств\w+|"
    r"وزارتخانه|\bwezaretê\b(?! y?a )|وەزارەتەکە",
    re.IGNORECASE,
)
"""One that was named before."""
_SENTENCE = re.compile(r"(?<=[.!?؟])[\s»”\"']+|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The agency whose text this is, None when it is the outlet's own as far as the page tells."""

    agency: str | None
    evidence: tuple[OriginEvidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """Bodies whose statements the opening rests on, with the sentences that say so."""

    names: tuple[str, ...]
    evidence: tuple[OriginEvidence, ...]


def provider(
    text: str,
    *,
    byline: str | None,
    authors: Iterable[str],
    publisher: str | None,
    labels: Iterable[str] = (),
    rights: Iterable[str] = (),
) -> Provider:
    """`publisher` is what the feed's `<source>` names; `labels`: lines that stood by themselves above the text.

    `rights`: lines about copyright, which stood anywhere.
    """
    for type_, found in (
        ("feed source", _named((publisher or "")[:LONGEST_NAMED])),
        ("byline", _in_bylines(islice((byline or "", *authors), MOST_NAMED))),
        ("label", _in_labels((*labels, *_first_lines(text)))),
        ("dateline", _in_dateline(text)),
        ("credit", _in_credit(text) or _in_rights(rights)),
    ):
        if found is not None:
            agency, written = found
            return Provider(
                agency=agency,
                evidence=(OriginEvidence(type=type_, text=excerpt(written, 0, 0, most=LONGEST_EVIDENCE)),),
            )
    return Provider(agency=None, evidence=())


def upstream(title: str, text: str, *, agency: str | None) -> Upstream:
    """Bodies that speak and agencies that are cited; an agency is not its own source.

    Only title and opening count: what is told further down is background.
    """
    found: dict[str, str] = {}
    ministry: str | None = None
    for sentence in (title, *_sentences(_opening(text))):
        named = list(bodies_in(sentence))
        spoken = [(name, start) for name, start, end in named if _is_said(sentence, start, end)]
        again = _THE_MINISTRY.search(sentence)
        if ministry and again and _is_said(sentence, *again.span()):
            spoken.append((ministry, again.start()))
        ministry = next((name for name, _, _ in reversed(named) if is_ministry(name)), ministry)
        for name, start in (*spoken, *cited_in(sentence)):
            if name != agency:
                found.setdefault(name, excerpt(sentence, start, start, most=LONGEST_EVIDENCE))
    evidence = tuple(OriginEvidence(type="attribution", text=sentence) for sentence in dict.fromkeys(found.values()))
    return Upstream(names=tuple(found), evidence=evidence)


def _is_said(sentence: str, start: int, end: int) -> bool:
    return bool(SAYING.search(sentence[max(0, start - SAID_BEFORE) : end + SAID_AFTER]))


def _named(written: str) -> tuple[str, str] | None:
    agency = _agency(re.sub(r"\.(?:com|org|net)$", "", written.strip()))
    return (agency, written) if agency else None


def _in_bylines(bylines: Iterable[str]) -> tuple[str, str] | None:
    for byline in (written[:LONGEST_NAMED] for written in bylines):
        for part in _SPLIT.split(byline):
            if agency := _agency(part):
                return agency, byline
        if in_brackets := _writers().match(f"by {byline.strip()}"):
            return str(name_of("agency", next(part for part in in_brackets.groups() if part))), byline
    return None


def _agency(part: str) -> str | None:
    """`By Reuters`, `(AFP)`, `Reuters staff`: the whole part must be the name, so that Petra Schneider is a person."""
    before, part = "", part.strip(" \t()[].:-–—")
    while part != before:
        if agency := name_of("agency", part):
            return agency if len(part) > 5 or not part.islower() or part in {"dpa", "sda", "ats"} else None
        before, part = part, _BY.sub("", part).strip(" \t()[].:")
    return None


def _first_lines(text: str) -> list[str]:
    """Lines above the first sentence: where a feed's text keeps what the cleaner takes out of a page."""
    lines = [line.strip() for line in text[:LEAD_CHARACTERS].split("\n") if line.strip()]
    first = next((number for number, line in enumerate(lines) if len(line) > LONGEST_LABEL), len(lines) - 1)
    return lines[: min(first, OPENING)] if first > 0 else []


def _in_labels(lines: Iterable[str]) -> tuple[str, str] | None:
    """A line that is nothing but agencies, or a dateline without a text: `Reuters, AFP`, `Idlib, Nov 25 (SANA)`.

    Or the writers' names with their agency: `By Jane Marsh | Reuters`.
    """
    for line in lines:
        writers = _writers().match(line.strip())
        if writers and (agency := name_of("agency", next(part for part in writers.groups() if part))):
            return agency, line
        if len(line) > LONGEST_LABEL:
            continue
        ended = _ended_by_agency().search(line.strip())
        agency = name_of("agency", next(part for part in ended.groups() if part)) if ended else None
        named = [_agency(part) for part in _SPLIT.split(line) if part and part.casefold() not in _OTHERS]
        if named and all(named):
            agency = named[0]
        if agency is not None:
            return agency, line
    return None


@cache
def _ended_by_agency() -> re.Pattern[str]:
    names = names_pattern("agency")
    more = rf"(?:\s*[/,،و-]\s*{names.replace('(', '(?:', 1)})*"
    return re.compile(
        rf"^[^\n.!?؟:]{{2,40}}?\s*[(\[]\s*{names}{more}\s*[)\]]$|^[^\n.!?؟:()]{{2,25}}?\s?[-–—/]\s?{names}{more}$"
    )


@cache
def _writers() -> re.Pattern[str]:
    names = names_pattern("agency")
    return re.compile(
        rf"^(?i:by|par|von|por|بقلم|كتب|автор)\s[^\n.!?؟:]{{2,80}}?(?:\s?[|/,،–—-]\s?{names}|\s[(\[]{names}[)\]])$"
    )


@cache
def _dateline() -> tuple[re.Pattern[str], ...]:
    names = names_pattern("agency")
    more = rf"(?:\s*[/,،و-]\s*{names.replace('(', '(?:', 1)})*"
    paren = rf"[(\[]\s*{names}{more}\s*[)\]]"
    place = r"[^\n.!?؟:،,()\[\]]{2,30}?"
    return (
        re.compile(rf"^[^\n.!?؟:()]{{2,45}}?\s?[-–—]\s?{paren}\s+(?=\S)"),  # DAMASCUS, Syria — (Reuters) Two
        re.compile(rf"^{paren}\s+(?=\S)"),  # (AFP) Two
        re.compile(rf"^{place}\s?[,،]\s?{names}{more}\s?[-–—]+\s"),  # Damascus, SANA- Two
        re.compile(
            rf"^{names}{more}\s?[,،/]\s?(?=[A-ZÀ-ÞĞİŞА-Я\u0600-\u06ff]){place}\s?[-–—]+\s"
        ),  # AFP, Damascus – Two
        re.compile(
            rf"^(?>{_DATED}|[^\n.!?؟:]){{0,60}}?[(\[/]\s*{names}{more}\s*[)\]/]\s*[-–—:.,،]"
        ),  # BEIRUT, May 3 (Reuters) -
        re.compile(rf"^{_PLACE_AND_DAY}{paren}\s+(?=[\"“«'‘]?[A-ZÀ-ÞĞİŞА-Я0-9])"),  # Idlib, Nov 25 (SANA) Two
        re.compile(rf"^[\u0600-\u06ff0-9 ،,]{{2,40}}\s?[-–—/]\s?{paren}(?=\s)"),  # إدلب - (أ ف ب) قتل
        re.compile(rf"^[^\n.!?؟]{{2,50}}?\s*[-–—/]\s*{names}\s*(?:[-–—:./،]|\n|$)"),  # دمشق-سانا
        re.compile(rf"^{names}\s*[-–—:|/]\s"),  # AFP - Two
    )


def _in_dateline(text: str) -> tuple[str, str] | None:
    for paragraph in text.split("\n\n")[:OPENING]:
        opening = paragraph.strip()[:LONGEST_NAMED]
        for pattern in _dateline():
            found = pattern.match(opening)
            agency = name_of("agency", found.group(1)) if found else None
            if found and agency:
                return agency, found.group().strip()
    return None


def _in_credit(text: str) -> tuple[str, str] | None:
    """The last lines: `(Reuters)`, `Source: AFP`, `© 2026 AFP`, an agency's editors."""
    for line in reversed([line for line in text.split("\n") if line.strip()][-CREDIT_LINES:]):
        if _REUTERS_STAFF.search(line):
            return "Reuters", line
        found = _CREDIT.search(line.strip()[-LONGEST_CREDIT:])
        if not found or _PHOTOGRAPHER.search(line):
            continue
        written = next(part for part in found.groups() if part is not None)
        named = [_agency(part) for part in _SPLIT.split(written)]
        agency = next(filter(None, named), None)
        if agency and (all(named) or len(line.strip()) <= LONGEST_LABEL or not found.group("bare")):
            return agency, line
    return None


def _in_rights(lines: Iterable[str]) -> tuple[str, str] | None:
    """The agency's full name, or its short one with the year: `© AFP` alone is a photo's."""
    for line in lines:
        found = _RIGHTS.match(line.strip())
        agency = _agency(found.group("owner")) if found else None
        if found and agency and (found.group("year") or found.group("all") or len(found.group("owner").split()) > 1):
            return agency, line
    return None


def _opening(text: str) -> str:
    return "\n".join(text.split("\n\n")[:LEAD_PARAGRAPHS])[:LEAD_CHARACTERS]


def _sentences(text: str) -> Iterator[str]:
    return (sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip())
