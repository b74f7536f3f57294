from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.stories import NOON
from workers.stories.counts import development, independent, snapshot
from workers.stories.member import Candidate, Member, Teller
from workers.stories.sketch import Sketch, Toll


def a_member(item: str, *, family: str | None = None, **known: Any) -> Member:
    outlet, bloc, witness = known.pop("outlet", item), known.pop("bloc", None), known.pop("witness", True)
    upstream, tolls = known.pop("upstream", ()), known.pop("tolls", ())
    return Member(
        candidate=Candidate(
            item=item,
            teller=Teller(outlet=outlet, family=family, bloc=bloc, witness=witness),
            sketch=Sketch(language="en", upstream=upstream, tolls=tolls),
            came=NOON,
            seen=NOON,
            when=NOON,
        ),
        **{"story": "sty_1", "kind": "original", "root": item, **known},
    )


def test_two_families_with_texts_of_their_own_are_two_origins() -> None:
    assert independent([a_member("a", family="north"), a_member("b", family="south")]) == 2


def test_two_outlets_of_one_family_are_one_origin() -> None:
    assert independent([a_member("a", family="north"), a_member("b", family="north")]) == 1


def test_families_with_one_patron_are_one_origin() -> None:
    assert independent([a_member("a", family="x", bloc="state"), a_member("b", family="y", bloc="state")]) == 1


def test_unknown_families_add_nothing() -> None:
    assert independent([a_member("a", family="north"), a_member("b"), a_member("c")]) == 1


def test_a_story_told_by_unknowns_alone_still_has_an_origin() -> None:
    story = snapshot("sty_1", [a_member("a"), a_member("b")])

    assert (story.outlets, story.families, story.independent) == (2, 0, 1)


def test_a_copy_or_a_derived_text_adds_nothing() -> None:
    members = [
        a_member("a", family="north"),
        a_member("b", family="south", kind="derived", of="a", root="a"),
        a_member("c", family="east", kind="copy", of="b", root="a"),
    ]

    assert independent(members) == 1


def test_a_wire_counts_once_wherever_it_is_printed_and_beside_its_own_agency() -> None:
    members = [a_member(f"i{n}", family=f"f{n}", kind="wire", agency="Reuters") for n in range(5)]

    assert independent(members) == 1
    assert independent([*members, a_member("afp", kind="wire", agency="AFP")]) == 2


def test_of_many_numbers_the_first_of_each_kind_and_the_latest_are_told() -> None:
    members = [
        a_member(f"i{n}", tolls=(Toll(kind="killed", value=n), *((Toll(kind="injured", value=40),) if n == 1 else ())))
        for n in range(1, 31)
    ]

    told = [(figure.kind, figure.min) for figure in development(members)]

    assert told == [("killed", 1), ("injured", 40), *(("killed", n) for n in range(21, 31))]


def test_reports_that_cite_one_agency_are_one_origin_and_one_with_its_own_text() -> None:
    citing = [
        a_member("a", family="north", upstream=("Reuters",)),
        a_member("b", family="south", upstream=("Reuters",)),
    ]

    assert independent(citing) == 1
    assert independent([*citing, a_member("c", kind="wire", agency="Reuters")]) == 1
    assert independent([*citing, a_member("c", family="east", upstream=("AFP",))]) == 2


def test_what_a_body_says_through_an_agency_rests_on_both() -> None:
    through = a_member("a", family="north", upstream=("SOHR", "AFP"))

    assert independent([through, a_member("b", family="south", upstream=("SOHR",))]) == 1
    assert independent([through, a_member("b", family="south", upstream=("AFP",))]) == 1
    assert independent([through, a_member("b", family="south", upstream=("White Helmets",))]) == 2


def test_a_wire_in_unknown_papers_is_a_known_origin() -> None:
    assert independent([a_member("a", kind="wire", agency="Reuters"), a_member("b", family="north")]) == 2


def test_one_body_behind_all_is_one_origin() -> None:
    members = [a_member(f"i{n}", family=f"f{n}", upstream=("SOHR",)) for n in range(3)]

    assert independent(members) == 1
    assert independent([*members, a_member("own", family="own", upstream=("SOHR", "White Helmets"))]) == 2


def test_a_search_only_points_at_others() -> None:
    assert independent([a_member("a", family="north"), a_member("b", family="search", witness=False)]) == 1


def test_a_story_shows_how_its_tolls_developed() -> None:
    members = [
        a_member("a", tolls=(Toll(kind="killed", value=9, qualifier="at least"), Toll(kind="injured", value=21))),
        a_member("b", tolls=(Toll(kind="killed", value=9),)),
        a_member("c", tolls=(Toll(kind="killed", value=11),)),
    ]

    told = [(figure.kind, figure.min, figure.qualifier, figure.item) for figure in development(members)]

    assert told == [("killed", 9, "at least", "a"), ("injured", 21, None, "a"), ("killed", 11, None, "c")]


def test_a_story_begins_with_what_was_seen_first() -> None:
    late = a_member("a")
    early = Member(
        candidate=Candidate(
            item="b",
            teller=Teller(outlet="b"),
            sketch=Sketch(language="ar"),
            came=NOON,
            seen=NOON - timedelta(hours=1),
            when=NOON,
        ),
        story="sty_1",
        kind="original",
        root="b",
    )

    story = snapshot("sty_1", [late, early])

    assert story.first_seen == NOON - timedelta(hours=1)
    assert story.languages == ("ar", "en")


@given(
    st.lists(st.tuples(st.sampled_from(["x", "y", "z", None]), st.sampled_from(["Reuters", "AFP", None])), min_size=1)
)
def test_origins_are_never_more_than_families_and_agencies(told: list[tuple[str | None, str | None]]) -> None:
    members = [a_member(f"i{n}", family=family, agency=agency) for n, (family, agency) in enumerate(told)]
    known = {family for family, _ in told if family} | {agency for _, agency in told if agency}

    assert 1 <= independent(members) <= max(1, len(known))


def test_what_was_withdrawn_counts_no_more() -> None:
    members = [
        a_member("a", family="north", tolls=(Toll(kind="killed", value=9),)),
        a_member("b", family="south", withdrawn=True, tolls=(Toll(kind="killed", value=90),)),
    ]

    story = snapshot("sty_1", members)

    assert (story.items, story.outlets, story.families, story.independent) == (1, 1, 1, 1)
    assert [figure.min for figure in story.figures] == [9]
