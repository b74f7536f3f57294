"""Sites: what one article teaches helps with the next, and survives a restart."""

from datetime import UTC, datetime, timedelta

from workers.article.host_memory import fingerprint
from workers.article.reading import read_html
from workers.doors.keys import Keys
from workers.doors.redis.client import connect
from workers.model.article import Article, Page
from workers.model.entry import Entry
from workers.sites import SAVE_EVERY, SAVE_GAP, Sites

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOTICE = "The Daily Example is read in ninety countries and belongs to its readers"


def entry(number: int, title: str | None = None) -> Entry:
    return Entry(
        id=f"ent_{number}", source_id="daily", feed_url="https://daily.example/feed", url=f"https://daily.example/{number}",
        first_seen=MONDAY, title=title or f"Bridges of district {number} are mended at last",
    )  # fmt: skip


def article(number: int) -> Article:
    lines = [
        f"Officials of district {number * 9 + line} said that {number + line} bridges had been mended since the flood of spring."
        for line in range(6)
    ]
    html = f"<article><h1>Title {number}</h1>{''.join(f'<p>{text}</p>' for text in [*lines, NOTICE])}</article>"
    found = read_html(
        f"<html><body>{html}</body></html>",
        Page(url="https://daily.example/1", body=b"", fetched=MONDAY),
        None,
        now=MONDAY,
    )
    assert isinstance(found, Article)
    return found


async def test_titles_of_earlier_entries_are_known_to_the_next(valkey_url: str, keys: Keys) -> None:
    async with connect(valkey_url, prefix=keys.prefix) as store:
        sites = Sites(store, now=lambda: MONDAY)
        first = await sites.of(entry(1))
        second = await sites.of(entry(2))
        elsewhere = await sites.of(Entry(id="e", source_id="s", feed_url="f", url=None, first_seen=MONDAY))

    assert first.other_titles == frozenset()
    assert second.other_titles == {"bridges of district 1 are mended at last"}
    assert elsewhere.other_titles == frozenset()


async def test_what_a_site_prints_everywhere_is_learnt_and_survives_a_restart(valkey_url: str, keys: Keys) -> None:
    days = iter(range(100))
    async with connect(valkey_url, prefix=keys.prefix) as store:
        sites = Sites(store, now=lambda: MONDAY + timedelta(days=next(days)))
        for number in range(SAVE_EVERY):
            await sites.of(entry(number))
            await sites.learn(entry(number), article(number))
        after_restart = await Sites(store, now=lambda: MONDAY).of(entry(99))
        lifetimes = [
            await store.command("TTL", name) for name in await store.command("KEYS", f"{keys.prefix}:memory:*")
        ]

    assert after_restart.boilerplate == {fingerprint(NOTICE)}
    assert len(after_restart.other_titles) == SAVE_EVERY
    assert [lifetime > 0 for lifetime in lifetimes] == [True]


async def test_a_busy_host_is_stored_once_a_minute_and_at_the_end(valkey_url: str, keys: Keys) -> None:
    clock = [MONDAY]
    async with connect(valkey_url, prefix=keys.prefix) as store:

        async def stored() -> int:
            return len((await Sites(store, now=lambda: MONDAY).of(entry(99))).other_titles)

        sites, seen = Sites(store, now=lambda: clock[-1]), []
        for number in range(3 * SAVE_EVERY):
            if number == 2 * SAVE_EVERY:
                clock.append(MONDAY + SAVE_GAP)
            await sites.of(entry(number))
            await sites.learn(entry(number), article(number))
            seen.append(await stored())
        await sites.save()
        at_the_end = await stored()

    assert sorted(set(seen)) == [0, SAVE_EVERY, 2 * SAVE_EVERY + 1]
    assert at_the_end == 3 * SAVE_EVERY
