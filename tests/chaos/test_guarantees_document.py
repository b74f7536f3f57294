"""What docs/guarantees.md claims to be tested is tested, under the name it gives."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "guarantees.md"


def test_every_test_that_the_document_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", DOCUMENT.read_text()))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
    }

    assert len(named) > 20
    assert named - written == set()


def test_every_kind_of_refusal_has_its_row() -> None:
    code = (ROOT / "workers" / "doors" / "redis" / "trouble.py").read_text()
    rows = DOCUMENT.read_text()
    told = {
        "READONLY",
        "MASTERDOWN",
        "CLUSTERDOWN",
        "TRYAGAIN",
        "NOREPLICAS",
        "NOGROUP",
        "MISCONF",
        "WRONGTYPE",
        "LOADING",
    }

    assert {word for word in told if word not in code} == set()
    assert {word for word in told if f"`{word}`" not in rows} == set()
