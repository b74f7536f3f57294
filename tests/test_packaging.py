"""The artefact that is shipped, not the checkout: what is in the wheel, and that its command runs anywhere."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = "from hatchling.builders.wheel import WheelBuilder; import sys; print(next(WheelBuilder('.').build(directory=sys.argv[1])))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "No module named 'hatchling'" in done.stderr:
        pytest.skip("hatchling is not installed; `make test` installs it")
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip().splitlines()[-1])


def test_the_wheel_holds_exactly_three_packages_and_their_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names if ".dist-info/" not in name}

    assert top == {"monitor", "workers", "config"}
    for needed in (
        "config/sources.toml",
        "config/topics/idlib.toml",
        "config/topics/syria.toml",
        "workers/doors/redis/lua/entry_commit.lua",
        "monitor/web/templates/index.html",
        "monitor/web/static/marsad.css",
        "monitor/demo/articles/demo.toml",
    ):
        assert needed in names


def test_the_wheel_works_without_the_checkout_beside_a_hostile_config_module(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    work = tmp_path / "work"
    work.mkdir()
    (work / "config.py").write_text("raise SystemExit('the wrong config was imported')\n")
    (site / "marsad").write_text("import sys\nfrom monitor.cli.main import main\nsys.exit(main())\n")
    done = subprocess.run(
        [sys.executable, str(site / "marsad"), "check", "--json"],
        cwd=work, env={"HOME": str(work), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert '"ok": true' in done.stdout


def test_the_lock_files_have_hashes_and_name_no_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^[a-z0-9._-]+(?:\[[a-z0-9,_-]+\])?==", text, re.MULTILINE | re.IGNORECASE)

        assert "://" not in text
        assert len(pinned) > 20
        assert text.count("--hash=sha256:") >= len(pinned)


def test_everything_in_pyproject_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {re.split(r"[\[<>=;! ]", text)[0].lower().replace("_", "-") for text in project["project"]["dependencies"]}
    locked = {
        line.split("==")[0].split("[")[0].lower().replace("_", "-")
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if "==" in line and not line.startswith((" ", "#"))
    }

    assert needed - locked == set()


def dockerfile() -> list[tuple[str, str]]:
    """Instructions and their arguments, continuation lines joined."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def test_the_image_is_built_in_two_stages_and_does_not_run_as_root() -> None:
    steps = dockerfile()
    last = max(number for number, (word, _) in enumerate(steps) if word == "FROM")
    final = steps[last:]

    assert [word for word, _ in steps].count("FROM") == 2
    assert ("USER", "10001") in final
    assert not any(word == "RUN" and "pip install" in rest for word, rest in final)
    assert any(word == "HEALTHCHECK" and '"marsad", "health"' in rest for word, rest in final)
    assert ("ENTRYPOINT", '["marsad"]') in final
    assert ("STOPSIGNAL", "SIGTERM") in final


def test_the_image_copies_only_what_exists_and_installs_by_hash() -> None:
    steps = dockerfile()
    copied = [rest.split()[:-1] for word, rest in steps if word == "COPY" and not rest.startswith("--from")]

    assert all((ROOT / name).exists() for names in copied for name in names)
    assert any("--require-hashes -r requirements.lock" in rest for word, rest in steps if word == "RUN")


def test_the_image_installs_in_a_clean_directory(tmp_path: Path) -> None:
    """The COPY and install steps of the image, without an engine: only what is copied is there."""
    steps = dockerfile()
    for word, rest in steps:
        if word == "COPY" and not rest.startswith("--from"):
            *names, _ = rest.split()
            for name in names:
                subprocess.run(["cp", "-r", str(ROOT / name), str(tmp_path)], check=True)
    target = tmp_path / "installed"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", str(target), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "hatchling" in done.stderr and done.returncode:
        pytest.skip("hatchling is not installed; `make test` installs it")

    assert done.returncode == 0, done.stderr
    assert (target / "monitor" / "web" / "templates" / "index.html").exists()


def test_the_compose_file_keeps_data_and_evicts_nothing() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text()

    for needed in (
        "noeviction",
        '"--appendonly", "yes"',
        "read_only: true",
        'cap_drop: ["ALL"]',
        "service_healthy",
        "init: true",
    ):
        assert needed in text
    assert '"6379:' not in text
