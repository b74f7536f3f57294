"""The page in a real browser: nothing that an article says runs, everything reads as it should."""

from dataclasses import replace
from typing import Literal

import pytest

from tests.monitor.web.test_web import FakeWatch, serving
from tests.support.browser import Watched, browsing
from tests.support.items import a_source, an_item
from workers.model.item import Item

pytestmark = pytest.mark.slow
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HOSTILE = (
    "<script>alert(1)</script>",
    "<svg onload=alert(2)><circle r=9></svg>",
    '"><img src=https://tracker.example/x.png onerror=alert(3)>',
    "</h3></article><iframe src='javascript:alert(4)'></iframe>",
    "<style>@import url(https://tracker.example/x.css)</style>",
    "{{ 7 * 7 }} {% raw %} &lt;b&gt; &amp;",
    "<a href=javascript:alert(5) autofocus onfocus=alert(6)>click</a>",
    "<meta http-equiv=refresh content='0;url=https://tracker.example/'>",
)
LINKS = (
    "javascript:alert(7)",
    "JaVaScRiPt:alert(8)",
    "data:text/html,<script>alert(9)</script>",
    " javascript:alert(10)",
    'https://north.example/" onmouseover="alert(11)',
    "//tracker.example/x",
)
ARABIC = an_item(
    id="itm_ar", title="مجلس إدلب يعيد تشغيل الطاحونة رقم 7", language="ar", direction="rtl",
    summary="أعاد المجلس تشغيل الطاحونة (Saraqib Mill) يوم الاثنين.",
)  # fmt: skip
PERSIAN = an_item(
    id="itm_fa", title="شورای ادلب آسیاب را بازگشایی کرد", language="fa", direction="rtl", summary="کشاورزان از سه روستا آمدند.",
)  # fmt: skip


def shown(*items: Item) -> FakeWatch:
    return FakeWatch(items=items)


async def opened(watch: FakeWatch, seen: Watched) -> None:
    async with serving(watch) as ask:
        await seen.open(f"http://127.0.0.1:{ask.port}/")


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_hostile_articles_are_shown_as_the_text_they_are(scheme: Literal["light", "dark"]) -> None:
    told = [
        an_item(id=f"itm_{number}", title=text, summary=text, source=a_source(name=text))
        for number, text in enumerate(HOSTILE)
    ]
    watch = shown(*told, an_item(title=None, summary=HOSTILE[0], language='en" onmouseover="alert(12)'))
    async with browsing(scheme=scheme) as seen:
        await opened(watch, seen)

        assert await seen.misdeeds() == []
        assert await seen.texts("h3") == [*HOSTILE, HOSTILE[0]]
        assert (await seen.texts(".facts bdi"))[:-1] == list(HOSTILE)


async def test_only_web_addresses_become_links_and_they_give_nothing_away() -> None:
    items = [replace(an_item(id=f"itm_{number}"), url=link) for number, link in enumerate(LINKS)]
    async with browsing() as seen:
        await opened(shown(*items, an_item()), seen)
        links = await seen.page.locator("main a").evaluate_all(
            "all => all.map(one => [one.protocol, one.host, one.rel])"
        )

        assert await seen.misdeeds() == []
        assert links == [["https:", "north.example", "noopener noreferrer nofollow"]] * 2


async def test_bidi_controls_cannot_turn_a_line_around() -> None:
    turned = an_item(title="paid \u202eyb detrevni\u202c \u2066x\u2069 \x9b\x00end", source=a_source(name="\u202etsoP"))
    async with browsing() as seen:
        await opened(shown(turned, ARABIC), seen)
        page = await seen.page.content()

        assert await seen.misdeeds() == []
        assert not {"\u202e", "\u202c", "\u2066", "\u2069", "\x9b", "\x00"} & set(page)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_arabic_and_persian_run_from_the_right_and_english_from_the_left(
    scheme: Literal["light", "dark"],
) -> None:
    edges = """all => all.map(one => {
      const range = document.createRange();
      range.selectNodeContents(one);
      const [text, box] = [range.getBoundingClientRect(), one.getBoundingClientRect()];
      return [one.lang, getComputedStyle(one).direction, text.left - box.left < 2, box.right - text.right < 2];
    })"""
    async with browsing(scheme=scheme) as seen:
        await opened(shown(ARABIC, PERSIAN, an_item()), seen)
        found = await seen.page.locator("h3").evaluate_all(edges)

        assert await seen.misdeeds() == []
        assert found == [["ar", "rtl", False, True], ["fa", "rtl", False, True], ["en", "ltr", True, False]]
        assert await seen.texts("h3 >> nth=0") == [ARABIC.title]


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_every_text_can_be_read_in_both_colour_schemes(scheme: Literal["light", "dark"]) -> None:
    async with browsing(scheme=scheme) as seen:
        await opened(shown(ARABIC, PERSIAN, an_item()), seen)
        dark, contrasts = await seen.contrasts()

        assert dark is (scheme == "dark")
        assert {name: round(ratio, 1) for name, ratio in contrasts.items() if ratio < 4.5} == {}
        assert "A." in contrasts


async def test_a_word_without_end_does_not_widen_the_page_of_a_phone() -> None:
    long = an_item(title="ك" * 3000, summary="x" * 400, source=a_source(name="y" * 300))
    async with browsing(width=360) as seen:
        await opened(shown(long, ARABIC), seen)

        assert await seen.page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_the_keyboard_comes_to_the_items_in_two_steps() -> None:
    async with browsing() as seen:
        await opened(shown(ARABIC, an_item()), seen)
        await seen.page.keyboard.press("Tab")
        first = await seen.page.evaluate(
            "[document.activeElement.hash, document.activeElement.getBoundingClientRect().left >= 0]"
        )
        await seen.page.keyboard.press("Enter")
        await seen.page.keyboard.press("Tab")

        assert first == ["#items", True]
        assert await seen.page.evaluate("document.activeElement.textContent") == ARABIC.title


async def test_while_redis_is_away_the_page_says_so_and_stays_clean() -> None:
    async with browsing() as seen:
        await opened(FakeWatch(down=True), seen)

        assert "does not answer" in (await seen.texts("[role=alert]"))[0]
        assert [one for one in await seen.misdeeds() if "503" not in one] == []
