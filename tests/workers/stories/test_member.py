import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.stories import NOON, SARMIN, a_candidate, an_article, killed
from workers.model.verdict import Place
from workers.stories.member import Candidate, Member, Teller, decode, encode
from workers.stories.sketch import Sketch, Toll, sketch

text = st.text(st.characters(codec="utf-8"), max_size=20)
numbers = st.integers(min_value=0, max_value=2**32 - 1)
features = st.tuples(st.integers(0, 2**28 - 1), st.integers(1, 15))
tolls = st.builds(Toll, kind=text, value=st.integers(0, 10**9), qualifier=st.none() | text)
moments = st.integers(0, 4 * 10**9).map(lambda second: NOON + timedelta(seconds=second % 10**8))
sketches = st.builds(
    Sketch,
    language=st.none() | st.sampled_from(["ar", "en"]),
    fingerprints=st.lists(numbers, max_size=5).map(tuple),
    features=st.lists(features, max_size=5).map(tuple),
    has_lead=st.booleans(),
    quotes=st.lists(numbers, max_size=3).map(tuple),
    concepts=st.lists(text, max_size=3).map(tuple),
    days=st.lists(st.integers(1, 800_000), max_size=3).map(tuple),
    tolls=st.lists(tolls, max_size=3).map(tuple),
    upstream=st.lists(text, max_size=2).map(tuple),
)
tellers = st.builds(
    Teller, outlet=text, family=st.none() | text, bloc=st.none() | text, wire=st.none() | text, witness=st.booleans()
)
candidates = st.builds(
    Candidate, item=st.just("itm_1"), teller=tellers, sketch=sketches, came=moments, seen=moments, when=moments
)
members = st.builds(
    Member,
    candidate=candidates,
    story=st.just("sty_1"),
    kind=st.sampled_from(["original", "wire", "copy", "derived", "unknown"]),
    agency=st.none() | st.just("Reuters"),
    of=st.none() | st.just("itm_0"),
    root=st.sampled_from(["itm_0", "itm_1"]),
    merged=st.lists(st.just("sty_0"), max_size=1).map(tuple),
)


@given(members)
def test_what_is_written_is_read_back(member: Member) -> None:
    assert decode("itm_1", encode(member)) == member


def test_an_article_of_hundred_words_takes_less_than_a_kilobyte_and_a_half() -> None:
    candidate = a_candidate("itm_1", "Nine dead in market", SARMIN * 2, tolls=killed(9))
    plain = replace(candidate, sketch=replace(candidate.sketch, agency=None, evidence=(), figures=()))
    member = Member(candidate=plain, story="sty_1", kind="original", root="itm_1")

    assert decode("itm_1", encode(member)) == member
    assert len(encode(member).encode()) < 1500


@pytest.mark.parametrize("data", ["", "no json", "[]", "{}", '{"v":2}', '{"v":1}', '{"v":1,"t":[1,2],"o":[]}', "null"])
def test_a_line_of_another_version_is_unknown_not_an_error(data: str) -> None:
    assert decode("itm_1", data) is None


def test_the_window_has_nothing_of_the_text_itself() -> None:
    member = Member(
        candidate=a_candidate("itm_1", "Nine dead in market", SARMIN), story="sty_1", kind="original", root="itm_1"
    )

    assert "bakery" not in json.dumps(json.loads(encode(member)))


def test_a_town_of_the_title_is_read_back_where_the_rest_means_its_province() -> None:
    place = Place(matched="Idlib", name="Idleb", name_ar="إدلب", pcode="SY07", level=1, lat=35.9, lon=36.6, count=2)
    article = an_article("Fire in Idlib city", "A fire in Idlib city burned a depot that served all of Idlib province.")
    drawn = replace(sketch(article, (place,), now=NOON), figures=(), evidence=())
    member = Member(candidate=replace(a_candidate("a", "x"), sketch=drawn), story="s", kind="original", root="a")

    assert drawn.focus
    assert decode("a", encode(member)) == member


def test_a_line_from_before_names_were_remembered_is_read_and_written_as_it_stood() -> None:
    before = (
        '{"v":1,"s":"sty_1","k":"original","t":[1772625600000,1772625600000,1772625600000],'
        '"o":["a.example",null,null,null,1],"l":"en","h":1,"p":[["SY07/seat"],["SY07"]],"c":["kind.fire"],'
        '"n":[["killed",9,null]]}'
    )

    member = decode("itm_1", before)

    assert member is not None
    assert member.candidate.sketch.names == ()
    assert encode(member) == before
