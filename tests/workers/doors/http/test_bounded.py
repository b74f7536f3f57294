"""The bounded reader on its own: codings, caps, and bodies cut anywhere."""

import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.hostile import gzip_bomb
from workers.doors.http.bounded import Decoder, coding_of, gunzip, read_body
from workers.model.errors import Permanent, Temporary

TEXT = "قصف على ريف إدلب — shelling in the countryside. ".encode() * 40


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def raw_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000, 10**6])
@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 512),
        ("gzip", TEXT),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
    ids=["identity", "gzip", "two-members", "padded-gzip", "plain-as-gzip", "deflate", "raw-deflate"],
)
async def test_a_body_is_decoded_however_it_is_cut(coding: str, body: bytes, size: int) -> None:
    assert await read_body(pieces(body, size), coding, max_body=len(TEXT)) == TEXT


@pytest.mark.parametrize("body", [b"", b"x"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate"])
async def test_tiny_bodies_survive(coding: str, body: bytes) -> None:
    assert await read_body(pieces(body, 1), coding, max_body=10) == body


@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_one_byte_too_many_is_too_many(coding: str) -> None:
    body = gzip.compress(b"x" * 101) if coding == "gzip" else b"x" * 101

    with pytest.raises(Permanent) as caught:
        await read_body(pieces(body, 10), coding, max_body=100)

    assert caught.value.reason == "body_too_large"
    assert await read_body(pieces(body, 10), coding, max_body=101) == b"x" * 101


async def test_a_body_may_be_cut_instead() -> None:
    assert await read_body(pieces(gzip.compress(TEXT), 50), "gzip", max_body=64, cut=True) == TEXT[:64]


async def test_a_cut_of_exactly_the_whole_is_the_whole() -> None:
    assert await read_body(pieces(b"x" * 64, 64), "identity", max_body=64, cut=True) == b"x" * 64


async def test_a_compressed_body_that_ends_early_is_not_taken() -> None:
    with pytest.raises(Temporary) as caught:
        await read_body(pieces(gzip.compress(TEXT)[:-9], 10), "gzip", max_body=10**6)

    assert caught.value.reason == "protocol_error"


async def test_a_body_in_too_many_pieces_is_given_up() -> None:
    with pytest.raises(Temporary) as caught:
        await read_body(pieces(b"x" * 50_001, 1), "identity", max_body=10**6)

    assert caught.value.reason == "protocol_error"


@pytest.mark.parametrize(
    ("values", "coding"),
    [((), "identity"), (("identity",), "identity"), (("UTF-8",), "identity"), (("",), "identity"), (("GZIP",), "gzip"),
     (("x-gzip",), "gzip"), (("gzip, identity",), "gzip"), (("identity", "gzip"), "gzip"), (("deflate",), "deflate")],
)  # fmt: skip
def test_the_coding_is_known(values: tuple[str, ...], coding: str) -> None:
    assert coding_of(values) == coding


@pytest.mark.parametrize(
    "values", [("br",), ("zstd",), ("gzip, gzip",), ("gzip", "gzip"), ("gzip, br",), ("\x1b[31m",)]
)
def test_other_codings_are_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(Permanent) as caught:
        coding_of(values)

    assert caught.value.reason == "bad_encoding"
    assert "\x1b" not in str(caught.value)


def test_a_gzip_file_is_unpacked_under_a_cap() -> None:
    assert gunzip(gzip.compress(TEXT), max_body=10**6) == TEXT
    assert gunzip(TEXT, max_body=10**6) == TEXT
    with pytest.raises(Permanent) as caught:
        gunzip(gzip_bomb(64), max_body=10**6)

    assert caught.value.reason == "body_too_large"


@given(data=st.binary(max_size=400), coding=st.sampled_from(["identity", "gzip", "deflate"]), size=st.integers(1, 50))
def test_no_bytes_break_the_decoder(data: bytes, coding: str, size: int) -> None:
    decoder = Decoder(coding, max_body=100)

    with contextlib.suppress(Temporary, Permanent):
        for start in range(0, len(data), size):
            if decoder.overflow is None:
                decoder.feed(data[start : start + size])
        decoder.finish()

    assert len(decoder.body) <= 100 + size
