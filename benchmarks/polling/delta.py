"""Parse cost of a feed with one new entry: known blocks cut away first, against reading the whole document.

    python -m benchmarks.polling.delta [--rounds 15]

A 50-entry feed with whole texts (and one of summaries, and an Arabic one), of which one entry is new. Milliseconds of
CPU for everything that the child process does: decoding, cleaning, finding blocks, cutting, feedparser, our entries.
Before it is timed, both ways are checked to give the same entry.
"""

import argparse
import time
from collections.abc import Callable

from monitor.poll.feed import ParsedFeed, ReadTask
from monitor.poll.parse import read_feed

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Outlet</title>'
)
ENGLISH = (
    "The council of the valley met on Monday, spoke about roads and wells, and sent two engineers to the old dam. "
)
ARABIC = "اجتمع مجلس الوادي يوم الإثنين وتحدث عن الطرق والآبار وأرسل مهندسين إلى السد القديم في الجبل. "


def item(number: int, words: str, *, whole: bool) -> str:
    paragraphs = "".join(
        f'<p class="x"><img src="/i/{number}-{part}.jpg" alt=""/>{words * 6}<a href="/more/{part}">more</a></p>'
        for part in range(7)
    )
    content = f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded>" if whole else ""
    return (
        f"<item><title>Report {number}</title><link>https://outlet.example/{number}/</link><dc:creator>Staff</dc:creator>"
        f"<pubDate>Tue, 10 Mar 2026 {number % 24:02d}:00:00 +0300</pubDate><guid>https://outlet.example/?p={number}</guid>"
        f"<category>News</category><description><![CDATA[<p>{words * 3}</p>]]></description>{content}</item>"
    )


def document(words: str, *, whole: bool) -> bytes:
    return (HEAD + "".join(item(n, words, whole=whole) for n in range(50)) + "</channel></rss>").encode()


def parsed(task: ReadTask) -> ParsedFeed:
    result = read_feed(task)
    assert isinstance(result, ParsedFeed)  # noqa: S101 - a benchmark of the wrong thing is worse than none
    return result


def milliseconds(call: Callable[[], object], rounds: int) -> float:
    """The best of some rounds: what the work costs when nobody else interferes."""
    best = float("inf")
    for _ in range(rounds):
        before = time.process_time()
        call()
        best = min(best, time.process_time() - before)
    return best * 1000


def main(rounds: int) -> None:
    for name, words, whole in (("whole text", ENGLISH, True), ("summaries", ENGLISH, False), ("Arabic", ARABIC, True)):
        body = document(words, whole=whole)
        url = "https://outlet.example/feed"
        full = parsed(ReadTask(body=body, url=url))
        with_delta = ReadTask(body=body, url=url, known=frozenset(full.blocks[1:]))
        nothing_new = ReadTask(body=body, url=url, known=frozenset(full.blocks))
        assert parsed(with_delta).entries == full.entries[:1]  # noqa: S101
        everything = milliseconds(lambda: parsed(ReadTask(body=body, url=url)), rounds)  # noqa: B023 - called here
        one_new = milliseconds(lambda: parsed(with_delta), rounds)  # noqa: B023
        none_new = milliseconds(lambda: parsed(nothing_new), rounds)  # noqa: B023
        print(
            f"{name}: {len(body) // 1024} KiB, 50 entries: whole {everything:.1f} ms, one new {one_new:.1f} ms "
            f"({everything / one_new:.1f} times less), none new {none_new:.1f} ms"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    main(parser.parse_args().rounds)
