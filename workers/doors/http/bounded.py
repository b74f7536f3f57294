"""Reads a body whose size nobody vouches for: decoded while it arrives, stopped at a cap. Knows nothing of URLs.

A client that decodes by itself is no protection: 64 KiB of gzip on the wire become 64 MiB before the first size check.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Sequence

from workers.model.errors import Permanent, Temporary

ACCEPT_ENCODING = "gzip"

_PLAIN = frozenset({"", "identity", "none", "binary", "utf-8"})  # the last three are servers' mistakes for identity
_GZIP = frozenset({"gzip", "x-gzip"})
_GZIP_MAGIC = b"\x1f\x8b"
_MAX_RATIO = 200
_RATIO_COUNTS_FROM = 1 << 20
_MAX_PIECES = 50_000
"""Each piece costs about 17 µs however small it is; this many in one body are an attack on the event loop."""
_PIECES_PER_TURN = 256


def coding_of(values: Sequence[str]) -> str:
    """The one content coding of a response: `identity`, `gzip` or `deflate`. Raises Permanent `bad_encoding`."""
    named = [part.strip().lower() for value in values for part in value.split(",")]
    codings = [name for name in named if name not in _PLAIN]
    if not codings:
        return "identity"
    if len(codings) == 1 and codings[0] in _GZIP:
        return "gzip"
    if codings == ["deflate"]:
        return "deflate"
    raise Permanent(
        f"the body is encoded as {', '.join(codings)[:60]!r}, though only gzip was asked for", reason="bad_encoding"
    )


async def read_body(pieces: AsyncIterator[bytes], coding: str, *, max_body: int, cut: bool = False) -> bytes:
    """The decoded body. More than `max_body` bytes are `body_too_large`, or dropped where `cut`."""
    decoder = Decoder(coding, max_body=max_body)
    count = 0
    async for piece in pieces:
        count += 1
        if count > _MAX_PIECES:
            raise Temporary(f"the body came in more than {_MAX_PIECES:,} pieces", reason="protocol_error")
        if count % _PIECES_PER_TURN == 0:
            await asyncio.sleep(0)  # so that others run, and the deadline is seen
        decoder.feed(piece)
        if decoder.overflow is not None:
            if cut:
                return bytes(decoder.body[:max_body])
            raise Permanent(decoder.overflow, reason="body_too_large")
    decoder.finish()
    return bytes(decoder.body)


def gunzip(data: bytes, *, max_body: int) -> bytes:
    """A gzip file (a sitemap, say) unpacked under the same caps; what is not gzip comes back as it is."""
    decoder = Decoder("gzip", max_body=max_body)
    decoder.feed(data)
    if decoder.overflow is not None:
        raise Permanent(decoder.overflow, reason="body_too_large")
    decoder.finish()
    return bytes(decoder.body)


class Decoder:
    """Takes pieces off the wire, gathers the decoded body, notices when it grows too large."""

    def __init__(self, coding: str, *, max_body: int) -> None:
        self.body = bytearray()
        self.overflow: str | None = None
        self._coding = coding
        self._max_body = max_body
        self._wire = 0
        self._head = b""
        self._inflate: zlib._Decompress | None = None

    def feed(self, piece: bytes) -> None:
        self._wire += len(piece)
        if self._coding == "identity":
            self.body += piece
        else:
            self._decode(self._sniffed(piece))
        self._check()

    def finish(self) -> None:
        """Raise Temporary `protocol_error` when the coded body ended too early."""
        if self._inflate is None:
            self.body += self._head  # a single byte, too short to sniff, is nothing but itself
        elif not self._inflate.eof:
            raise Temporary("the compressed body ends in the middle", reason="protocol_error")

    def _sniffed(self, piece: bytes) -> bytes:
        """Some servers say gzip and send plain text: the first two bytes tell."""
        if self._inflate is not None:
            return piece
        start = self._head + piece
        self._head = b""
        if len(start) < 2:
            self._head = start
            return b""
        if self._coding == "deflate":
            zlib_header = start[0] & 0x0F == 8 and (start[0] * 256 + start[1]) % 31 == 0
            self._inflate = zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)
        elif start.startswith(_GZIP_MAGIC):
            self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        else:
            self._coding = "identity"
            self.body += start
            return b""
        return start

    def _decode(self, data: bytes) -> None:
        while data and self._inflate is not None:
            if self._inflate.eof:  # another gzip member may follow; anything else is padding
                data, self._head = self._head + data, b""
                if self._coding == "gzip" and data == _GZIP_MAGIC[:1]:
                    self._head = data
                    return
                if self._coding != "gzip" or not data.startswith(_GZIP_MAGIC):
                    self._coding = "ended"
                    return
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
            room = self._max_body + 1 - len(self.body)
            try:
                self.body += self._inflate.decompress(data, room)
            except zlib.error as error:
                raise Permanent(
                    f"the body is not the {self._coding} it claims to be: {error}", reason="bad_encoding"
                ) from error
            if len(self.body) > self._max_body:
                return
            data = self._inflate.unused_data

    def _check(self) -> None:
        if len(self.body) > self._max_body or self._wire > self._max_body + 1024:
            self.overflow = f"the body is larger than {self._max_body:,} bytes"
        elif len(self.body) > _RATIO_COUNTS_FROM and len(self.body) > _MAX_RATIO * self._wire:
            self.overflow = f"the body grows more than {_MAX_RATIO}-fold when unpacked"
