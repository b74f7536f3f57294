"""What a child's death means for the entry in its hands, and for the others that wait. Children are fakes with knobs."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.entries import an_entry, poll
from workers.doors.children import Children
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.doors.redis.work import read_new
from workers.judge import Case, Judgement
from workers.jury import DEADLINE, Jury
from workers.model.article import NotAnArticle, Page
from workers.model.errors import Permanent, Temporary
from workers.pages import Fetched, Pages
from workers.pipeline import Pipeline
from workers.strikes import BARRED

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DEATHS = ("crashed", "deadline", "memory")


class Frail(Children):
    """Dies of pages for `page_death`, of the feed's own text for `text_death`; else finds no article."""

    def __init__(self, processes: int = 1, *, page_death: str = "", text_death: str = "", found: bool = True) -> None:
        super().__init__(processes)
        self.page_death, self.text_death, self.found = page_death, text_death, found
        self.seen: list[str] = []
        self.deadlines: set[float] = set()
        self.busy = self.most_busy = 0

    async def run(self, function: Callable[[Any], Any], argument: Any, *, deadline: float) -> Any:
        self.seen.append("page" if argument.page else "text")
        self.deadlines.add(deadline)
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        for _ in range(3):
            await asyncio.sleep(0)
        self.busy -= 1
        if death := self.page_death if argument.page else self.text_death:
            raise Permanent("the child is no more", reason=death)
        return judgement(found=self.found)


def judgement(*, found: bool) -> Judgement:
    article: Any = "an article" if found else NotAnArticle(reason="empty_text", detail="")
    return Judgement(article=article, assessment=None, revision="r")


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


def a_case(number: int = 1, *, page: bool = True, source: str = "loud") -> Case:
    entry = an_entry(number, source_id=source, url=f"https://{source}.example/{number}")
    fetched = Page(url=entry.url or "", body=b"<p>", fetched=NOON) if page else None
    return Case(entry=entry, page=fetched, focus=None, now=NOON)


def work(case: Case, *, tries: int = 0, reason: str = "") -> WorkEntry:
    return WorkEntry(work_id="1-1", entry=case.entry, tries=tries, reason=reason)


@pytest.mark.parametrize("death", DEATHS)
async def test_a_childs_first_death_is_nobodys_fault_and_the_page_is_tried_again(death: str) -> None:
    case = a_case()
    with pytest.raises(Temporary) as caught:
        await Jury(Frail(page_death=death), now=Clock()).settle(work(case), case)

    assert (caught.value.reason, caught.value.retry_after) == (death, None)


@pytest.mark.parametrize("death", DEATHS)
async def test_after_a_second_death_the_feeds_own_text_is_judged(death: str) -> None:
    case, children = a_case(), Frail(page_death=death)
    judged = await Jury(children, now=Clock()).settle(work(case, tries=1, reason="memory"), case)

    assert judged.instead_of == death
    assert children.seen == ["page", "text"]


@pytest.mark.parametrize("page", [True, False])
async def test_only_when_the_feeds_own_text_kills_too_is_the_entry_given_up(*, page: bool) -> None:
    case = a_case(page=page)
    jury = Jury(Frail(page_death="crashed", text_death="memory"), now=Clock())
    reasons: list[str] = []
    for tries in (0, 1):
        with pytest.raises(Temporary) as caught:
            await jury.settle(work(case, tries=tries, reason=reasons[-1] if reasons else ""), case)
        reasons.append(caught.value.reason)

    with pytest.raises(Permanent) as last:
        await jury.settle(work(case, tries=2, reason=reasons[-1]), case)
    assert last.value.reason == "memory"


async def test_a_page_that_kills_twice_beside_an_empty_feed_is_a_dead_letter_that_says_so() -> None:
    case, jury = a_case(), Jury(Frail(page_death="deadline", found=False), now=Clock())
    with pytest.raises(Permanent) as caught:
        await jury.settle(work(case, tries=1, reason="deadline"), case)

    assert caught.value.reason == "deadline"


async def test_a_fault_of_our_own_is_no_death() -> None:
    case = a_case()
    with pytest.raises(Permanent) as caught:
        await Jury(Frail(page_death="failed"), now=Clock()).settle(work(case), case)

    assert caught.value.reason == "failed"


async def test_after_two_costly_pages_a_hostile_feed_costs_no_more_and_others_are_read() -> None:
    clock, children = Clock(), Frail(page_death="deadline")
    jury = Jury(children, now=clock)

    async def settle(number: int) -> Judgement | BaseException:
        case = a_case(number)
        try:
            return await jury.settle(work(case), case)
        except Temporary as error:
            return error

    settled = await asyncio.gather(*(settle(number) for number in range(60)))

    assert children.seen.count("page") == 2
    assert [one.instead_of for one in settled if isinstance(one, Judgement)] == ["costly_pages"] * 58
    assert jury.bars(a_case(99).entry)
    assert not jury.bars(a_case(1, source="quiet").entry)
    clock.time += BARRED + timedelta(seconds=1)
    assert not jury.bars(a_case(99).entry)


async def test_a_host_is_barred_for_all_who_lead_to_it() -> None:
    jury = Jury(Frail(page_death="memory"), now=Clock())
    for number in (1, 2):
        case = a_case(number, source=f"feed-{number}")
        case = replace(case, page=Page(url="https://slow.example/x", body=b"", fetched=NOON))
        with pytest.raises(Permanent):
            await jury.read(case)

    assert jury.bars(an_entry(3, url="https://slow.example/3"))


@pytest.mark.parametrize(("processes", "most"), [(1, 1), (2, 1), (4, 3)])
async def test_one_source_never_has_all_children(processes: int, most: int) -> None:
    children = Frail(processes)
    jury = Jury(children, now=Clock())

    await asyncio.gather(*(jury.read(a_case(number)) for number in range(10)))

    assert children.most_busy == most
    assert children.deadlines == {DEADLINE}


async def test_a_feed_tells_no_headlines_of_a_strangers_site(store: Store) -> None:
    known = []
    for number, feed in ((1, "https://loud.example/feed"), (2, "https://elsewhere.example/feed")):
        pipeline = Pipeline(store, Web(), Frail(found=False), {}, {}, now=Clock())
        entry = replace(a_case(number).entry, feed_url=feed)
        await poll(store, entry, source_id="loud")
        (got,) = await read_new(store, "w", block_ms=100)
        await pipeline.process(got)
        known.append(len((await pipeline._sites.of(entry)).other_titles))

    assert known == [1, 0]


async def test_pages_of_a_barred_source_are_not_even_fetched(store: Store) -> None:
    web, children = Web(), Frail(page_death="memory", found=False)
    pipeline = Pipeline(store, web, children, {}, {}, now=Clock())
    await poll(store, *(a_case(number).entry for number in range(4)), source_id="loud")
    outcomes = []
    for got in await read_new(store, "w", block_ms=100):
        try:
            outcomes.append((await pipeline.process(got)).kind)
        except Temporary as error:
            outcomes.append(error.reason)

    assert outcomes == ["memory", "memory", "dropped", "dropped"]
    assert web.asked == 2
    assert (await store.entry_record("ent_000003"))["text_from"] == "feed (costly_pages)"


class Web(Pages):
    """Has every page."""

    def __init__(self) -> None:
        self.asked = 0

    async def fetch(self, work: WorkEntry, source: object) -> Fetched:
        self.asked += 1
        return Page(url=work.entry.url or "", body=b"<p>", fetched=NOON)
