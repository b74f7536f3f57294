"""Fits the weights of `workers/relevance/weights.toml` on labelled rows, and says what held-out collections give.

    python -m benchmarks.relevance.fit FILE.jsonl [FILE.jsonl …] [--doubtful COLLECTION:TOPIC …] [--write]

A row's optional `collection` names where it comes from (else its file does): each fold leaves one collection out.
Logistic regression with signs fixed beforehand, so that a weight stays readable: what speaks for a topic never lowers.
Titles alone are fitted too, as posts of one line. Nothing but the weights is taken over from the labelled texts.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from pathlib import Path

from benchmarks.relevance.shipped import shipped_topics
from workers.relevance.evaluate import POSITIVE, Row, article_of, average_precision, read_rows
from workers.relevance.grade import FILE, weights
from workers.relevance.grader import Grader

FEATURES = (
    "headline", "opening", "frequency", "dispersion", "variety", "combination", "first", "wider_headline",
    "siblings", "foreign", "unheadlined", "rival_headline", "exclusion",
)  # fmt: skip
AGAINST = frozenset({"siblings", "foreign", "unheadlined", "rival_headline", "exclusion"})
SUBSTANTIAL, CENTRAL, SURE = 0.35, 0.60, 2.0  # scores at even odds and at log-odds SURE
RIDGE = 0.002
STEPS = 900
DOUBTFUL = 0.3
TITLES = " (titles)"
FOCUS = 0.06  # not in the data: a prior that lifts what is nearly there


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One decision: the signs of one topic in one row, and what a reader said."""

    collection: str
    topic: str
    signs: tuple[float, ...]
    wanted: bool
    borderline: bool
    doubtful: bool = False


Model = tuple[list[float], float]


def cases(path: Path, grader: Grader) -> list[Case]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = read_rows(lines, name=path.name)
    names = [json.loads(line).get("collection", path.stem) for line in lines if line.strip()]
    found = [case for row, name in zip(rows, names, strict=True) for case in _cases(row, name, grader)]
    headlines = [(replace(row, text=""), f"{name}{TITLES}") for row, name in zip(rows, names, strict=True)]
    return found + [
        case for row, name in headlines if row.title and not row.borderline for case in _cases(row, name, grader)
    ]


def _cases(row: Row, collection: str, grader: Grader) -> list[Case]:
    found: list[Case] = []
    for topic, evidence in grader.evidence(article_of(row)):
        if topic not in POSITIVE or not evidence.units:
            continue
        signs: dict[str, float] = defaultdict(float)
        for feature in evidence.features:
            signs[feature.name] += feature.value
        found.append(
            Case(
                collection=collection,
                topic=topic,
                signs=tuple(signs[name] for name in FEATURES),
                wanted=row.label in POSITIVE[topic],
                borderline=row.borderline,
            )
        )
    return found


def _importance(chosen: Sequence[Case]) -> list[float]:
    """Collections count by the root of their size, and what a fair reader may see otherwise counts little."""
    sizes = Counter((case.collection, case.topic) for case in chosen)
    raw = [
        (DOUBTFUL if case.borderline or case.doubtful else 1.0) / sqrt(sizes[case.collection, case.topic])
        for case in chosen
    ]
    mean = sum(raw) / len(raw)
    return [value / mean for value in raw]


def fit(chosen: Sequence[Case]) -> Model:
    """Weights and bias by gradient descent with momentum per weight (Adam), signs kept."""
    importance = _importance(chosen)
    size = len(FEATURES)
    model = [0.0] * size + [-1.0]
    first, second = [0.0] * (size + 1), [0.0] * (size + 1)
    for step in range(1, STEPS + 1):
        slope = [RIDGE * weight for weight in model[:size]] + [0.0]
        for case, weight in zip(chosen, importance, strict=True):
            error = weight * (_odds(case, model) - case.wanted) / len(chosen)
            for at, sign in enumerate(case.signs):
                if sign:
                    slope[at] += error * sign
            slope[size] += error
        for at, value in enumerate(slope):
            first[at] = 0.9 * first[at] + 0.1 * value
            second[at] = 0.999 * second[at] + 0.001 * value * value
            move = first[at] / (1 - 0.9**step) / (sqrt(second[at] / (1 - 0.999**step)) + 1e-9)
            model[at] -= 0.05 * move
        for at, name in enumerate(FEATURES):
            model[at] = min(model[at], 0.0) if name in AGAINST else max(model[at], 0.0)
    return model[:size], model[size]


