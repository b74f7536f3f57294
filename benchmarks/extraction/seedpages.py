"""Plain-text articles as pages of four kinds of site: what boilerplate is left, and what genuine text is lost.

python -m benchmarks.extraction.seedpages DIRECTORY   # of .txt files as they come from a scraper

Which lines of the known files are title, caption or promotion is told by digests: none of their text stands here.
"""

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.extraction.cms import BOILERPLATE, PROMO_STYLES, SHAPES, Story, page
from workers.article.lines import key
from workers.article.reading import read_page
from workers.model.article import Article, NotAnArticle, Page

NOW = datetime.now(UTC)
ROLES = {
    "promo": {"303f19f529", "a2366b2193", "a2771da775", "827a47c18b"},
    "caption": {"e75f10d4b2"},
    "policy": {"199284a30b", "d7cf5745eb", "49f09c580a", "51d2489f01"},
    "title": {"f189b20f75", "5cc53b0c72", "e41d28c4a8", "5a4a2ae3bd", "ee367c4fa8"},
    "boilerplate": {
        "877f940c2f", "77168b58a1", "1d7219cb1b", "0874126b30", "b02aaabc83", "a40b7d7fa2", "d6f7b9b2da", "a1c249508d",
        "3b3615f0c9", "9f3f05a3e7", "233712fefb", "7b7705cd0c", "40c6aa984b",
    },
}  # fmt: skip


def role_of(line: str) -> str:
    digest = hashlib.blake2b(key(line).encode(), digest_size=5).hexdigest()
    return next((role for role, digests in ROLES.items() if digest in digests), "text")


def story_of(path: Path, policy: tuple[str, ...]) -> Story:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    roles = [(role_of(line), line) for line in lines]
    title = next(line for role, line in roles if role == "title")
    kept = tuple((role, line) for role, line in roles if role in {"text", "caption", "promo"})
    return Story(title=title, lines=kept, policy=policy)


def stories(directory: Path) -> list[Story]:
    files = sorted(directory.glob("*.txt"))
    everything = [line.strip() for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    policy = tuple(line for line in everything if role_of(line) == "policy")
    return [story_of(path, policy) for path in files]


def pages(found: list[Story]) -> Iterator[tuple[Story, str, str]]:
    """Every story in every shape, and those with promotions in every style of promotion."""
    for shape in SHAPES:
        for story in found:
            for style in PROMO_STYLES if story.promos else PROMO_STYLES[:1]:
                yield story, f"{shape}, {style}", page(story, shape, style)


def judge(story: Story, text: str) -> tuple[list[str], list[str]]:
    """Lines that should not be there, and genuine paragraphs that are missing."""
    lines = [key(line) for line in text.split("\n\n")]
    unwanted = {key(line) for line in (*BOILERPLATE, *story.policy, *story.promos, story.title)}
    whole = re.sub(r"\s+", " ", text)
    return [line for line in lines if line in unwanted], [
        part for part in story.genuine if re.sub(r"\s+", " ", part) not in whole
    ]


def text_of(markup: str) -> str:
    made = Page(
        url="https://site.example/news/1", body=markup.encode(), fetched=NOW, content_type="text/html; charset=utf-8"
    )
    article: Article | NotAnArticle = read_page(made, None, now=NOW)
    return article.text if isinstance(article, Article) else ""


def main(directory: Path) -> int:
    bad: Counter[str] = Counter()
    count = genuine = lost = 0
    for story, name, markup in pages(stories(directory)):
        left, missing = judge(story, text_of(markup))
        count, genuine, lost = count + 1, genuine + len(story.genuine), lost + len(missing)
        bad.update(left)
        for line in (*left, *missing):
            print(f"{name}: {'lost' if line in missing else 'left'}: {line[:80]}")
    print(f"{count} pages: {bad.total()} bad lines left, {lost} of {genuine} genuine paragraphs lost")
    return 0 if bad.total() <= 4 and not lost else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
