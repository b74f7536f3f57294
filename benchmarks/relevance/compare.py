"""Marsad against three simple ways of telling relevance, on the same labelled rows, in one table.

    python -m benchmarks.relevance.compare FILE.jsonl [--without PREFIX …] [--all]

Rows whose `collection` starts with a PREFIX are left out; borderline rows too, unless --all. The second and third way
get thresholds tuned on these very rows, and the third is trained on them (five folds, each row judged by a model that
has not seen it); Marsad uses its shipped thresholds. The third needs scikit-learn, which Marsad itself does not.
"""

import argparse
import importlib
import json
import re
from collections.abc import Callable, Sequence
from math import sqrt
from pathlib import Path

from benchmarks.relevance.shipped import shipped_topics
from workers.relevance.evaluate import POSITIVE, Outcome, Row, average_precision, judge, read_rows, summary
from workers.relevance.fold import fold
from workers.relevance.grader import Grader

IDLIB = ("idlib", "idleb", "edlib", "ildib", "ادلب", "ئیدلب", "ئیدلەب", "идлиб", "ідліб", "אידליב")
SYRIA = (
    "syria", "syrie", "syrien", "siria", "sirio", "suriye", "suriya", "sirya", "síria", "سوري", "سوریه", "سوریا",
    "سووریا", "سوریە", "сири", "сирі", "סורי", "ملک شام", *IDLIB,
)  # fmt: skip
WORDS = {
    "syria": re.compile("|".join(sorted({fold(word) for word in SYRIA}))),
    "idlib": re.compile("|".join(sorted({fold(word) for word in IDLIB}))),
}
LEAD = 400
FOLDS = 5
Scored = list[float]


def any_mention(rows: Sequence[Row], topic: str) -> Scored:
    return [float(bool(WORDS[topic].search(fold(f"{row.title}\n{row.text}")))) for row in rows]


def weighted_words(rows: Sequence[Row], topic: str) -> Scored:
    """Title counts three, the lead one each, the rest by density, and early is better than late."""
    scores = []
    for row in rows:
        text = fold(row.text)
        found = [match.start() for match in WORDS[topic].finditer(text)]
        titled = len(WORDS[topic].findall(fold(row.title)))
        lead = sum(start < LEAD for start in found)
        density = len(found) / sqrt(len(text.split()) + 1)
        early = 1 - found[0] / max(len(text), 1) if found else 0.0
        scores.append(3 * titled + lead + 2 * density + early)
    return scores


def bag_of_ngrams(rows: Sequence[Row], topic: str) -> Scored:
    """TF-IDF of character 3- to 5-grams with logistic regression, cross-validated."""
    text = importlib.import_module("sklearn.feature_extraction.text")
    linear = importlib.import_module("sklearn.linear_model")
    pipeline = importlib.import_module("sklearn.pipeline")
    selection = importlib.import_module("sklearn.model_selection")
    vectors = text.TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=3, max_features=200_000, sublinear_tf=True
    )
    model = pipeline.make_pipeline(vectors, linear.LogisticRegression(C=20, class_weight="balanced", max_iter=1000))
    folds = selection.StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    wanted = [row.label in POSITIVE[topic] for row in rows]
    texts = [f"{row.title}\n{row.title}\n{row.text}" for row in rows]
    found = selection.cross_val_predict(model, texts, wanted, cv=folds, method="predict_proba")
    return [float(pair[1]) for pair in found]


def best_threshold(scores: Scored, wanted: Sequence[bool]) -> float:
    return max(sorted(set(scores)), key=lambda threshold: _f1(scores, wanted, threshold)[2])


def _f1(scores: Scored, wanted: Sequence[bool], threshold: float) -> tuple[float, float, float]:
    said = [score >= threshold for score in scores]
    right = sum(one and other for one, other in zip(said, wanted, strict=True))
    precision = right / sum(said) if any(said) else 0.0
    recall = right / sum(wanted) if any(wanted) else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def line(name: str, topic: str, scores: Scored, wanted: Sequence[bool], threshold: float) -> str:
    precision, recall, f1 = _f1(scores, wanted, threshold)
    average = average_precision(zip(scores, wanted, strict=True))
    return f"| {name} | {topic} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {average:.3f} |"


def by_language(outcomes: Sequence[Outcome]) -> None:
    """Marsad alone, by language, and how often it raised a false alarm."""
    found = summary(outcomes)
    print("\n| language | rows | on Syria | precision | recall | F1 | Idlib F1 |\n|---|---|---|---|---|---|---|")
    for language, part in found["languages"].items():
        syria, idlib = part["syria"], part["idlib"]
        figures = " | ".join(f"{syria[name]:.3f}" for name in ("precision", "recall", "f1"))
        print(f"| {language} | {part['rows']} | {part['positives']} | {figures} | {idlib['f1']:.3f} |")
    print("\nalarms: " + ", ".join(f"{share:.2%} of {label}" for label, share in found["alarms"].items()))


def load(path: Path, without: Sequence[str], *, only: str, borderline: bool) -> tuple[Row, ...]:
    lines = [text for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]
    names = [json.loads(text).get("collection", "") for text in lines]
    rows = read_rows(lines, name=path.name)
    return tuple(
        row
        for row, name in zip(rows, names, strict=True)
        if (borderline or not row.borderline)
        and name.startswith(only)
        and not any(name.startswith(prefix) for prefix in without)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--only", default="", help="only rows whose collection starts so")
    parser.add_argument("--quick", action="store_true", help="Marsad alone")
    parser.add_argument("--all", action="store_true")
    chosen = parser.parse_args()
    rows = load(chosen.file, chosen.without, only=chosen.only, borderline=chosen.all)
    outcomes = judge(rows, Grader(shipped_topics()))
    ways: tuple[tuple[str, Callable[[Sequence[Row], str], Scored]], ...] = (
        ("any mention", any_mention),
        ("weighted words, tuned", weighted_words),
        ("TF-IDF + logistic regression, tuned", bag_of_ngrams),
    )
    print(
        f"{len(rows)} rows\n\n| way | topic | precision | recall | F1 | average precision |\n|---|---|---|---|---|---|"
    )
    for topic in POSITIVE:
        wanted = [row.label in POSITIVE[topic] for row in rows]
        for name, way in () if chosen.quick else ways:
            scores = way(rows, topic)
            print(line(name, topic, scores, wanted, best_threshold(scores, wanted)))
        mine = [outcome.score(topic) for outcome in outcomes]
        print(line("Marsad", topic, mine, wanted, 0.35))
    by_language(outcomes)


if __name__ == "__main__":
    main()
