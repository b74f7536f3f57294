"""Names that are there without being the subject: in lists, in pairs, as where somebody comes from.

Knows nothing of what a name is worth otherwise.
"""

from workers.relevance.concepts import WORLD, CompiledTopic
from workers.relevance.entries import TOKEN
from workers.relevance.fold import fold
from workers.relevance.hits import Hit, Reading
from workers.relevance.side import Abroad, Place, Side, scene_of, without_articles, words_of
from workers.relevance.words import around

LISTED = 0.25  # a name in a list with places elsewhere is seldom the subject
PAIRED = 0.4  # named after another country: "troops in Iraq and Syria"
LIST_LENGTH = 3
LISTABLE = 0.75  # the topic itself counts as a member of a list even where it has no code
LONGEST_GAP = 8
SAYING = 3  # words after who says so
SPEECH = 120  # characters before a name in which somebody speaks of several things
INDEXED = 0.05  # a name in a list of links says that there are pages on it, not that this one is
INDEX_LINES, INDEX_WORDS = 12, 4  # so many lines of so few words on average are no article
AND = frozenset(fold("and et y e und ve ile и та й і û و ו").split())
JOINERS = AND | frozenset(
    fold(
        "the to nach à a en im in в у li لە در ב dem der den die das des le la les el los las l d"
        " au du del of nel nella nei uit van voor over über ueber sur"
        " sobre dello della alla au aux met mit with con per zur zum ins im"
    ).split()
)


def listed(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """Names in a list of three or more places of which some are not the topic's, or after another country."""
    named = [
        hit
        for hit in reading.hits
        if hit.concept.region is not None or hit.concept.worth.get(topic.number, 0.0) >= LISTABLE
    ]
    found: dict[Place, float] = {}
    run: list[Hit] = []
    for hit in [*named, None]:
        if hit is not None and run and _continues(run[-1], hit, reading):
            run.append(hit)
            continue
        spans = list(dict.fromkeys(member.place_key for member in run))
        own = {member.place_key for member in run if topic.number in member.concept.worth}
        if len(spans) >= LIST_LENGTH and len(own) <= len(spans) // 2:
            found |= dict.fromkeys(spans, LISTED)
        elif len(spans) == LIST_LENGTH - 1 and own == {spans[1]} and _paired(run, reading):
            found[spans[1]] = PAIRED
        run = [hit] if hit is not None else []
    return found


def indexed(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """Every name in the text where the text is a list of links or labels, line by line."""
    lines = len(reading.layout.sentence_starts)
    if lines < INDEX_LINES or reading.layout.words > lines * INDEX_WORDS:
        return {}
    return {
        hit.place_key: INDEXED for hit in reading.hits if topic.number in hit.concept.worth and not hit.spot.in_title
    }


def mentioned(reading: Reading, topic: CompiledTopic) -> dict[Place, float]:
    """The last of several things that somebody speaks of: "spoke of prices, elections and the war in Syria"."""
    words, found = around(), dict[Place, float]()
    for hit in reading.hits:
        if topic.number not in hit.concept.worth or hit.place_key in found:
            continue
        source = reading.layout.title if hit.spot.in_title else reading.layout.text
        first = 0 if hit.spot.in_title else reading.layout.sentence(hit.spot.sentence)[0]
        head, comma, tail = source[max(hit.find.start - SPEECH, first) : hit.find.start].rpartition(",")
        near = TOKEN.findall(fold(tail))
        if comma and len(near) <= LONGEST_GAP and not AND.isdisjoint(near) and words.speaks(TOKEN.findall(fold(head))):
            found[hit.place_key] = LISTED
    return found


def _spanned(run: list[Hit], reading: Reading) -> bool:
    """From one place abroad to the topic's, at the head of a sentence and nobody goes the way: "From Gaza to Syria"."""
    words, side = around(), Side.of(run[0], reading)
    between = _between(run[0], run[-1], reading)
    opens = len(side.before) == 1 and side.before[0] in words.origin
    if not opens or not run[0].concept.id.startswith(WORLD) or not words.onward.intersection(between[:1]):
        return False
    return not words.turns(words_of(scene_of(run[0]), reading))


def _joined(run: list[Hit], reading: Reading) -> bool:
    """Two neighbours with nothing but an "and" between them, the first of them abroad: "en Irak et en Syrie"."""
    between = _between(run[0], run[-1], reading)
    if not run[0].concept.id.startswith(WORLD) or not JOINERS.issuperset(between):
        return False
    return not AND.isdisjoint(between) or (not between and run[-1].find.written[0] in "وו")


def heads(hit: Hit, reading: Reading) -> bool:
    """Whether a sentence begins with it: then a pair of countries is its subject, "Iraq and Syria reopen a line"."""
    return not without_articles(Side.of(hit, reading).before)


def joint(cover: Hit, reading: Reading, abroad: Abroad) -> bool:
    """Whether a phrase names a country abroad beside the topic's, as what a sentence begins with."""
    words = range(cover.find.first, cover.find.last + 1)
    return any((cover.spot.in_title, word) in abroad for word in words) and heads(cover, reading)


def _paired(run: list[Hit], reading: Reading) -> bool:
    return (_joined(run, reading) and not heads(run[0], reading)) or _goes_on(run, reading) or _spanned(run, reading)


def _goes_on(run: list[Hit], reading: Reading) -> bool:
    """Two neighbours with a comma between them and an "and" after them: "Libya, Idlib and gas prices"."""
    if not run[0].concept.id.startswith(WORLD) or not AND.issuperset(_between(run[0], run[-1], reading)):
        return False
    source = reading.layout.title if run[0].spot.in_title else reading.layout.text
    comma = source[run[0].find.end : run[-1].find.start].strip() in {",", "،"}
    following = source[run[-1].find.end :].split(maxsplit=1)[:1]
    return comma and bool(following) and (fold(following[0]) in AND or following[0][0] in "وו")


def _attributed(hit: Hit, reading: Reading) -> bool:
    """Who says so, at the end of a sentence: "… to Jordan and Turkey, Syrian ministry says"."""
    after = Side.of(hit, reading).after
    return 0 < len(after) <= SAYING and not around().says.isdisjoint(after)


def _between(before: Hit, after: Hit, reading: Reading) -> list[str]:
    source = reading.layout.title if before.spot.in_title else reading.layout.text
    return TOKEN.findall(fold(source[before.find.end : after.find.start]))


def _continues(before: Hit, hit: Hit, reading: Reading) -> bool:
    """Neighbours in a list: next to each other, or with figures and "and"s between: "Aleppo 11,050, Idlib 11,100"."""
    if before.spot.in_title is not hit.spot.in_title or before.spot.sentence != hit.spot.sentence:
        return False
    source = reading.layout.title if before.spot.in_title else reading.layout.text
    if source[before.find.end : hit.find.start].isspace() and hit.find.written[0] not in "وו":
        return False  # side by side is no list: "Suriye Amerikan güçlerine", "Syrian Turkmen"
    if _attributed(hit, reading):
        return False
    gap = hit.find.first - before.find.last
    return gap <= LONGEST_GAP and all(word in JOINERS or word.isdigit() for word in _between(before, hit, reading))
