"""What a server answered, and what HTTP says it means. Pure: knows nothing of sockets or clocks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from workers.doors.http.dates import parse_http_date

MAX_RETRY_AFTER = 7 * 86400.0
_MAX_VALIDATOR = 1024
_SAFE_VALIDATOR = re.compile(r"[\x20-\x7e]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_PERMANENT_MOVES = frozenset({301, 308})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Headers(Mapping[str, str]):
    """Header fields: names case-insensitive, repeated fields joined with a comma, control characters escaped."""

    fields: tuple[tuple[str, str], ...] = ()
    """As received, in order; bytes decoded as Latin-1, which loses nothing."""

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of `name`, byte for byte. May hold control characters: not for terminals or logs."""
        wanted = name.lower()
        return tuple(value for key, value in self.fields if key.lower() == wanted)

    def __getitem__(self, name: str) -> str:
        values = self.all(name)
        if not values:
            raise KeyError(name)
        return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found.group()):02x}", ", ".join(values))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.all(name))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key.lower() for key, _ in self.fields))

    def __len__(self) -> int:
        return len({key.lower() for key, _ in self.fields})


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The last answer of one exchange. `hops` are the redirects before it, as (status, URL that sent it)."""

    url: str
    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    hops: tuple[tuple[int, str], ...] = ()
    elapsed: float = 0.0
    """Seconds from the first request to the last byte."""

    @property
    def moved_to(self) -> str | None:
        """Where the first URL has moved for good: the target of the leading 301 and 308 hops."""
        targets = [url for _, url in self.hops[1:]] + [self.url]
        moved = None
        for (status, _), target in zip(self.hops, targets, strict=False):
            if status not in _PERMANENT_MOVES:
                break
            moved = target
        return moved

    @property
    def downgraded(self) -> bool:
        """Whether a redirect led from https to http."""
        chain = [url for _, url in self.hops] + [self.url]
        return any(a.startswith("https:") and b.startswith("http:") for a, b in pairwise(chain))

    @property
    def etag(self) -> str | None:
        """Byte for byte, to be sent back as it is; None when it is absent or not printable ASCII."""
        return self._validator("etag")

    @property
    def last_modified(self) -> str | None:
        """Byte for byte, to be sent back as it is, whatever date it may be."""
        return self._validator("last-modified")

    @property
    def max_age(self) -> int | None:
        """Seconds that the answer stays fresh after Cache-Control, less its Age; 0 for no-cache and no-store."""
        directives = self._cache_control()
        if "no-cache" in directives or "no-store" in directives:
            return 0
        seconds = _seconds(directives.get("max-age", ""))
        if seconds is None:
            return None
        return max(0, seconds - (_seconds(self._first("age") or "") or 0))

    @property
    def content_type(self) -> str | None:
        """The media type in lower case, without parameters."""
        value = self.headers.get("content-type", "").split(";")[0].split(",")[0].strip().lower()
        return value or None

    @property
    def charset(self) -> str | None:
        """As declared, in lower case. A claim: it may name no codec, or a dangerous one."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found.group(1).lower() if found else None

    def retry_after(self, *, now: datetime) -> float | None:
        """Seconds to stay away, at most seven days; None when absent, garbage, negative or past."""
        value = (self._first("retry-after") or "").strip()
        seconds: float | None = _seconds(value)
        if seconds is None:
            date = parse_http_date(value, now=now)
            seconds = None if date is None else (date - now).total_seconds()
        if seconds is None or seconds < 0:
            return None
        return min(float(seconds), MAX_RETRY_AFTER)

    def fresh_for(self, *, now: datetime) -> float | None:
        """Seconds that the answer stays fresh: Cache-Control, else Expires (counted from Date, or `now`)."""
        if self.max_age is not None:
            return float(self.max_age)
        expires_text = self._first("expires")
        if expires_text is None:
            return None
        expires = parse_http_date(expires_text, now=now)
        if expires is None:
            return 0.0  # RFC 9111 5.3: an invalid date, "0" above all, means already expired
        sent = parse_http_date(self._first("date") or "", now=now) or now
        return max(0.0, (expires - sent).total_seconds())

    def _first(self, name: str) -> str | None:
        values = self.headers.all(name)
        return values[0] if values else None

    def _validator(self, name: str) -> str | None:
        value = self._first(name)
        if value is None or len(value) > _MAX_VALIDATOR or not _SAFE_VALIDATOR.fullmatch(value):
            return None
        return value

    def _cache_control(self) -> dict[str, str]:
        parts = ",".join(self.headers.all("cache-control")).lower().split(",")
        pairs = (part.strip().partition("=") for part in reversed(parts))  # of two max-ages the first one counts
        return {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def _seconds(text: str) -> int | None:
    """delta-seconds of RFC 9110: digits only. More than ten of them are as good as for ever."""
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text[:11]) if len(text.lstrip("0")) <= 10 else 10**10
