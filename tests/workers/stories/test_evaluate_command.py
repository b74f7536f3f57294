import json
from pathlib import Path

from click.testing import CliRunner

from monitor.cli.eval import command

ROWS = (
    {"id": "a", "title": "Iron bridge over the Orontes repaired", "time": "2026-03-04", "story": "one"},
    {"id": "b", "title": "Iron bridge over the Orontes repaired again", "time": "2026-03-04", "story": "other"},
)


def told(tmp_path: Path, *options: str) -> str:
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    done = CliRunner().invoke(command, ["stories", str(file), *options], standalone_mode=False)
    assert done.exception is None
    return done.output


def test_errors_are_told_to_a_person_below_the_figures(tmp_path: Path) -> None:
    output = told(tmp_path, "--errors", "5")

    assert output.index("bcubed: precision 0.5") < output.index("different stories in one: 1 wrong pairs, 2 rows")
    assert "Iron bridge over the Orontes repaired again  [b]" in output


def test_errors_as_json_follow_the_summary_line_by_line(tmp_path: Path) -> None:
    summary, mistake = map(json.loads, told(tmp_path, "--errors", "5", "--json").splitlines())

    assert summary["task"] == "stories"
    assert (mistake["kind"], mistake["pairs"]) == ("different stories in one", 1)


def test_without_the_option_no_mistake_is_listed(tmp_path: Path) -> None:
    assert len(told(tmp_path, "--json").splitlines()) == 1
