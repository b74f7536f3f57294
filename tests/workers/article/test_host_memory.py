"""Host memory: learns what a site prints everywhere, and nothing that two true stories share."""

from datetime import UTC, datetime, timedelta

from workers.article.host_memory import ENOUGH_ARTICLES, MAX_LINES, HostMemory, fingerprint, from_json, learn, to_json
from workers.article.reading import Site, read_page, read_text
from workers.model.article import Article, Page

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOTICE = "The Daily Example is read in ninety countries and belongs to its readers"
BACKGROUND = "The clinic on the closed road had served twelve villages since it was opened eleven years ago."


def body(n: int, *more: str) -> list[str]:
    return [
        f"Story {n}, paragraph {p}: officials of district {n * 7 + p} said on Monday that {n + p} bridges had been mended since the flood."
        for p in range(6)
    ] + list(more)


def article(lines: list[str]) -> Article:
    found = read_text("\n\n".join(lines), title="A title of its own", now=MONDAY)
    assert isinstance(found, Article)
    return found


def learnt(articles: list[list[str]], *, days: float = 1.0) -> HostMemory:
    memory = HostMemory()
    for number, lines in enumerate(articles):
        memory = learn(memory, article(lines), now=MONDAY + timedelta(days=days * number))
    return memory


def test_a_line_under_four_articles_on_different_days_is_boilerplate() -> None:
    memory = learnt([body(n, NOTICE) for n in range(4)])

    assert memory.boilerplate() == {fingerprint(NOTICE)}


def test_three_articles_are_not_enough() -> None:
    assert learnt([body(n, NOTICE) for n in range(3)]).boilerplate() == frozenset()


def test_one_day_is_not_enough() -> None:
    assert learnt([body(n, NOTICE) for n in range(8)], days=0.01).boilerplate() == frozenset()


def test_copies_of_one_story_count_once() -> None:
    assert learnt([body(1, NOTICE)] * 8).boilerplate() == frozenset()


def test_background_of_a_running_story_is_not_boilerplate() -> None:
    stories = [body(n, BACKGROUND) if n % 7 == 0 else body(n) for n in range(60)]

    assert learnt(stories, days=0.1).boilerplate() == frozenset()


def test_what_is_boilerplate_is_taken_out_and_goes_on_being_learnt() -> None:
    memory = learnt([body(n, NOTICE) for n in range(4)])
    html = (
        "<html><body><article><h1>Another day</h1>"
        + "".join(f"<p>{line}</p>" for line in body(9, NOTICE))
        + "</article></body></html>"
    )
    page = Page(url="https://daily.example/9", body=html.encode(), fetched=MONDAY, content_type="text/html")
    found = read_page(page, None, site=Site(boilerplate=memory.boilerplate()), now=MONDAY)

    assert isinstance(found, Article)
    assert found.text == "\n\n".join(body(9))
    assert [(removed.text, removed.why) for removed in found.removed if removed.text == NOTICE] == [
        (NOTICE, "seen in many articles of this site")
    ]
    later = learn(memory, found, now=MONDAY + timedelta(days=9))
    assert later.lines[fingerprint(NOTICE)].articles == 5


def test_a_protected_line_stays() -> None:
    memory = learnt([body(n, NOTICE) for n in range(4)])
    site = Site(boilerplate=memory.boilerplate(), protects=lambda line: "Daily" in line)

    assert not site.is_boilerplate(NOTICE)


def test_what_was_not_seen_for_a_month_is_forgotten() -> None:
    memory = learnt([body(n, NOTICE) for n in range(4)])
    memory = learn(memory, article(body(50)), now=MONDAY + timedelta(days=60))

    assert fingerprint(NOTICE) not in memory.lines


def test_memory_survives_being_stored() -> None:
    memory = learnt([body(n, NOTICE) for n in range(6)])

    assert from_json(to_json(memory)) == memory
    assert from_json(None) == HostMemory()


def test_what_is_seen_often_is_known_without_looking_through_all_lines() -> None:
    memory = learnt([body(n, NOTICE, BACKGROUND) if n % 2 else body(n, NOTICE) for n in range(12)])

    assert memory.often == {mark for mark, seen in memory.lines.items() if seen.articles >= ENOUGH_ARTICLES}
    assert memory.often == {fingerprint(NOTICE), fingerprint(BACKGROUND)}


def test_the_lines_unseen_for_longest_make_room() -> None:
    memory = learnt([body(n, NOTICE) for n in range(4)], days=1)
    for number in range(4, 300):
        memory = learn(memory, article(body(number)), now=MONDAY + timedelta(days=4, minutes=number))

    assert len(memory.lines) == MAX_LINES
    assert fingerprint(NOTICE) not in memory.lines
    assert memory.often == frozenset() == memory.boilerplate()
    assert fingerprint(body(299)[0]) in memory.lines