def _odds(case: Case, model: Sequence[float]) -> float:
    total = model[-1] + sum(weight * sign for weight, sign in zip(model, case.signs, strict=False))
    return 1.0 / (1.0 + exp(-total)) if total > -500 else 0.0


def as_weights(model: Model) -> dict[str, float]:
    """Rescaled so that even odds lie at the score where substantial begins, and SURE where central does."""
    slopes, bias = model
    unit = -bias / SUBSTANTIAL
    room = 1.0 - SUBSTANTIAL
    stretch = log(room / (1.0 - CENTRAL)) * room * unit / SURE
    return {
        **{name: slope / unit for name, slope in zip(FEATURES, slopes, strict=True)},
        "focus": FOCUS,
        "stretch": stretch,
    }


def report(name: str, scored: Sequence[tuple[Case, float]]) -> None:
    parts = [f"{name[-34:]:34s}"]
    for topic in POSITIVE:
        mine = [(case, score) for case, score in scored if case.topic == topic and not case.borderline]
        wanted = sum(case.wanted for case, _ in mine)
        said = sum(score >= SUBSTANTIAL for _, score in mine)
        right = sum(score >= SUBSTANTIAL and case.wanted for case, score in mine)
        f1 = 2 * right / (wanted + said) if wanted + said else 0.0
        average = average_precision([(score, case.wanted) for case, score in mine])
        parts.append(f"{topic}: {wanted:4d} of {len(mine):4d}  F1 {f1:.3f}  AP {average:.3f}")
    print(" | ".join(parts))


def _score(case: Case, fitted: dict[str, float]) -> float:
    return sum(fitted[name] * sign for name, sign in zip(FEATURES, case.signs, strict=True))


def cross_validate(every: Sequence[Case]) -> None:
    held_out: list[tuple[Case, float]] = []
    by_collection: dict[str, list[Case]] = defaultdict(list)
    for case in every:
        by_collection[case.collection].append(case)
    for name, mine in sorted(by_collection.items()):
        source = name.removesuffix(TITLES)
        fitted = as_weights(fit([case for case in every if case.collection.removesuffix(TITLES) != source]))
        scored = [(case, _score(case, fitted)) for case in mine]
        report(name, scored)
        held_out += scored
    report("all held-out folds", held_out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    parser.add_argument("--doubtful", nargs="*", default=[], metavar="COLLECTION:TOPIC", help="labels to trust less")
    chosen = parser.parse_args()
    grader = Grader(shipped_topics())
    doubts = [tuple(doubt.split(":")) for doubt in chosen.doubtful]
    every = [
        replace(case, doubtful=any(case.collection.startswith(name) and case.topic == topic for name, topic in doubts))
        for path in chosen.files
        for case in cases(path, grader)
    ]
    print(f"{len(every)} decisions with some mention; each collection is held out once")
    cross_validate(every)
    fitted = as_weights(fit(every))
    report("fitted on all (not held out)", [(case, _score(case, fitted)) for case in every])
    text = (
        "# How much each sign adds to a score, at its full value. Written by benchmarks/relevance/fit.py.\n[weights]\n"
    )
    text += "".join(f"{name} = {round(value, 4)}\n" for name, value in fitted.items())
    print(text)
    if chosen.write:
        FILE.write_text(text, encoding="utf-8")
        weights.cache_clear()


if __name__ == "__main__":
    main()
