import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.stories import BRIDGE, SARMIN, SARMIN_RETOLD
from workers.stories.fingerprints import containment, fingerprint, quotes


def test_the_same_text_is_wholly_contained_whatever_its_punctuation_and_case() -> None:
    assert containment(fingerprint(SARMIN), fingerprint(SARMIN.upper().replace(",", " —"))) == 1.0


def test_a_text_inside_a_longer_one_is_measured_by_the_shorter() -> None:
    longer = f"{BRIDGE}\n\n{SARMIN}\n\n{BRIDGE[::-1]}"

    assert containment(fingerprint(SARMIN), fingerprint(longer)) > 0.9


def test_the_same_event_in_other_words_shares_no_passage() -> None:
    assert containment(fingerprint(SARMIN), fingerprint(SARMIN_RETOLD)) == 0.0


def test_arabic_in_two_spellings_is_one_text() -> None:
    text = "قتل تسعة مدنيين وأصيب آخرون اليوم في غارة جوية استهدفت سوق الخضار في مدينة سرمين بريف إدلب الشرقي صباحا"
    spelled = "قُتل تسعة مدنيين وأصيب اخرون اليوم في غارة جويّة استهدفت سوق الخضار في مدينة سرمين بريف ادلب الشرقي صباحاً"

    assert containment(fingerprint(text), fingerprint(spelled)) == 1.0


def test_a_handful_of_words_is_too_little_to_call_a_copy() -> None:
    assert fingerprint("Syria: the latest news of today") == ()


def test_tiny_texts_count_only_when_they_are_the_same() -> None:
    one = fingerprint("Rain closes the road between Harim and Salqin today")
    other = fingerprint("Rain closes the road between Harim and Salqin once more and for good this week")

    assert containment(one, one) == 1.0
    assert containment(one, other) == 0.0


def test_fingerprints_are_the_same_in_every_process() -> None:
    code = f"from workers.stories.fingerprints import fingerprint; print(sum(fingerprint({SARMIN!r})))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert told == f"{sum(fingerprint(SARMIN))}\n"


@given(st.text(max_size=400), st.text(max_size=400))
def test_containment_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    first, second = fingerprint(one), fingerprint(other)

    assert containment(first, second) == containment(second, first)
    assert 0.0 <= containment(first, second) <= 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He said: “This is bread, not politics, and we will keep it so.”",
         'She quoted him: "This is bread, not politics and we will keep it so".'),
        ("قال: «هذا خبز لا سياسة وسيبقى كذلك ما دمنا هنا»", "أضاف “هذا خبز لا سياسة وسيبقى كذلك ما دمنا هنا”."),
    ],
)  # fmt: skip
def test_a_long_quote_is_known_again_in_other_quotation_marks(one: str, other: str) -> None:
    assert len(quotes(one)) == 1
    assert quotes(one) == quotes(other)


def test_a_few_quoted_words_are_no_evidence() -> None:
    assert quotes("He called it “a heavy blow” and left.") == ()
