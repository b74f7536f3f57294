"""Hostile pages: each is read, refused with a reason or killed, within bounds, and the next page is read all the same."""

import resource
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.support.hostile_pages import HOSTILE, wrapped
from workers.article.reading import read_page
from workers.doors.children import Children
from workers.model.article import Article, NotAnArticle, Page
from workers.model.errors import Permanent

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
REASONS = {"too_large", "too_complex", "not_html", "empty_text"}
MEMORY = 400 * 1024**2


def read(body: bytes) -> Article | NotAnArticle:
    page = Page(url="https://site.example/news/1", body=body, fetched=NOW, content_type="text/html; charset=zip")
    return read_page(page, None, now=NOW)


def peak_memory(_: None) -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def children(anyio_backend: str) -> AsyncIterator[Children]:
    async with Children(1, ("workers.article.reading",), memory=MEMORY) as made:
        yield made


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_page_costs_no_more_than_its_bounds(children: Children, name: str) -> None:
    try:
        found = await children.run(read, HOSTILE[name](), deadline=10)
        assert isinstance(found, Article) or found.reason in REASONS
    except Permanent as error:
        assert error.reason in {"deadline", "memory"}  # noqa: PT017 - either way out is a good one
    after = await children.run(read, wrapped(""), deadline=10)

    assert isinstance(after, Article)
    assert await children.run(peak_memory, None, deadline=10) < MEMORY


@pytest.mark.parametrize("name", ["right-to-left overrides", "terminal escapes"])
async def test_no_control_character_comes_through(children: Children, name: str) -> None:
    found = await children.run(read, HOSTILE[name](), deadline=10)

    assert isinstance(found, Article)
    assert "in a paragraph that is long enough" in found.text
    assert all(char.isprintable() or char == "\n" for char in found.text)


async def test_references_to_the_control_range_are_read_as_browsers_do(children: Children) -> None:
    found = await children.run(
        read,
        wrapped(
            "<p>It&#146;s &#147;so&#148;&#27;&#xD800;&#99999999999; in the town of &#1573;&#1583;&#1604;&#1576; today.</p>"
        ),
        deadline=10,
    )

    assert isinstance(found, Article)
    assert found.text.endswith("It’s “so” in the town of إدلب today.")
