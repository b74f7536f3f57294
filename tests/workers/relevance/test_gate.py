"""The look at words between blanks: in scripts that put none, a piece is a sentence."""

import pytest

from config.topics import Concept, Topic
from tests.support.topics import PLACES
from workers.relevance.grader import Grader

TOPIC = Topic(
    id="syria",
    title="Syria",
    concept=(Concept(id="syria", weight=5, terms={"en": ("Syria",), "th": ("ซีเรีย",), "zh": ("叙利亚",)}),),
)
GATE = Grader((TOPIC,), PLACES).gate


@pytest.mark.parametrize(
    "piece",
    [
        "ซีเรีย",
        "สถานการณ์ล่าสุดในประเทศซีเรียยังคงน่าเป็นห่วงมากขึ้น",
        "他说，“Syria”是一个国家。",
        "他说：“我们在叙利亚看到了很多事情，这些事情让我们感到非常难过，也让我们想家。”",
    ],
)
def test_a_name_in_a_sentence_without_blanks_is_suspected(piece: str) -> None:
    assert GATE.suspects([piece])


def test_a_sentence_without_blanks_and_names_is_not_suspected() -> None:
    assert GATE.suspects(["สถานการณ์ล่าสุดในประเทศยังคงน่าเป็นห่วงมากขึ้น", "他说，“Peru”是一个国家。"]) == []
