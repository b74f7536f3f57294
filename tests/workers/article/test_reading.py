"""Reading: from bytes to an article, or to the reason why there is none."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workers.article.reading import read_entry, read_page, read_text
from workers.model.article import Article, NotAnArticle, Page, Zone
from workers.model.entry import Entry

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PARAGRAPHS = tuple(
    f"Residents of village number {n} said on Tuesday that the road to the clinic had been closed since the morning, "
    f"and that {n + 3} families were waiting for the convoy to pass."
    for n in range(8)
)
TITLE = "Villagers wait for a convoy on a closed road"
HEAD = f"""<title>{TITLE} | The Daily Example</title><meta property="og:site_name" content="The Daily Example">
<meta property="article:published_time" content="2026-11-24T21:15:00+03:00"><link rel="canonical" href="/news/convoy">
<meta property="og:image" content="/convoy.jpg"><meta name="author" content="Lina Haddad and Omar Said">"""
ENTRY = Entry(
    id="ent_1",
    source_id="example",
    feed_url="https://daily.example/feed",
    url="https://daily.example/news/convoy?utm=1",
    first_seen=NOW,
    title=TITLE,
)


def page(
    body: str, *, head: str = HEAD, lang: str = "en", url: str = "https://daily.example/news/convoy?utm=1"
) -> Page:
    html = f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return Page(url=url, body=html.encode(), fetched=NOW, content_type="text/html; charset=utf-8")


def story(paragraphs: tuple[str, ...] = PARAGRAPHS, *, before: str = "", after: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<nav><a href='/'>Home</a></nav><article><h1>{TITLE}</h1>{before}{text}{after}</article><footer>© 2026</footer>"


def article(result: Article | NotAnArticle) -> Article:
    assert isinstance(result, Article), result
    return result


def test_a_page_becomes_its_paragraphs_and_what_it_says_of_itself() -> None:
    found = article(read_page(page(story()), None, now=NOW))

    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.title == TITLE
    assert found.authors == ("Lina Haddad", "Omar Said")
    assert found.canonical_url == "https://daily.example/news/convoy"
    assert found.image == "https://daily.example/convoy.jpg"
    assert found.site_name == "The Daily Example"
    assert found.published == datetime(2026, 11, 24, 18, 15, tzinfo=UTC)
    assert (found.published_from, found.language, found.direction, found.extraction) == ("page", "en", "ltr", "full")


def test_blocks_cover_the_text_in_order_with_their_zones() -> None:
    body = story(PARAGRAPHS[:4], after=f"<h2>The road</h2><p>{PARAGRAPHS[5]}</p>")
    found = article(read_page(page(body), None, now=NOW))

    assert "\n\n".join(found.text[block.start : block.end] for block in found.blocks) == found.text
    assert [block.zone for block in found.blocks] == [Zone.LEAD] * 2 + [Zone.BODY] * 2 + [Zone.HEADING, Zone.BODY]


def test_the_summary_is_the_first_sentences_as_they_stand() -> None:
    found = article(read_page(page(story()), None, now=NOW))

    assert len(found.summary) <= 400
    assert found.summary == " ".join(PARAGRAPHS[:2])


def test_the_feed_knows_title_and_date_better() -> None:
    entry = replace(ENTRY, title="Convoy held up - The Daily Example", published=NOW, publisher="The Daily Example")
    found = article(read_page(page(story()), entry, now=NOW))

    assert (found.title, found.published, found.published_from) == ("Convoy held up", NOW, "feed")


def test_a_title_that_the_feed_cut_is_taken_from_the_page() -> None:
    entry = replace(ENTRY, title="Villagers wait for a convoy…")

    assert article(read_page(page(story()), entry, now=NOW)).title == TITLE


def test_the_zero_width_non_joiner_survives() -> None:
    persian = tuple(
        f"جنگنده‌ها روز سه‌شنبه به روستای شماره {n} حمله کردند و نیروهای امدادی گفته‌اند که خانه‌ها ویران شده‌اند."
        for n in range(9)
    )
    found = article(read_page(page(story(persian), head="", lang="fa"), None, now=NOW))

    assert found.text == "\n\n".join(persian)
    assert (found.language, found.direction) == ("fa", "rtl")


def test_what_is_taken_out_is_listed_with_its_reason() -> None:
    after = "<p>139 users have voted.</p><p>Read more: <a href='/x'>Another story</a></p>"
    found = article(read_page(page(story(after=after)), None, now=NOW))

    assert found.text == "\n\n".join(PARAGRAPHS)
    assert {(removed.text, removed.why) for removed in found.removed} >= {
        ("139 users have voted.", "votes"),
        ("Read more: Another story", "related articles"),
    }


@pytest.mark.parametrize(
    ("reason", "body", "head"),
    [
        (
            "bot_check",
            "<p>Verifying you are human. This may take a few seconds.</p>",
            "<title>Just a moment...</title>",
        ),
        (
            "consent_page",
            "<h1>Before you continue</h1><p>We use cookies and data to deliver services. Accept all. Reject all.</p>",
            "",
        ),
        ("soft_404", "<h1>Page not found</h1><p>Sorry, we looked everywhere for this page.</p>", "<title>404</title>"),
        (
            "script_shell",
            '<div id="root"></div><p>You need to enable JavaScript to run this app.</p>',
            "<title>App</title>",
        ),
        (
            "login_wall",
            "<h1>Welcome</h1><p>Log in to continue reading. Already a subscriber? Sign in below with your account.</p>",
            "",
        ),
        (
            "video_only",
            "<h1>Clip</h1><p>Watch the clip that everybody talks about today.</p>",
            '<meta property="og:type" content="video.other">',
        ),
        ("empty_text", "<div></div>", ""),
    ],
)
def test_what_is_no_article_says_why(reason: str, body: str, head: str) -> None:
    found = read_page(page(body, head=head), ENTRY, now=NOW)

    assert isinstance(found, NotAnArticle), found
    assert found.reason == reason


@pytest.mark.parametrize("body", [b"%PDF-1.7\n...", b'{"a": 1}', b"\x89PNG\r\n\x1a\n", b"", b"plain words only"])
def test_what_is_not_html_is_refused(body: bytes) -> None:
    found = read_page(Page(url="https://a.example/x", body=body, fetched=NOW), None, now=NOW)

    assert isinstance(found, NotAnArticle)
    assert found.reason == "not_html"


def test_an_article_about_robots_is_an_article() -> None:
    paragraphs = (
        "Are you a robot? The security check of one site asks just that, and verifying you are human has become a trade.",
        *PARAGRAPHS,
    )

    assert article(read_page(page(story(paragraphs)), None, now=NOW)).text.startswith("Are you a robot?")


def test_an_entry_with_its_whole_text_needs_no_page() -> None:
    content = (
        "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        + "<p>The post Convoy appeared first on The Daily Example.</p>"
    )
    found = article(read_entry(replace(ENTRY, content=content, published=NOW), now=NOW))

    assert found.text == "\n\n".join(PARAGRAPHS)
    assert (found.extraction, found.published_from) == ("feed", "feed")


def test_a_headline_alone_is_its_own_text() -> None:
    found = article(read_entry(replace(ENTRY, summary=f"<a href='x'>{TITLE}</a>"), now=NOW))

    assert found.text == TITLE


def test_an_entry_without_words_is_no_article() -> None:
    found = read_entry(replace(ENTRY, title=None), now=NOW)

    assert isinstance(found, NotAnArticle)
    assert found.reason == "empty_text"


def test_a_text_file_loses_its_head_and_tail() -> None:
    text = "\n\n".join(
        [
            "You are here",
            TITLE,
            "By Reuters - Jan 10, 2026",
            "A+ A-",
            *PARAGRAPHS[:3],
            "40 families waiting",
            *PARAGRAPHS[3:],
            "Comments",
            "Post a comment",
            "Required",
        ]
    )
    found = article(read_text(text, now=NOW))

    assert found.title == TITLE
    assert found.byline == "By Reuters"
    assert found.text == "\n\n".join([*PARAGRAPHS[:3], "40 families waiting", *PARAGRAPHS[3:]])
    assert found.blocks[3].zone is Zone.HEADING


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Report from Idlib", "Five people were killed in a strike on Ariha, in Idlib."),
        ("قصف على أريحا", "مقتل خمسة في قصف على أريحا."),
        ("Удар по Идлибу", "Пять человек погибли в Идлибе и окрестностях, удар нанесён утром."),
    ],
)
def test_a_flash_of_one_sentence_is_read_without_the_menu_around_it(title: str, text: str) -> None:
    body = f"<nav><a href='/'>Home</a></nav><div><a href='/all'>All news</a></div><article><h1>{title}</h1><p>{text}</p></article>"
    entry = replace(ENTRY, title=title)

    assert article(read_page(page(body, head=f"<title>{title}</title>"), entry, now=NOW)).text == text


@pytest.mark.parametrize("text", ["Please wait while we check.", "Report from Idlib", "Read more about us here."])
def test_a_short_page_that_says_nothing_of_its_title_is_no_article(text: str) -> None:
    body = f"<article><h1>Report from Idlib</h1><p>{text}</p></article>"
    found = read_page(
        page(body, head="<title>Report from Idlib</title>"), replace(ENTRY, title="Report from Idlib"), now=NOW
    )

    assert isinstance(found, NotAnArticle)
