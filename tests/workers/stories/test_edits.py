import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stories.edits import is_material, withdrawal

TEXT = """An air strike on the market of Sarmin killed nine people on Wednesday, rescue workers said.

The missile fell as families were buying food. A bakery van burned for an hour.

Residents said that an aircraft had circled since dawn."""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("killed nine people", "killed eleven people"),
        ("nine people", "9 people"),
        ("A bakery van burned for an hour.", ""),
        ("since dawn.", "since dawn.\n\nThe defence ministry denied that its aircraft were over the town."),
        ("The missile fell", "The missile did not fall"),
        ("on Wednesday", "on Tuesday"),
    ],
)
def test_a_number_or_a_sentence_is_material(old: str, new: str) -> None:
    assert is_material(TEXT, TEXT.replace(old, new))


@pytest.mark.parametrize(
    "after",
    [
        TEXT,
        f"Last updated: 4 March 2026, 14:05\n\n{TEXT}",
        f"{TEXT}\n\nSubscribe to our newsletter",
        TEXT.replace("\n\nResidents", "\n\nAlso read: Storks return\n\nResidents"),
        TEXT.replace("\n\n", " "),
        TEXT.replace("families", "famlies"),
        TEXT.replace("Wednesday, rescue", "Wednesday – rescue"),
        f"آخر تحديث: 4 آذار 2026\n\n{TEXT}",
    ],
)
def test_a_date_bump_an_advertisement_or_a_mended_letter_is_nothing(after: str) -> None:
    assert not is_material(TEXT, after)
    assert not is_material(after, TEXT)


@given(st.text(max_size=300))
def test_no_text_differs_from_itself(text: str) -> None:
    assert not is_material(text, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Retraction: Nine dead in market", "We reported that nine people died."),
        ("Nine dead in market", "This article has been withdrawn because its source could not be confirmed."),
        (None, "تم سحب هذا الخبر لعدم دقة المصدر."),
        (None, "Cet article a été retiré par la rédaction."),
        (None, "Dieser Artikel wurde zurückgezogen."),
    ],
)
def test_a_notice_takes_an_article_back(title: str | None, text: str) -> None:
    told = withdrawal(title, text)

    assert told is not None
    assert told in f"{title or ''}\n{text}"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Troops have been withdrawn from the village, the ministry said.",
        f"{TEXT}\n\n{TEXT}\n\nThis article has been removed from the list of banned books.",
    ],
)
def test_withdrawn_troops_are_no_withdrawn_article(text: str) -> None:
    assert withdrawal("Nine dead in market", text) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The old bridge carries heavy lorries again{}.\n", "The old bridge carries heavy lorriess again{}.\n"),
        ("lorries{} ", "lorriess{} "),
        ("a{0}" + "b" * 40, "a{0}" + "c" * 40),
    ],
)
def test_an_edit_made_to_cost_time_is_material(before: str, after: str) -> None:
    old, new = (
        "".join(written.format("x" * (n % 9)) + str(n % 7) for n in range(4_000)) for written in (before, after)
    )

    assert is_material(old + ".", new + ".")
