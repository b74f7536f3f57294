"""Labelled pages that are not as they should be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from workers.article.evaluate import load

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_a_row_without_its_page_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('\n{"id": "a", "url": "http://a.example/", "text": "A"}\n')

    with pytest.raises(ValueError, match=r"rows\.jsonl:2: html_file is missing; a row has id, url, html_file, text"):
        list(load(file, now=NOW))
