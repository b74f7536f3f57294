"""Reads an answer: its body within bounds, its header fields as they came. Knows nothing of redirects."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import cast

import httpx

from workers.doors.http.bounded import coding_of, read_body
from workers.doors.http.response import Headers
from workers.model.errors import Permanent, Temporary

MAX_ERROR_BODY = 64 * 1024
_COURTESY = 2.0
"""Seconds that the body of an error, or of a webhook's answer, is waited for."""


async def read(answer: httpx.Response, limit: asyncio.Timeout, *, max_body: int, cut: bool) -> bytes:
    """The decoded body, whole or (where `cut`) its beginning. Of an error status only what comes soon."""
    if answer.status_code >= 400:
        return await read_courteously(answer, limit, at_most=min(max_body, MAX_ERROR_BODY))
    coding = coding_of(_codings(answer))
    length = answer.headers.get("content-length", "")
    if length.isdigit() and int(length[:19]) > max_body and not cut:
        raise Permanent(f"the body is larger than {max_body:,} bytes", reason="body_too_large")
    async with contextlib.aclosing(_pieces(answer)) as pieces:
        return await read_body(pieces, coding, max_body=max_body, cut=cut)


async def read_courteously(answer: httpx.Response, limit: asyncio.Timeout, *, at_most: int) -> bytes:
    """A body of second rank: its beginning if it comes soon, else nothing. The status must not be lost for it."""
    ends = limit.when()
    left = _COURTESY if ends is None else 0.8 * (ends - asyncio.get_running_loop().time())
    try:
        async with asyncio.timeout(min(_COURTESY, left)), contextlib.aclosing(_pieces(answer)) as pieces:
            return await read_body(pieces, coding_of(_codings(answer)), max_body=at_most, cut=True)
    except (OSError, Temporary, Permanent, httpx.HTTPError, httpx.StreamError):  # a TimeoutError is an OSError
        return b""


def headers_of(answer: httpx.Response) -> Headers:
    return Headers(
        fields=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw)
    )


def location_of(answer: httpx.Response) -> str | None:
    """The Location field: UTF-8 where it is, Latin-1 otherwise."""
    raw = _values(answer, b"location")
    if not raw:
        return None
    try:
        return raw[0].decode("utf-8")
    except UnicodeDecodeError:
        return raw[0].decode("latin-1")


def _codings(answer: httpx.Response) -> list[str]:
    return [value.decode("latin-1") for value in _values(answer, b"content-encoding")]


def _values(answer: httpx.Response, wanted: bytes) -> list[bytes]:
    return [value for name, value in answer.headers.raw if name.lower() == wanted]


def _pieces(answer: httpx.Response) -> AsyncGenerator[bytes, None]:
    return cast("AsyncGenerator[bytes, None]", answer.aiter_raw())  # httpx declares less than it returns
