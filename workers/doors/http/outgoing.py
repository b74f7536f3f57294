"""Puts a request together: which header fields go out, and what must not. Knows nothing of connections."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from workers.doors.http.bounded import ACCEPT_ENCODING

_OURS = frozenset({"accept-encoding", "connection", "content-length", "host", "referer", "te", "transfer-encoding"})
_STAY_ACROSS_ORIGINS = frozenset({"accept", "accept-language", "a-im", "cache-control", "pragma", "user-agent"})
"""Anything else may be a credential or a validator, and belongs to the origin it was meant for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes a request conditional. Sent only to `url`, the URL that issued them."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


def for_strangers(headers: Mapping[str, str]) -> dict[str, str]:
    """What may go along when a redirect leads to another origin."""
    return {name: value for name, value in headers.items() if name.lower() in _STAY_ACROSS_ORIGINS}


def request_headers(
    user_agent: str, given: Mapping[str, str], *, encoding: str = ACCEPT_ENCODING
) -> list[tuple[bytes, bytes]]:
    """Names and values as bytes; the caller's win over ours, but for those that framing and decoding rest on."""
    ours = {"user-agent": user_agent, "accept": "*/*"}
    merged = ours | {name.lower(): value for name, value in given.items() if name.lower() not in _OURS}
    merged["accept-encoding"] = encoding
    return [(_wire(name), _wire(value)) for name, value in merged.items()]


def _wire(text: str) -> bytes:
    """Latin-1 gives back the bytes that a validator came with; what does not fit is the operator's UTF-8."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def conditions(validators: Validators | None, target: httpx.URL) -> dict[str, str]:
    if validators is None or validators.url != str(target):
        return {}
    pairs = {"if-none-match": validators.etag, "if-modified-since": validators.last_modified}
    return {name: value for name, value in pairs.items() if value is not None}


def basic_auth(url: httpx.URL) -> dict[str, str]:
    if not url.userinfo:
        return {}
    return {"authorization": "Basic " + base64.b64encode(f"{url.username}:{url.password}".encode()).decode("ascii")}
