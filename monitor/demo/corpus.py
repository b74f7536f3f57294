"""A folder of `.txt` and `.html` articles as outlets with articles. Knows nothing of serving or of feeds."""

import html
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from workers.article.decode import decode
from workers.model.errors import Permanent
from workers.model.plain import one_line

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoArticle:
    """`page` is a whole HTML document as it will be served; `path` its address on the outlet's site."""

    file: str
    title: str
    path: str
    page: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """`id` is a slug; `family` None where demo.toml names the outlet but no family."""

    id: str
    name: str
    family: str | None
    articles: tuple[DemoArticle, ...]


def read_outlets(directory: Path) -> tuple[Outlet, ...]:
    """The outlets of a folder, in file order. Raises Permanent with the remedy when there is nothing to serve."""
    if not directory.is_dir():
        raise Permanent(f"{directory}: no such folder; give one that holds .txt or .html articles", reason="no_folder")
    listed = (path for path in directory.iterdir() if path.suffix.lower() in {".txt", ".html", ".htm"})
    files = sorted(path for path in listed if path.is_file())
    if not files:
        raise Permanent(f"{directory}: holds no .txt or .html file; put one article in each file", reason="no_articles")
    told = _told(directory, frozenset(path.name for path in files))
    outlets: dict[str, Outlet] = {}
    for number, path in enumerate(files):
        entry = told.get(path.name, {})
        name = entry.get("outlet") or path.stem
        known = outlets.get(name)
        family = entry.get("family") if entry.get("outlet") else path.stem
        outlets[name] = Outlet(
            id=known.id if known else _slug(name, number),
            name=name,
            family=known.family if known else family,
            articles=(*(known.articles if known else ()), _article(path, entry.get("title"))),
        )
    return tuple(outlets.values())


def _told(directory: Path, files: frozenset[str]) -> dict[str, dict[str, str]]:
    path = directory / "demo.toml"
    if not path.exists():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("article", [])
        told = {row["file"]: {key: str(value) for key, value in row.items()} for row in rows}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        remedy = "each [[article]] needs file, and may have title, outlet, family"
        raise Permanent(f"{path}: cannot be read ({error}); {remedy}", reason="bad_demo_toml") from error
    if missing := sorted(set(told) - files):
        remedy = "correct the name, or take the [[article]] out"
        raise Permanent(f"{path}: names {missing[0]!r}, which is not in the folder; {remedy}", reason="bad_demo_toml")
    return told


def _slug(name: str, number: int) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return slug[:48] or f"outlet-{number}"


def _article(path: Path, title: str | None) -> DemoArticle:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Permanent(
            f"{path}: cannot be read ({error.strerror}); take it out of the folder", reason="unreadable"
        ) from error
    text = decode(body).text
    is_html = path.suffix.lower() != ".txt"
    name = title or (_html_title(text) if is_html else _first_line(text)) or path.stem
    address = f"/articles/{re.sub(r'[^A-Za-z0-9_.-]', '-', path.stem)}"
    page = body if is_html else as_page(name, text).encode()
    return DemoArticle(file=path.name, title=one_line(name), path=address, page=page)


def _html_title(text: str) -> str:
    match = _TITLE.search(text[:20000])
    return html.unescape(match[1]).strip() if match else ""


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def as_page(title: str, text: str) -> str:
    """A plain text as the page of a news site: a headline and a paragraph a line, nothing left out."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines)
    name = html.escape(title)
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{name}</title></head>\n'
        f"<body><main><article><h1>{name}</h1>\n{paragraphs}\n</article></main></body></html>\n"
    )
