"""Packages from npm, for tests that let JavaScript judge what we publish. Skips where there is no npm or no registry."""

import shutil
import subprocess
from pathlib import Path

import pytest


def npm_install(folder: Path, *packages: str) -> Path:
    """Installs into `folder` and returns it."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("node and npm are not installed here")
    (folder / "package.json").write_text('{"private": true, "type": "module"}', "utf-8")
    command = [
        npm,
        "install",
        "--no-audit",
        "--no-fund",
        "--silent",
        "--prefer-offline",
        "--fetch-retries=0",
        "--fetch-timeout=20000",
        *packages,
    ]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=90, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the npm registry is out of reach")
    if done.returncode != 0:
        pytest.skip(f"npm could not install {', '.join(packages)}: {done.stderr.strip()[:200]}")
    return folder
