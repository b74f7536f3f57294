"""feedparser's own test documents, from its source distribution: fetched once, kept under `var/cache`.

The files are its authors' work under the BSD licence; none of them is in this repository.
"""

import re
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
VERSION = "6.0.14"
FOLDER = ROOT / "var" / "cache"
ARCHIVE = FOLDER / f"feedparser-{VERSION}.tar.gz"
EXPECTED_FILES = 2242
_HEADER = re.compile(rb"^Header:\s+([\w-]+):\s*(.+?)\s*$", re.MULTILINE)
_EXPECT = re.compile(r"^\s*Expect:\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteFile:
    """`expect` is the Python expression that feedparser's own suite evaluates against its result."""

    name: str
    body: bytes
    content_type: str | None
    expect: str | None


@cache
def suite() -> tuple[SuiteFile, ...]:
    """All documents. Skips the test, with the reason, where they cannot be fetched."""
    if not ARCHIVE.exists() and (trouble := _fetch()):
        pytest.skip(f"feedparser's source distribution cannot be fetched: {trouble}")
    with tarfile.open(ARCHIVE) as archive:
        members = [one for one in archive.getmembers() if "/tests/" in one.name and one.name.endswith(".xml")]
        found = []
        for member in sorted(members, key=lambda one: one.name):
            stream = archive.extractfile(member)
            assert stream is not None
            found.append(_file(member.name.split("/tests/")[1], stream.read()))
    return tuple(found)


@cache
def _fetch() -> str:
    """What went wrong, "" if nothing did. Tried once a run: where there is no network, each try takes long."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        ":all:",
        "--dest",
        str(FOLDER),
    ]
    try:
        done = subprocess.run(
            [*command, f"feedparser=={VERSION}"], capture_output=True, text=True, timeout=90, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if ARCHIVE.exists() else (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]


def _file(name: str, body: bytes) -> SuiteFile:
    headers = {key.decode().lower(): value.decode("latin-1") for key, value in _HEADER.findall(body[:4000])}
    expect = _EXPECT.search(_comment(body))
    return SuiteFile(
        name=name, body=body, content_type=headers.get("content-type"), expect=expect[1] if expect else None
    )


def _comment(body: bytes) -> str:
    """The leading comment, whatever the document's encoding."""
    wide = body[:2] in {b"\xff\xfe", b"\xfe\xff"} or body[:1] == b"\0" or body[1:2] == b"\0"
    text = body.replace(b"\0", b"") if wide else body
    return text[:6000].decode("utf-8", "replace")
