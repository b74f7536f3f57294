"""Articles given on the command line: files, folders of them, URLs, standard input. Knows nothing of topics."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import Settings
from config.units import format_size
from workers.article.decode import decode
from workers.doors.children import Children
from workers.doors.clock import utc_now
from workers.judge import Judgement, Loose, judge_loose, take_seat
from workers.model.article import Page
from workers.model.errors import MarsadError, Permanent

if TYPE_CHECKING:
    from config.topics import Topic

DEADLINE = 30.0
SUFFIXES = {".txt", ".html", ".htm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One input with what became of it: a judgement, or the reason why there is none."""

    name: str
    judgement: Judgement | None
    error: str | None


def expand(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Folders become the articles in them; the rest stays."""
    names: list[str] = []
    for argument in arguments:
        path = Path(argument)
        if "://" not in argument and path.is_dir():
            names.extend(str(file) for file in sorted(path.iterdir()) if file.suffix.lower() in SUFFIXES)
        else:
            names.append(argument)
    return tuple(names)


async def read_all(arguments: tuple[str, ...], settings: Settings, topics: "tuple[Topic, ...]") -> AsyncIterator[Read]:
    """Judge each input in a killable child, in order. With no topics nothing is graded."""
    async with AsyncExitStack() as stack:
        children = await stack.enter_async_context(Children(1, ("workers.judge",), take_seat, topics))
        for name in expand(arguments):
            try:
                loose = await _load(name, settings)
                yield Read(name=name, judgement=await children.run(judge_loose, loose, deadline=DEADLINE), error=None)
            except MarsadError as error:
                yield Read(name=name, judgement=None, error=str(error))


async def _load(name: str, settings: Settings) -> Loose:
    if "://" in name:
        return Loose(page=await fetch_page(name, settings), text=None, now=utc_now())
    return _of_input(settings.polling.max_body) if name == "-" else _of_file(name)


def _of_input(most: int) -> Loose:
    if sys.stdin is None:
        raise Permanent("standard input is closed; give a file, a URL, or text by a pipe", reason="unreadable")
    try:
        body = sys.stdin.buffer.read(most + 1)
    except OSError as error:
        raise Permanent(f"standard input cannot be read ({error.strerror})", reason="unreadable") from error
    if len(body) > most:
        raise Permanent(f"standard input is too large; polling.max_body allows {format_size(most)}", reason="too_large")
    return _of_bytes(body, "-", is_html=None)


def _of_file(name: str) -> Loose:
    try:
        body = Path(name).read_bytes()
    except OSError as error:
        raise Permanent(
            f"{name}: cannot be read ({error.strerror}); give a file, a URL or -", reason="unreadable"
        ) from error
    return _of_bytes(body, name, is_html=Path(name).suffix.lower() in {".html", ".htm"} or None)


def _of_bytes(body: bytes, name: str, *, is_html: bool | None) -> Loose:
    if is_html is None:
        is_html = not name.endswith(".txt") and body[:2000].lstrip()[:1] == b"<"
    if is_html:
        return Loose(
            page=Page(url="", body=body, fetched=utc_now(), content_type="text/html"), text=None, now=utc_now()
        )
    return Loose(page=None, text=decode(body).text, now=utc_now())


async def fetch_page(url: str, settings: Settings) -> Page:
    """One page through the guarded HTTP door. Raises MarsadError with the remedy."""
    from importlib.metadata import version

    from workers.doors.http.client import Http

    async with Http(settings.http, version=version("marsad")) as http:
        response = await http.get(url, deadline=settings.polling.timeout, max_body=settings.polling.max_body)
    if response.status >= 400:
        remedy = "open it in a browser to see whether it still exists"
        raise Permanent(f"{url}: answered HTTP {response.status}; {remedy}", reason=f"http_{response.status}")
    return Page(
        url=response.url,
        body=response.body,
        fetched=utc_now(),
        content_type=response.headers.get("content-type"),
        status=response.status,
    )
