"""What is quoted of a long sentence."""

from workers.model.plain import excerpt

LONG = "word " * 30 + "nine people were killed " + "other " * 30


def test_a_quote_is_verbatim_and_cut_at_blanks() -> None:
    begin = LONG.index("nine")
    quote = excerpt(LONG, begin, begin + 4, most=60)

    assert quote in LONG
    assert "nine people" in quote
    assert set(quote.split()) <= set(LONG.split())
    assert len(quote) <= 60


def test_a_word_longer_than_the_quote_stays_whole_where_it_is_meant() -> None:
    assert excerpt("x" * 300, 0, 250, most=200) == "x" * 250


def test_a_short_text_is_quoted_whole() -> None:
    assert excerpt(" nine people ", 1, 5, most=60) == "nine people"
