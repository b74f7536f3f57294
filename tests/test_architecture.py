"""The walls of the house: layers, doors, sizes, keys."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("monitor", "workers", "config")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
ALL_PYTHON = SOURCES + sorted(path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))

DOORS = {
    "httpx": "workers/doors/http/",
    "httpcore": "workers/doors/http/",
    "redis": "workers/doors/redis/",
    "feedparser": "monitor/poll/parse.py",
    "trafilatura": "workers/article/extract.py",
    "apscheduler": "monitor/schedule.py",
}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", ALL_PYTHON, ids=relative)
def test_no_file_is_longer_than_300_lines_and_no_function_than_40(path: Path) -> None:
    text = path.read_text()
    long_functions = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 40
    ]

    assert text.count("\n") <= 300
    assert long_functions == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_library_has_one_door(path: Path) -> None:
    where = relative(path)
    broken = [
        name
        for name in imported(path)
        for library, door in DOORS.items()
        if name.split(".")[0] == library and not where.startswith(door)
    ]

    assert broken == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_module_opens_with_a_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))

    assert docstring is not None
    assert docstring.splitlines()[0].endswith((".", ":"))


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_key_names_are_made_in_one_module(path: Path) -> None:
    if relative(path) == "workers/doors/keys.py":
        return

    assert re.findall(r"""f["']\{[a-z_.]*prefix\}:""", path.read_text()) == []


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    if not linter.exists():
        pytest.skip("import-linter is not installed; `make lint` has it")
    done = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
