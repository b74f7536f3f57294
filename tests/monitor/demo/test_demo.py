"""The demo: the whole way from a folder of articles to verified webhooks, as users see it."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.corpus import as_page, read_outlets
from tests.support.cli import ROOT, marsad
from workers.model.errors import Permanent

pytestmark = pytest.mark.slow
SEEDS = ROOT.parent / "shared" / "seeds"
SHIPPED = ROOT / "monitor" / "demo" / "articles"


def graded(item: dict[str, Any]) -> dict[str, str]:
    return {verdict["topic"]: verdict["grade"] for verdict in item["relevance"]}


def check_reasons(item: dict[str, Any]) -> None:
    """Offsets and quotes as promised."""
    for verdict in item["relevance"]:
        assert 1 <= len(verdict["reasons"]) <= 5
        for reason in verdict["reasons"]:
            if reason["start"] is None:
                assert (reason["matched"], reason["quote"], reason["end"], reason["zone"]) == (
                    None,
                    None,
                    None,
                    "context",
                )
                continue
            text = item["title"] if reason["zone"] == "title" else item["text"]
            assert text[reason["start"] : reason["end"]] == reason["matched"]
            assert reason["matched"] in reason["quote"]
            assert len(reason["quote"]) <= 200


def test_the_shipped_corpus_is_published_where_relevant_and_dropped_with_a_reason_elsewhere(tmp_path: Path) -> None:
    done = marsad("demo", "--once", "--json", home=tmp_path)
    rows = done.rows
    items = [row["data"] for row in rows if row["kind"] == "item"]
    webhooks = [row for row in rows if row["kind"] == "webhook"]
    dropped = {row["file"]: row for row in rows if row["kind"] == "dropped"}

    assert done.code == 0, done.err
    assert {row["schema"] for row in rows} == {"marsad.demo/1"}
    assert {item["language"] for item in items} == {"en", "ar", "tr", "ru", "fr"}
    assert set(dropped) == {"08-football-ar.txt", "09-jericho-ar.txt", "10-garden.html"}
    assert all(row["reason"] == "irrelevant" for row in dropped.values())
    assert len(items) == len(webhooks) == 7
    assert all(row["verified"] for row in webhooks)
    assert len({row["id"] for row in webhooks}) == 7
    for item in items:
        check_reasons(item)
    economy = next(item for item in items if "lira" in item["title"])
    assert graded(economy) == {"syria": "passing"}


def test_a_folder_without_demo_toml_makes_each_file_an_outlet_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(
        "Shells fall on Saraqib in Idlib\n\nThree people were hurt in Idlib province, Syria, medics said."
    )
    (tmp_path / "two.html").write_text(
        as_page("Bakery opens in Idlib", "A bakery opened in the Syrian city of Idlib on Monday.")
    )

    outlets = read_outlets(tmp_path)

    assert [(outlet.name, outlet.family) for outlet in outlets] == [("one", "one"), ("two", "two")]
    assert outlets[0].articles[0].title == "Shells fall on Saraqib in Idlib"


def test_an_empty_or_missing_folder_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="put one article in each file"):
        read_outlets(tmp_path)
    with pytest.raises(Permanent, match="no such folder"):
        read_outlets(tmp_path / "nowhere")
    (tmp_path / "a.txt").write_text("A text")
    (tmp_path / "demo.toml").write_text("[[article]\n")
    with pytest.raises(Permanent, match=r"demo\.toml: cannot be read"):
        read_outlets(tmp_path)


def test_pages_in_other_encodings_are_served_as_they_are_and_texts_are_decoded(tmp_path: Path) -> None:
    page = '<html><head><meta charset="windows-1256"><title>قصف على إدلب</title></head><body><p>قصف على مدينة إدلب في سوريا.</p></body></html>'
    (tmp_path / "a.html").write_bytes(page.encode("cp1256"))
    (tmp_path / "b.txt").write_bytes(
        "قصف على مدينة إدلب\n\nأصيب ثلاثة مدنيين في مدينة إدلب شمال غربي سوريا، بحسب الدفاع المدني.".encode("cp1256")
    )
    (tmp_path / "dir.txt").mkdir()
    (tmp_path / "gone.txt").symlink_to("/nonexistent/file")

    outlets = read_outlets(tmp_path)

    assert [outlet.name for outlet in outlets] == ["a", "b"]
    assert outlets[0].articles[0].page == page.encode("cp1256")
    assert [outlet.articles[0].title for outlet in outlets] == ["قصف على إدلب", "قصف على مدينة إدلب"]


def test_a_demo_of_one_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text((SHIPPED / "01-idlib-shelling.txt").read_text())

    done = marsad("demo", tmp_path / "in", "--once", home=tmp_path, TMPDIR=str(scratch))

    assert done.code == 0, done.err
    assert "signature verified" in done.out
    assert [path.name for path in scratch.iterdir() if path.name.startswith("marsad-demo")] == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the reference articles are not beside this checkout")
def test_the_five_reference_articles_are_items_with_the_right_grades(tmp_path: Path) -> None:
    done = marsad("demo", SEEDS, "--once", "--json", home=tmp_path)
    items = {row["data"]["title"]: row["data"] for row in done.rows if row["kind"] == "item"}
    verified = Counter(row["verified"] for row in done.rows if row["kind"] == "webhook")

    assert done.code == 0, done.err
    assert len(items) == 5
    assert verified == {True: 5}
    assert {graded(item)["syria"] for item in items.values()} == {"central"}
    for title, item in items.items():
        check_reasons(item)
        assert (graded(item).get("idlib") == "central") is not title.startswith("Syria: Iraqi militias")
