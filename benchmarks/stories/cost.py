"""What stories cost: CPU milliseconds an item while the window fills, bytes an item in Redis and in the worker.

    python -m benchmarks.stories.cost [--items 10000] [--redis URL]

Invented articles of about 600 words (words drawn as in natural language, a twentieth of the vocabulary names places),
a tenth of them reprints, over two weeks, go through the same path as in service: sketch, decision on the window,
text form, and back into the window. With --redis (a server for this alone) they are also committed there, under a
prefix of their own that is deleted afterwards, and the server is asked what they take.
"""

import argparse
import asyncio
import random
import resource
import secrets
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from workers.doors.redis.client import connect
from workers.doors.redis.commits import EntryCommit, NewItem
from workers.model.article import Article
from workers.model.entry import Entry
from workers.stories.clusters import decide
from workers.stories.desk import Stories
from workers.stories.member import Candidate, Teller, decode, encode
from workers.stories.sketch import sketch
from workers.stories.window import COPIES, Window

START = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = 600
VOCABULARY = 60_000
REPRINTS = 10


def articles(count: int) -> Iterator[Article]:
    """Words of rank r come with probability 1/r; each article leans on forty words of its own subject."""
    dice = random.Random(5)
    vocabulary = [f"{secrets.token_hex(1)[0]}w{number:x}" for number in range(VOCABULARY)]
    weights = [1 / rank for rank in range(1, VOCABULARY + 1)]
    printed: deque[Article] = deque(maxlen=200)
    for number in range(count):
        if printed and number % REPRINTS == 0:
            yield dice.choice(printed)
            continue
        subject = dice.sample(vocabulary[500:], 40)
        words = dice.choices(vocabulary, weights, k=WORDS - 120) + dice.choices(subject, k=120)
        dice.shuffle(words)
        article = article_of(" ".join(dice.sample(subject, 6)), words)
        printed.append(article)
        yield article


def article_of(title: str, words: Sequence[str]) -> Article:
    text = ". ".join(" ".join(words[at : at + 20]) for at in range(0, len(words), 20))
    return Article(
        url=None, canonical_url=None, title=title, text=text, blocks=(), summary="", language="en", direction="ltr",
        word_count=len(words),
    )  # fmt: skip


def candidates(count: int) -> Iterator[tuple[Candidate, float]]:
    """With the seconds that the sketch took."""
    for number, article in enumerate(articles(count)):
        when = START + number * COPIES / (count * 1.05)
        began = time.process_time()
        drawn = sketch(article, (), now=when)
        took = time.process_time() - began
        teller = Teller(outlet=f"outlet-{number % 200}", family=f"family-{number % 150}")
        yield Candidate(item=f"itm_{number:020}", teller=teller, sketch=drawn, came=when, seen=when, when=when), took


def fill(count: int, *, keep: bool) -> Sequence[Candidate]:
    """Prints a line for each tenth of the stream."""
    window, made, before = Window(), [], resident()
    sketching = deciding = indexing = 0.0
    lines: list[int] = []
    print("items in window | sketch ms | decide ms | encode, decode, index ms | bytes of window line")
    for number, (candidate, took) in enumerate(candidates(count), 1):
        began = time.process_time()
        window.trim(now=candidate.came)
        decision = decide(candidate, window, new_story=f"sty_{number:020}")
        decided = time.process_time()
        line = encode(decision.member)
        member = decode(candidate.item, line)
        if member is None:
            raise SystemExit("a line that was just written cannot be read")
        window.add(member)
        indexing += time.process_time() - decided
        deciding += decided - began
        sketching += took
        lines.append(len(line.encode()))
        if keep:
            made.append(candidate)
        if number % (count // 10) == 0:
            part = count // 10
            print(
                f"{len(window):15} | {1000 * sketching / part:9.2f} | {1000 * deciding / part:9.2f} |"
                f" {1000 * indexing / part:24.2f} | {sum(lines) / len(lines):20.0f}"
            )
            sketching = deciding = indexing = 0.0
    if not keep:
        print(f"memory of the worker: {(resident() - before) / len(window) / 1024:.1f} kB an item")
    return made


def resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def commit(url: str, made: Sequence[Candidate]) -> None:
    """All commits by one worker; then what the server says of its memory."""
    prefix = f"bench-{secrets.token_hex(4)}"
    async with connect(url, prefix=prefix) as store:
        desk = Stories(store)
        began = time.process_time()
        for number, candidate in enumerate(made):
            placed = await desk.place(candidate, new_story=f"sty_{number:020}", now=candidate.came)
            entry = Entry(
                id=candidate.item.replace("itm_", "ent_"), source_id="bench", feed_url="", url=None, first_seen=START
            )
            item = NewItem(
                item_id=candidate.item,
                fields={"id": candidate.item},
                story=placed.change,
                window_revision=placed.window_revision,
            )
            done = await store.entry_commit(EntryCommit(work_id=None, entry=entry, outcome=item))
            if done.kind != "published":
                raise SystemExit(f"{candidate.item}: {done}")
        took = time.process_time() - began
        window = await store.command("MEMORY", "USAGE", store.keys.stories_window, "SAMPLES", "0")
        story = await store.command("MEMORY", "USAGE", store.keys.story("sty_" + "0" * 20))
        print(f"Redis: {1000 * took / len(made):.2f} ms of the worker an item with its commit")
        print(f"{window / len(made):.0f} bytes an item in the window, {story} bytes a story")
        async for key in store.client.scan_iter(f"{prefix}:*", count=1000):
            await store.client.unlink(key)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--redis", help="URL of a server for this alone")
    options = parser.parse_args()
    print(f"{options.items} items over {COPIES / timedelta(days=1) / 1.05:.0f} days, a tenth of them reprints")
    made = fill(options.items, keep=bool(options.redis))
    if options.redis:
        asyncio.run(commit(options.redis, made))


if __name__ == "__main__":
    main()
