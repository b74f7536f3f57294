"""The gate: what it turns away, no reading of it could have graded above none."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load
from config.topics import load_topics
from tests.support.texts import TEXTS
from workers.article.gate import Glance
from workers.article.reading import read_gist, read_html, read_text
from workers.model.article import Article, Page
from workers.model.entry import Entry
from workers.model.verdict import Grade
from workers.relevance.grader import Grader

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GRADER = Grader(load_topics(load(None, {}).settings))
DEV = Path(__file__).parents[4] / "shared" / "data" / "relevance" / "dev.jsonl"
NAMES = (
    "Idlib", "IDLIB", "Idlib’s", "Syrian", "Syria", "Ma'arrat al-Nu'man", "Hayat Tahrir al-Sham", "HTS", "Damascus", "إدلب", "بإدلب",
    "وريف حماة", "حُماة", "هيئة تحرير الشام", "سوريا", "Идлибе", "сирийской", "Suriye'nin", "İdlib'de", "ئیدلب", "Idlibê", "叙利亚", "Aleppo", "Assad",
)  # fmt: skip
NEUTRAL = tuple(paragraph for paragraphs in TEXTS.values() for paragraph in paragraphs)


def dressed(name: str, how: str) -> str:
    middle = max(1, len(name) // 2)
    return {
        "plain": escape(name),
        "references": "".join(f"&#{ord(char)};" for char in name),
        "hexadecimal": "".join(f"&#x{ord(char):x};" for char in name),
        "cut twice": f"<b>{escape(name[:middle])}</b><i class='x'>{escape(name[middle:])}</i>",
        "cut": f"<span class='drop'>{escape(name[:middle])}</span>{escape(name[middle:])}",
        "emphasis": " ".join(f"<b>{escape(word)}</b>" for word in name.split()),
        "soft hyphen": escape(name[:middle]) + "&shy;" + escape(name[middle:]),
        "joiner": escape(name[:middle]) + "\u200b" + escape(name[middle:]),
        "line break": escape(name).replace(" ", "\n\t"),
        "no-break": escape(name).replace(" ", "&nbsp;"),
    }[how]


HOWS = (
    "plain",
    "references",
    "hexadecimal",
    "cut",
    "cut twice",
    "emphasis",
    "soft hyphen",
    "joiner",
    "line break",
    "no-break",
)


def is_relevant(html: str) -> bool:
    page = Page(url="https://site.example/1", body=b"", fetched=NOW)
    article = read_html(html, page, None, now=NOW)
    return isinstance(article, Article) and any(
        verdict.grade is not Grade.NONE for verdict in GRADER.assess(article).verdicts
    )


@settings(max_examples=150, deadline=None)
@given(
    names=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(HOWS)), max_size=4),
    neutral=st.lists(st.sampled_from(NEUTRAL), min_size=3, max_size=6),
    where=st.sampled_from(("text", "title", "linked data", "meta")),
)
def test_what_the_gate_turns_away_is_graded_none(names: list[tuple[str, str]], neutral: list[str], where: str) -> None:
    words = " and ".join(dressed(name, how) for name, how in names)
    plain = " and ".join(name for name, _ in names)
    linked = json.dumps({"@type": "NewsArticle", "headline": f"News of {plain}"}) if where == "linked data" else ""
    head = f'<script type="application/ld+json">{linked}</script>' if linked else ""
    head += f'<meta property="og:title" content="News of {escape(plain)}">' if where == "meta" else ""
    title = f"<title>News of {words}</title><h1>News of {words}</h1>" if where == "title" else "<h1>News</h1>"
    body = f"<p>It was said that {words} had been named in it at length on that day.</p>" if where == "text" else ""
    html = f"<html><head>{head}</head><body><article>{title}{body}{''.join(f'<p>{part}</p>' for part in neutral)}</article></body></html>"

    assert Glance(html).is_worth_reading(None, GRADER.gate) or not is_relevant(html)


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("name", ["Idlib", "إدلب", "Hayat Tahrir al-Sham", "هيئة تحرير الشام"])
def test_a_name_is_seen_however_it_is_written(name: str, how: str) -> None:
    assert Glance(f"<p>Soldiers in {dressed(name, how)} said so.</p>").is_worth_reading(None, GRADER.gate)


def test_a_name_cut_after_a_vowel_mark_is_seen() -> None:
    assert Glance("<p>قصف على حُ<b>ماة</b> اليوم</p>").is_worth_reading(None, GRADER.gate)


def test_text_before_the_first_tag_is_seen() -> None:
    assert Glance("Shelling of Idlib <p>More soon</p>").is_worth_reading(None, GRADER.gate)


def test_a_page_of_other_news_is_turned_away() -> None:
    html = "".join(f"<p>{paragraph}</p>" for language in ("fa", "tr", "ru") for paragraph in TEXTS[language])

    assert not Glance(html).is_worth_reading("Bridges are mended", GRADER.gate)
    assert Glance(html).is_worth_reading("Bridges of Idlib are mended", GRADER.gate)


def test_less_than_signs_hide_nothing() -> None:
    assert "Idlib" in Glance("<p>5 < 6, <3 Idlib</p>").words


@pytest.mark.parametrize(
    "markup",
    [
        "Id<!-- -->lib", "Id<!---->lib", "Id<!-- a < b > c -->lib", "Id<a title='5 > 4'>lib</a>", "Id<x-cap>lib</x-cap>",
        "<nobr>Id</nobr>lib", "Id<span title=it's>lib</span>", "Id<img src='x'>lib", "<3 Idlib", "< Idlib", "<إدلب> هل",
        "Id\u2063lib", "Id\u034flib", "Id\U000e0001lib", "Id\x81lib", "&#0000000073;dlib", "&#x00000049;dlib",
        "イト\u3099リフ\u3099", "他说，“Idlib”是", "彼「Idlib」と", "إدلـ ـب", "إدلـ\n ـب",
        f"rebel-held {'houses ' * 40}. rebel-held northwest",
    ],
)  # fmt: skip
def test_no_markup_hides_a_name_that_is_read(markup: str) -> None:
    neutral = "".join(f"<p>{part}</p>" for part in TEXTS["tr"])
    html = f"<html><body><article><h1>News</h1>{neutral}<p>{markup}</p>{neutral}</article></body></html>"

    assert is_relevant(html)
    assert Glance(html).is_worth_reading(None, GRADER.gate)


LINKED = '{"@type":"NewsArticle","headline":"%s"}'


@pytest.mark.parametrize(
    "head",
    [
        f"//<![CDATA[\n{LINKED % 'News of Idlib'}\n//]]>",
        f"<!--\n{LINKED % 'News of Idlib'}\n-->",
        LINKED % r"News:\nIdlib is quiet",
        LINKED % r"News:\tإدلب",
        LINKED % r"News of \u0026#73;dlib",
        LINKED % "Where a<b, in Idlib",
        LINKED % r"<p>Hayat <b>Tahrir<\/b> al-Sham said so<\/p>",
        LINKED % r"\u003cp\u003eHayat \u003cb\u003eTahrir\u003c/b\u003e al-Sham said so\u003c/p\u003e",
        LINKED % r"<p>I<b>d<\/b>lib is quiet<\/p>",
    ],
)
def test_linked_data_is_seen_as_it_is_read(head: str) -> None:
    assert Glance(f'<script type="application/ld+json">{head}</script><p>More</p>').is_worth_reading(None, GRADER.gate)


def test_a_lesser_sign_in_a_meta_element_hides_nothing() -> None:
    html = '<meta property="og:title" content="5 < 6 in Idlib"><p>More</p>'

    assert Glance(html).is_worth_reading(None, GRADER.gate)


class Counted:
    """The gate, and how many letters it was asked to look at in context."""

    def __init__(self) -> None:
        self.letters = 0

    def suspects(self, pieces: Iterable[str]) -> list[str]:
        return GRADER.gate.suspects(pieces)

    def mentions(self, text: str) -> bool:
        self.letters += len(text)
        return GRADER.gate.mentions(text)


@pytest.mark.parametrize(
    "text",
    ["Idlib " * 50_000, " ".join(f"Idlib/{number}" for number in range(5_000)), " ".join(map(str, range(100_000)))],
    ids=["one name", "many pieces", "many words"],
)
def test_of_a_page_full_of_names_little_is_looked_at(text: str) -> None:
    matcher = Counted()

    assert Glance(f"<p>{text}</p>").is_worth_reading(None, matcher)
    assert matcher.letters < 10_000


@pytest.mark.skipif(not DEV.exists(), reason=f"no labelled articles in {DEV}")
def test_no_labelled_article_above_none_is_turned_away() -> None:
    missed = []
    for line in DEV.read_text(encoding="utf-8").splitlines()[::4]:
        row = json.loads(line)
        article = read_text(row["text"], title=row["title"] or None, now=NOW)
        if isinstance(article, Article) and any(
            verdict.grade is not Grade.NONE for verdict in GRADER.assess(article).verdicts
        ):
            html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in row["text"].splitlines())
            if not Glance(html).is_worth_reading(row["title"], GRADER.gate):
                missed.append(row["id"])

    assert missed == []


def test_of_a_page_turned_away_the_paragraphs_are_kept() -> None:
    html = (
        f"<nav>Home</nav><h1>News</h1>{''.join(f'<p>{paragraph}</p>' for paragraph in TEXTS['tr'] * 2)}<p>Comments</p>"
    )
    entry = Entry(
        id="ent_1",
        source_id="s",
        feed_url="https://site.example/feed",
        url="https://site.example/1",
        first_seen=NOW,
        title="Köprü",
    )
    gist = read_gist(Glance(html), Page(url="https://site.example/1", body=b"", fetched=NOW), entry)

    assert gist is not None
    assert gist.text == "\n\n".join(TEXTS["tr"])
    assert (gist.language, gist.extraction) == ("tr", "partial")


def test_a_page_of_little_text_is_to_be_read_properly() -> None:
    entry = Entry(id="ent_1", source_id="s", feed_url="https://site.example/feed", url=None, first_seen=NOW)

    assert (
        read_gist(
            Glance("<p>Verifying you are human. This may take a few seconds.</p>"),
            Page(url="https://a.example", body=b"", fetched=NOW),
            entry,
        )
        is None
    )
