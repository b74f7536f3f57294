"""Second looks at published pages, against a real Valkey; the web is a fake with knobs."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.entries import an_entry, poll
from tests.support.items import a_place, a_verdict
from workers.article.reading import read_text
from workers.compose import draft
from workers.doors.redis.payload import WorkEntry
from workers.doors.redis.store import Store
from workers.doors.redis.work import read_new
from workers.judge import Case, Judgement
from workers.model.article import Article, NotAnArticle, Page
from workers.model.errors import Permanent, Temporary
from workers.model.outcome import Dropped
from workers.model.verdict import Assessment, Grade
from workers.pages import Fetched, HostNotDue, NoPage, Pages
from workers.publishing import Publisher
from workers.rechecks import Rechecks, gone, wait_before, worth_it
from workers.stories.sketch import sketch

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ENTRY = an_entry(1)
KILLS = "a page that no child survives"
TEXT = "The council of Idlib reopened the mill. Three men were hurt when a belt broke, medics said."


class Web(Pages):
    """What the page says at the next look: a text, an answer without a page, or an error."""

    def __init__(self) -> None:
        self.says: str | Fetched | Exception = TEXT

    async def fetch(self, work: WorkEntry, source: object) -> Fetched:
        del work, source
        if isinstance(self.says, Exception):
            raise self.says
        if isinstance(self.says, str):
            return Page(url="http://p.example/1", body=self.says.encode(), fetched=NOW)
        return self.says


async def judged(case: Case) -> Judgement:
    text = case.page.body.decode() if case.page else TEXT
    if text == KILLS:
        raise Permanent("took more than 15 s", reason="deadline")
    article = read_text(f"Mill of Idlib reopens\n\n{text}", title=None, now=NOW) if text else None
    if not isinstance(article, Article):
        return Judgement(article=NotAnArticle(reason="empty_text", detail=""), assessment=None, revision="r")
    places = (a_place(),)
    assessment = Assessment(verdicts=(a_verdict(),), places=places)
    return Judgement(article=article, assessment=assessment, revision="r", sketch=sketch(article, places, now=NOW))


class Desk:
    """A worker that published one entry and looks at it again when told to."""

    def __init__(self, store: Store) -> None:
        self.store, self.web = store, Web()
        self.publisher = Publisher(store, now=lambda: NOW)
        self.rechecks = Rechecks(store, self.web, self.publisher, judged, {}, now=lambda: NOW)

    async def publish(self) -> None:
        await poll(self.store, ENTRY)
        (work,) = await read_new(self.store, "w", block_ms=100)
        judgement = await judged(Case(entry=ENTRY, page=None, focus=None, now=NOW))
        drafted = draft(ENTRY, judgement, {})
        assert not isinstance(drafted, Dropped)
        committed = await self.publisher.publish(drafted, None, {}, work_id=work.work_id)
        assert committed is not None
        assert committed.kind == "published"
        await self.rechecks.plan(ENTRY)

    async def planned(self) -> dict[str, str] | None:
        """The work entry that waits, as fields."""
        payload = await self.store.command("HGET", self.store.keys.recheck_payload, ENTRY.id)
        flat = json.loads(payload) if payload else []
        return dict(zip(flat[::2], flat[1::2], strict=True)) or None

    async def look(self) -> str:
        """Lets the time of the next look come. Returns what became of it."""
        await self.store.command("ZADD", self.store.keys.recheck, 1, ENTRY.id)
        await self.store.move_due()
        (work,) = await read_new(self.store, "w", block_ms=100)
        committed = await self.rechecks.look(work, None)
        return committed.kind if committed else "delayed"

    async def stream(self) -> list[tuple[str, dict[str, Any]]]:
        rows = await self.store.command("XRANGE", self.store.keys.items, "-", "+")
        entries = [fields if isinstance(fields, dict) else dict(zip(fields[::2], fields[1::2], strict=True))
                   for _, fields in rows]  # fmt: skip
        return [(entry["type"], json.loads(entry["data"])) for entry in entries]


@pytest.fixture
async def desk(store: Store) -> Desk:
    desk = Desk(store)
    await desk.publish()
    return desk


async def test_a_page_as_it_was_is_nothing_and_is_looked_at_later_again(desk: Desk) -> None:
    assert await desk.look() == "dropped"
    assert len(await desk.stream()) == 1
    assert ((await desk.planned()) or {})["recheck"] == "2"


async def test_a_changed_toll_is_an_update_that_names_what_changed(desk: Desk) -> None:
    desk.web.says = TEXT.replace("Three men were hurt", "Five men were hurt")

    assert await desk.look() == "published"
    _, (kind, item) = await desk.stream()
    assert kind == "marsad.item.updated"
    assert (item["version"], item["changed"]) == (2, ["text", "figures"])
    assert [figure["min"] for figure in item["figures"]] == [5]


async def test_a_date_bump_and_an_advertisement_are_nothing(desk: Desk) -> None:
    desk.web.says = f"{TEXT}\n\nSubscribe to our newsletter"

    assert await desk.look() == "dropped"
    assert len(await desk.stream()) == 1


async def test_a_page_that_is_gone_for_good_withdraws_the_item(desk: Desk) -> None:
    desk.web.says = NoPage(reason="http_410")

    assert await desk.look() == "published"
    _, (kind, item) = await desk.stream()
    assert kind == "marsad.item.retracted"
    assert item["text"] is None
    assert item["retraction"] == {"reason": "gone from the outlet's site", "evidence": "HTTP 410"}
    assert await desk.planned() is None


async def test_a_page_not_found_once_is_doubted_twice_withdrawn(desk: Desk) -> None:
    desk.web.says = NoPage(reason="http_404")

    assert await desk.look() == "dropped"
    assert ((await desk.planned()) or {})["doubted"] == "1"
    assert await desk.look() == "published"
    assert [kind for kind, _ in await desk.stream()] == ["marsad.item.new", "marsad.item.retracted"]


async def test_a_page_that_is_found_again_is_doubted_no_more(desk: Desk) -> None:
    desk.web.says = NoPage(reason="http_404")
    await desk.look()
    desk.web.says = TEXT

    assert await desk.look() == "dropped"
    assert ((await desk.planned()) or {})["doubted"] == "0"


async def test_a_notice_of_the_outlet_withdraws_the_item_with_its_words(desk: Desk) -> None:
    desk.web.says = "This article has been withdrawn because its source could not be confirmed."

    assert await desk.look() == "published"
    _, (kind, item) = await desk.stream()
    assert kind == "marsad.item.retracted"
    assert item["retraction"]["evidence"] == desk.web.says


@pytest.mark.parametrize("says", [NoPage(reason="http_503"), NoPage(reason="robots"), "", KILLS])
async def test_a_page_that_cannot_be_read_says_nothing(desk: Desk, says: str | Fetched) -> None:
    desk.web.says = says

    assert await desk.look() == "dropped"
    assert len(await desk.stream()) == 1
    assert ((await desk.planned()) or {})["recheck"] == "2"


async def test_a_withdrawn_item_is_looked_at_no_more(desk: Desk) -> None:
    desk.web.says = NoPage(reason="http_410")
    await desk.look()
    await desk.rechecks.plan(ENTRY)

    assert await desk.look() == "dropped"
    assert len(await desk.stream()) == 2
    assert await desk.planned() is None


async def test_a_busy_host_puts_the_look_off(desk: Desk) -> None:
    desk.web.says = HostNotDue(wait_ms=1)

    assert await desk.look() == "delayed"
    assert (await desk.store.backlog()).delayed == 1


async def test_what_may_pass_is_left_to_the_worker(desk: Desk) -> None:
    desk.web.says = Temporary("http://p.example/1: HTTP 503", reason="http_503")

    with pytest.raises(Temporary):
        await desk.look()


async def test_a_look_that_waits_is_no_delayed_work(desk: Desk) -> None:
    assert (await desk.store.backlog()).delayed == 0
    assert await desk.store.move_due() == (0, None)


def test_looks_become_rarer_and_end() -> None:
    waits = [wait_before(look) for look in range(1, 6)]

    assert waits == [3600.0, 21600.0, 86400.0, 259200.0, None]


def test_only_what_matters_is_looked_at_again() -> None:
    assert worth_it((a_verdict("idlib", Grade.SUBSTANTIAL),), late=False)
    assert not worth_it((a_verdict("idlib", Grade.PASSING),), late=False)
    assert not worth_it((a_verdict("idlib", Grade.CENTRAL),), late=True)


def test_only_an_answer_that_says_so_is_gone() -> None:
    assert gone(NoPage(reason="http_403"), doubted=True) is None
    assert gone(NoPage(reason="dns_error"), doubted=True) is None
    assert gone(NoPage(reason="http_404"), doubted=False) is None


def test_a_second_look_has_a_name_of_its_own_in_the_delay_set() -> None:
    work = WorkEntry(work_id="1-0", entry=ENTRY)

    assert replace(work, recheck=1).member != work.member
