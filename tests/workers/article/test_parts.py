"""The parts of reading, each by itself: titles, dates, metadata, summaries, headlines, phrases, rescue."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from workers.article.clean import Surroundings, clean
from workers.article.compose import MAX_TEXT, compose
from workers.article.dates import date_in_path, offset_of, parse_date
from workers.article.extract import parse
from workers.article.headlines import byline_of, is_caption, is_date
from workers.article.lines import Line, lines_of
from workers.article.links import linked_lines
from workers.article.metadata import Metadata, read_metadata
from workers.article.phrases import stock_phrase
from workers.article.rescue import best_lines
from workers.article.summary import sentences, summarise
from workers.article.textfile import text_lines
from workers.article.titles import clean_title, repeats, title_keys
from workers.model.article import Zone

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SENTENCE = "Officials of district {n} said on Tuesday that {n} bridges had been mended since the flood, and that the road was open."


def metadata(head: str, body: str = "<p>text</p>", url: str = "https://www.site.example/news/1") -> Metadata:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return read_metadata(tree, url)


@pytest.mark.parametrize(
    ("raw", "site", "url", "expected"),
    [
        ("Bridges mended | The Daily Example", "The Daily Example", None, "Bridges mended"),
        ("Bridges mended - Daily Example", None, "https://www.dailyexample.com/1", "Bridges mended"),
        ("The Daily Example: Bridges mended", "The Daily Example", None, "The Daily Example: Bridges mended"),
        ("Daily Example | Bridges are mended again", "Daily Example", None, "Bridges are mended again"),
        ("إصلاح الجسور | صحيفة المثال", "صحيفة المثال", None, "إصلاح الجسور"),
        ("Bridges – the story so far", None, "https://site.example", "Bridges – the story so far"),
        ("A \x1b[31mred\u202e title\n", None, None, "A [31mred title"),
        ("  ", None, None, None),
    ],
)
def test_a_title_loses_the_site_and_nothing_else(
    raw: str, site: str | None, url: str | None, expected: str | None
) -> None:
    assert clean_title(raw, site=site, url=url) == expected


def test_a_kicker_before_a_title_is_still_the_title() -> None:
    keys = title_keys("Bridges are mended after the flood")

    assert repeats("after the rain bridges are mended after the flood", keys)
    assert not repeats("bridges in the south are still closed", keys)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24T21:15:00+03:00", datetime(2026, 11, 24, 18, 15, tzinfo=UTC)),
        ("2026-11-24T21:15:00.1234567Z", datetime(2026, 11, 24, 21, 15, 0, 123456, tzinfo=UTC)),
        ("2026-11-24 21:15:00 +0300", datetime(2026, 11, 24, 18, 15, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 21:15:00 +0300", datetime(2026, 11, 24, 18, 15, tzinfo=UTC)),
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2036-11-24", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_dates_are_utc_or_nothing(text: str | None, expected: datetime | None) -> None:
    assert parse_date(text, now=NOW) == expected


def test_a_date_without_a_zone_is_read_in_the_sources_own() -> None:
    assert parse_date("2026-11-24T21:15:00", zone=ZoneInfo("Asia/Damascus"), now=NOW) == datetime(
        2026, 11, 24, 18, 15, tzinfo=UTC
    )
    assert offset_of("2026-11-24T21:15:00+03:00") == timezone(timedelta(hours=3))


def test_a_path_may_name_the_day() -> None:
    assert date_in_path("https://site.example/2026/11/24/bridges", now=NOW) == datetime(2026, 11, 24, tzinfo=UTC)
    assert date_in_path("https://site.example/news/20261124987", now=NOW) is None


def test_linked_data_comes_first() -> None:
    head = """<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "headline": "A &amp; B",
        "author": [{"name": "Lina Haddad"}, "Omar Said"], "datePublished": "2026-11-24", "image": {"url": "/a.jpg"}, "publisher": {"name": "Site"}}]}
        </script><meta property="og:title" content="Other"><meta name="author" content="Someone Else">"""
    found = metadata(head)

    assert (found.title, found.authors, found.published) == ("A & B", ("Lina Haddad", "Omar Said"), "2026-11-24")
    assert (found.image, found.site_name) == ("https://www.site.example/a.jpg", "Site")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/news/one", "https://www.site.example/news/one"),
        ("https://site.example/news/one", "https://site.example/news/one"),
        ("https://elsewhere.example/news/one", None),
        ("https://www.site.example/", None),
        ("javascript:alert(1)", None),
        ("https://user:pass@site.example/x", None),
    ],
)
def test_a_canonical_address_stays_on_its_site(link: str, expected: str | None) -> None:
    assert metadata(f'<link rel="canonical" href="{link}">').canonical_url == expected


def test_broken_linked_data_is_passed_over() -> None:
    assert (
        metadata(
            '<script type="application/ld+json">{"@type": "NewsArticle", </script><meta property="og:title" content="T">'
        ).title
        == "T"
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The U.S. envoy met Mr. Haddad. He left at 5 p.m. on Monday. It rained!", 3),
        ("قال المتحدث إن الطريق مفتوح. هل وصلت القافلة؟ نعم، وصلت.", 3),
        ("救助隊が村に到着した。道路は三日間閉鎖されていた。", 2),
        ("وەک وترا، ڕێگاکە کرایەوە۔ کاروانەکە گەیشت۔", 2),
        ("No end at all", 1),
    ],
)
def test_sentences_in_any_script(text: str, count: int) -> None:
    assert len(sentences(text)) == count
    assert " ".join(sentences(text)).replace(" ", "") == text.replace(" ", "")


def test_a_summary_never_exceeds_its_bound() -> None:
    assert len(summarise(("word " * 300,))) <= 400
    assert summarise(("A deck without an end", SENTENCE.format(n=4))) == SENTENCE.format(n=4)
    assert summarise(()) == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Reuters - Jan 10,2018 - Last updated at Jan 10,2018", "By Reuters"),
        ("Von Anna Beispiel, Frankfurt", "Von Anna Beispiel, Frankfurt"),
        ("بقلم لينا حداد", "بقلم لينا حداد"),
        ("By nightfall the road was open again.", None),
        ("By the time the convoy arrived the road had been closed for three days", None),
    ],
)
def test_bylines(line: str, expected: str | None) -> None:
    assert byline_of(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "01-03-2020",
        "Updated: Tue., Nov. 19, 2019",
        "05.08.2024, 20:59 Uhr",
        "17:41 JST, October 13, 2024",
        "24 تشرين الثاني 2026",
    ],
)
def test_lines_that_only_say_when(line: str) -> None:
    assert is_date(line)


@pytest.mark.parametrize(
    "line", ["60,000 displaced", "In 2015 rebels seized the province and held it", "Three killed in 2019"]
)
def test_lines_that_say_more(line: str) -> None:
    assert not is_date(line)


@pytest.mark.parametrize(
    "line",
    [
        "The comments that he made on Tuesday were denied by both sides, who said that nothing of the kind had been agreed.",
        "Read aloud in parliament, the letter caused a stir among members.",
        "Subscribers to the old treaty met in the capital on Monday.",
        "Home to forty families, the village lies north of the river.",
        "More than sixty thousand people have left their homes since the autumn.",
        "Advertisement boards fell in the storm, and two people were hurt.",
        "اقرأ الكتاب من أوله، قال المعلم لتلاميذه في الصف الأول.",
    ],
)
def test_genuine_sentences_are_no_stock_phrases(line: str) -> None:
    assert stock_phrase(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Bridges",
        "Leave a Reply",
        "İlginizi Çekebilir",
        "اقرأ أيضا: الجسور",
        "Читайте также: мосты",
        "بیشتر بخوانید",
        "Lesen Sie auch: Brücken",
    ],
)
def test_stock_phrases_in_many_languages(line: str) -> None:
    assert stock_phrase(line) is not None


def test_captions_are_known_by_their_credit() -> None:
    assert is_caption("A bridge over the river (AFP photo)")
    assert not is_caption("The river rose again on Tuesday (and the road was closed).")


def test_links_to_other_pages_of_the_site_are_told_from_the_rest() -> None:
    tree = parse(
        '<html><body><p><a href="/a">Bridges are mended</a></p><p><a href="#b">Contents of this page</a></p><p><a href="https://shop.example">A shop elsewhere</a></p></body></html>'
    )
    lines = lines_of(tree)

    assert linked_lines(tree, lines, "https://site.example/1") == {"bridges are mended"}


def test_a_list_of_links_that_is_the_page_stays() -> None:
    lines = tuple(Line(text=f"Headline number {n} of the day's news") for n in range(9))
    found = clean(lines, Surroundings(linked=frozenset(f"headline number {n} of the day s news" for n in range(9))))

    assert found.lines == lines


def test_headlines_of_other_articles_are_taken_out() -> None:
    lines = (
        Line(text=SENTENCE.format(n=1)),
        Line(text="Ministers meet over water rights"),
        Line(text=SENTENCE.format(n=2)),
    )
    found = clean(lines, Surroundings(other_titles=frozenset({"ministers meet over water rights"})))

    assert [removed.why for removed in found.removed] == ["headline of another article"]


def test_a_long_read_in_several_boxes_is_put_together() -> None:
    boxes = "".join(
        f'<div class="box">{"".join(f"<p>{SENTENCE.format(n=10 * box + n)}</p>" for n in range(5))}</div><div class="advert"><p>x</p></div>'
        for box in range(4)
    )
    html = f"<html><body><article><div class='grid'>{boxes}</div></article></body></html>"
    tree = parse(html)
    text = "\n".join(line.text for line in best_lines(tree, html, stated=None, about=""))

    assert all(SENTENCE.format(n=10 * box + n) in text for box in range(4) for n in range(5))


def test_the_text_that_linked_data_carries_helps_out() -> None:
    stated = "\n".join(SENTENCE.format(n=n) for n in range(9))
    html = "<html><body><article><p>Only the first words are shown.</p></article></body></html>"

    assert len(best_lines(parse(html), html, stated=stated, about="")) == 9


def test_wrapped_text_is_unwrapped_and_headed_text_is_not() -> None:
    wrapped = "The convoy reached the village on the northern bank of the river on\nTuesday morning, after the road to it had been closed for the last\nthree days because of the flood.\n\nSecond paragraph."
    headed = "Bridges are mended\nBridges are mended\nThe convoy reached the village."

    assert len(text_lines(wrapped)) == 2
    assert len(text_lines(headed)) == 3


def test_a_text_too_long_for_the_stream_is_cut() -> None:
    composed = compose(tuple(Line(text=SENTENCE.format(n=n)) for n in range(3000)))

    assert len(composed.text) <= MAX_TEXT
    assert not composed.whole
    assert composed.blocks[-1].end == len(composed.text)


def test_headings_and_captions_are_zones() -> None:
    tree = parse(
        f"<html><body><h2>Head</h2><p>{SENTENCE}</p><figure><figcaption>Caption</figcaption></figure><ul><li>one</li><li>two</li></ul></body></html>"
    )

    assert [(line.zone, line.text) for line in lines_of(tree)] == [
        (Zone.HEADING, "Head"), (Zone.BODY, SENTENCE), (Zone.CAPTION, "Caption"), (Zone.BODY, "one"), (Zone.BODY, "two"),
    ]  # fmt: skip
