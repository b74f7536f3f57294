"""Every reason can be checked: its slice is what matched, its quote holds it, and the parts make the whole."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.topics import IDLIB, PLACES, SYRIA, article
from workers.model.article import Zone
from workers.model.verdict import Verdict
from workers.relevance.features import gather
from workers.relevance.grade import score, weights
from workers.relevance.grader import Grader

GRADER = Grader((IDLIB, SYRIA), PLACES)
WORDS = [
    "إدلــب", "بإدلِب", "İdlib’de", "Идлибе", "Syria", "Syrian", "Saraqib", "Hama", "air", "strike", "ﷲ", "Straße", "HTS", ".", "!\n",
    "\n\n", "Turkey,", "Iraq", "and", "league", "حلب", "伊德利卜", "الحـ ـوثيين", "𝐈𝐝𝐥𝐢𝐛", "a\u0301", "ئیدله\u200cب", "Ariha", "قصف",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=90).map(" ".join)


def check(verdict: Verdict, title: str, text: str) -> None:
    for reason in verdict.reasons:
        if reason.zone is Zone.CONTEXT:
            assert (reason.matched, reason.quote, reason.start, reason.end) == (None, None, None, None)
            continue
        source = title if reason.zone is Zone.TITLE else text
        assert reason.matched is not None
        assert reason.quote is not None
        assert source[reason.start : reason.end] == reason.matched != ""
        assert reason.matched in reason.quote
        assert reason.quote in source
        assert len(reason.quote) <= 200


@given(title=TEXTS, text=TEXTS)
def test_offsets_quotes_and_matches_agree(title: str, text: str) -> None:
    assessment = GRADER.assess(article(text, title=title))

    for verdict in assessment.verdicts:
        check(verdict, title, text)
        assert 0.0 <= verdict.score <= 1.0
        assert len(verdict.reasons) <= 5


@given(title=TEXTS, text=TEXTS)
def test_all_contributions_add_up_to_the_score(title: str, text: str) -> None:
    reading = GRADER.read(article(text, title=title))
    for topic in GRADER._compiled.topics:
        found = score(gather(reading, topic, focus="syria"), weights())
        parts = sum(found.by_unit.values()) + sum(found.by_label.values())
        assert found.value == pytest.approx(max(parts, 0.0), abs=1e-9)


@given(text=TEXTS)
def test_mentions_never_contradicts_a_grade(text: str) -> None:
    graded = any(verdict.reasons for verdict in GRADER.assess(article(text)).verdicts)

    assert GRADER.mentions(text) or not graded


@given(text=st.text(max_size=200))
def test_any_text_can_be_graded(text: str) -> None:
    assert len(GRADER.assess(article(text, title=text[:20])).verdicts) == 2


def test_a_grader_travels_to_a_child_process() -> None:
    again = pickle.loads(pickle.dumps(GRADER))  # noqa: S301  our own object

    assert again.assess(article("Shelling hit Saraqib")) == GRADER.assess(article("Shelling hit Saraqib"))
    assert again.revision == GRADER.revision


def test_the_revision_follows_the_topics() -> None:
    changed = SYRIA.model_copy(update={"thresholds": {"central": 0.9, "substantial": 0.5}})

    assert Grader((IDLIB, changed), PLACES).revision != GRADER.revision
    assert GRADER.revision.startswith("sha256:")
