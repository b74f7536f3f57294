from monitor.life import life, lives_of
from monitor.status import RoleBeat, living
from tests.support.entries import an_entry, an_event
from workers.doors.redis.commits import EntryCommit, NewItem
from workers.doors.redis.store import Store

SEEN = {
    "source": "press",
    "first_seen": "2026-11-25T12:00:00+00:00",
    "url": "http://p.example/1",
    "title": "Mill reopens",
}


def stages(**record: str) -> list[tuple[str, bool, str]]:
    return [(stage.name, stage.done, stage.told) for stage in life("ent_1", {**SEEN, **record}).stages]


def test_a_published_entry_tells_every_stage() -> None:
    told = stages(
        state="published", text_from="page", final_url="http://p.example/1", extraction="full", words="120", language="en",
        grades="idlib central 0.80", item="itm_1", version="1", stream_id="1-0",
    )  # fmt: skip

    assert [name for name, _, _ in told] == ["seen", "fetched", "extracted", "graded", "published"]
    assert told[0][2] == "in the feed of press at 2026-11-25T12:00:00Z, without a date"
    assert told[-1][2] == "as itm_1.1 with stream id 1-0"


def test_a_page_that_was_not_used_says_why() -> None:
    told = stages(state="dropped", reason="irrelevant", text_from="feed (not_html)", extraction="feed", words="9")

    assert told[1] == ("fetched", True, "not the page: the text is the feed (not_html)")
    assert told[-1][:2] == ("dropped", False)


def test_a_baseline_entry_says_that_it_was_only_remembered() -> None:
    told = stages(state="dropped", reason="baseline")

    assert [name for name, _, _ in told] == ["seen", "dropped"]
    assert "polling.first_run" in told[1][2]


def test_an_entry_that_waits_tells_its_failures() -> None:
    assert "after 2 failed tries (http_503: busy)" in stages(tries="2", last_error="http_503: busy")[-1][2]


def test_a_dead_letter_names_the_command_that_shows_it() -> None:
    assert "marsad dead list" in stages(state="dead", reason="poison", detail="3 workers died")[-1][2]


def beat(role: str, age: float, *, host: str = "a", pid: int = 1) -> RoleBeat:
    return RoleBeat(role=role, instance=f"{host}:{pid}:{role}", host=host, pid=pid, age=age)


def test_a_killed_process_is_not_listed_beside_its_successor_but_a_missing_role_is() -> None:
    killed, successor = beat("worker", 300.0, pid=1), beat("worker", 2.0, pid=2)
    missing, elsewhere = beat("poller", 300.0, pid=1), beat("poller", 2.0, host="b", pid=9)

    assert living((killed, successor, missing, elsewhere)) == (successor, missing, elsewhere)


async def test_a_withdrawn_item_says_so_and_why(store: Store) -> None:
    for version, kept in enumerate(({}, {"withdrawn": "gone from the outlet's site"})):
        item = NewItem(item_id="itm_1", fields=an_event("itm_1", version + 1), expected_version=version, kept=kept)
        await store.entry_commit(EntryCommit(work_id=None, entry=an_entry(1), outcome=item))

    (told,) = await lives_of(store, "itm_1", ())

    last = told.stages[-1]
    assert (last.name, last.done, last.told) == ("withdrawn", True, "told as item itm_1.2: gone from the outlet's site")
