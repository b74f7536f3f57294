"""Headlines alone: Marsad's stories beside those of the simplest good method, on labelled rows.

    python -m benchmarks.stories.titles FILE... [--by-language]

The files are those of `marsad eval stories`; texts are left out. The method to compare with sees a title as its words
and their first five letters, weighs them by how rare they are so far, and puts a title in the cluster whose three
nearest titles of the last two days are nearest on average, from a cosine of 0.30 on.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import log, sqrt
from pathlib import Path

from workers.relevance.fold import fold
from workers.stories.evaluate import Row, bcubed, place_all, read_rows
from workers.stories.words import TOKEN

THRESHOLD, NEAREST = 0.30, 3
RECENT = timedelta(days=2)
PREFIX = 5

Vector = Mapping[str, float]


def top3(rows: Iterable[Row], *, threshold: float = THRESHOLD, recent: timedelta = RECENT) -> dict[str, str]:
    """The cluster of each row, by the id of the row that founded it."""
    document_counts: Counter[str] = Counter()
    seen: list[tuple[Row, Vector, str]] = []
    postings: dict[str, list[int]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.time):
        words = _features(row.title)
        document_counts.update(words.keys())
        vector = _weighed(words, document_counts, len(seen) + 1)
        near: dict[str, list[float]] = defaultdict(list)
        for number in {number for word in vector for number in postings[word]}:
            other, theirs, cluster = seen[number]
            if row.time - other.time <= recent:
                near[cluster].append(sum(weight * theirs.get(word, 0.0) for word, weight in vector.items()))
        means = {cluster: _mean(sorted(cosines)[-NEAREST:]) for cluster, cosines in near.items()}
        best = max(means, key=lambda cluster: means[cluster], default=None)
        cluster = best if best is not None and means[best] >= threshold else row.id
        for word in vector:
            postings[word].append(len(seen))
        seen.append((row, vector, cluster))
    return {row.id: cluster for row, _, cluster in seen}


def _features(title: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for word in TOKEN.findall(fold(title)):
        counted[word] += 1
        if len(word) > PREFIX:
            counted[f"^{word[:PREFIX]}"] += 1
    return counted


def _weighed(words: Mapping[str, int], document_counts: Mapping[str, int], documents: int) -> Vector:
    raw = {word: (1 + log(count)) * log(1 + documents / (document_counts[word] + 0.5)) for word, count in words.items()}
    length = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {word: weight / length for word, weight in raw.items()}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def compare(rows: Sequence[Row], name: str) -> None:
    began = time.process_time()
    ours = {one.row.id: one.story for one in place_all(rows)}
    took = time.process_time() - began
    theirs = top3(rows)
    truth = [(row.story, row.id) for row in rows]
    for method, clusters in (("Marsad", ours), ("top-3", theirs)):
        scored = bcubed([(story, clusters[row]) for story, row in truth])
        told = "  ".join(f"{measure} {value:.3f}" for measure, value in scored.items())
        print(f"{name:>12} {len(rows):6} rows  {method:>6}: {told}")
    print(f"{name:>12} {len(rows):6} rows  {1000 * took / max(1, len(rows)):.2f} ms a headline")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--by-language", action="store_true")
    options = parser.parse_args()
    for file in options.files:
        with file.open(encoding="utf-8") as lines:
            rows = [replace(row, text="", copy_of=None) for row in read_rows(lines, name=str(file)) if row.title]
        print(file)
        compare(rows, "all")
        languages = sorted({row.language or "und" for row in rows}) if options.by_language else ()
        for language in languages:
            compare([row for row in rows if (row.language or "und") == language], language)


if __name__ == "__main__":
    main()
