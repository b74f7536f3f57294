"""What the documents say is held against the code."""

import re
import tomllib
from pathlib import Path

import pytest

from config.load import load
from config.problems import ConfigError
from monitor.cli.main import COMMANDS
from monitor.demo.corpus import read_outlets
from monitor.metrics import Metrics

ROOT = Path(__file__).parent.parent
DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", DOCS, ids=relative)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_configuration_of_the_readme_is_good(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert blocks
    (tmp_path / "webhook-secret").write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    (tmp_path / "webhook-secret").chmod(0o600)
    for number, block in enumerate(blocks):
        file = tmp_path / f"{number}.toml"
        file.write_text(block)
        try:
            load(file, {"HOME": str(tmp_path)})
        except ConfigError as error:
            pytest.fail(str(error))


def test_the_demo_of_the_documents_is_served(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text()
    (block,) = re.findall(r"```toml\n(\[\[article\]\].*?)```", text, re.DOTALL)
    (tmp_path / "demo.toml").write_text(block)
    (tmp_path / "shelling.txt").write_text("Some words.")
    (outlet,) = read_outlets(tmp_path)

    assert (outlet.name, outlet.family) == ("Northern Desk", "northern-group")
    assert [article.title for article in outlet.articles] == ["Shelling south of Idlib"]


def test_every_command_in_the_documents_exists() -> None:
    told = {
        (relative(path), name)
        for path in DOCS
        for name in re.findall(r"`?\bmarsad (?:--config \S+ )?([a-z]+)\b", "\n".join(code_of(path)))
    }

    assert {one for one in told if one[1] not in COMMANDS} == set()


def code_of(path: Path) -> list[str]:
    """Inline code and code lines that start with the command."""
    text = path.read_text()
    inline = re.findall(r"`(marsad [^`]+)`", text)
    blocks = [
        line for block in re.findall(r"```(?:sh|console)?\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
    ]
    return [*inline, *(line for line in blocks if line.startswith("marsad "))]


def test_every_metric_is_documented() -> None:
    documented = (ROOT / "docs" / "operations.md").read_text()
    names = {
        line.split()[2]
        for line in Metrics("1").render(None).decode().splitlines()
        if line.startswith("# TYPE") and not line.split()[2].endswith("_created")
    }

    assert {name for name in names if name not in documented} == set()


def test_every_exit_code_is_documented() -> None:
    documented = (ROOT / "docs" / "operations.md").read_text()

    for code in (0, 1, 2, 3, 4, 5, 130):
        assert f"| {code} |" in documented


def test_the_guarantees_stand_in_the_readme_in_their_exact_words() -> None:
    readme = " ".join((ROOT / "README.md").read_text().split()).lower()

    for promise in (
        "no accepted entry is lost, whatever process or redis connection dies",
        "(with the embedded server's defaults also across a power cut, on disks that honour fsync)",
        "an item version is on the stream exactly once",
        "an entry stays for `retention`, read or not, and no less",
    ):
        assert promise in readme


def test_the_documents_name_no_machine_and_no_registry() -> None:
    for path in DOCS:
        assert re.findall(r"/(?:work|root|home)/\w|(?:hosted|registry)\.\w+\.(?:org|com)", path.read_text()) == [], (
            relative(path)
        )


def test_versions_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert f"marsad {version}" in (ROOT / "tests" / "monitor" / "cli" / "test_manners.py").read_text()
