"""From a page's bytes to its text, by rules of our own: an allow-list of encodings, sizes bounded. Knows no markup."""

import codecs
import re
import zlib
from dataclasses import dataclass
from typing import Literal

from workers.article import charsets

MAX_HTML = 3 * 1024**2
"""Bytes of a page that we are ready to parse: beyond them a tree costs seconds."""

_LABELS = {
    "utf_8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 us-ascii ascii",
    "utf_16_le": "utf-16 utf-16le unicode ucs-2",
    "utf_16_be": "utf-16be",
    "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 l1 cp1252 windows-1252 x-cp1252 iso_8859-1",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "iso8859_2": "iso-8859-2 iso8859-2 latin2 latin-2 iso_8859-2",
    "cp1251": "cp1251 windows-1251 x-cp1251 win-1251",
    "koi8_r": "koi8-r koi8 koi cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "iso8859_5": "iso-8859-5 iso8859-5 cyrillic iso_8859-5",
    "cp866": "cp866 ibm866 866",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "iso8859_7": "iso-8859-7 iso8859-7 greek iso_8859-7",
    "cp1254": "cp1254 windows-1254 x-cp1254 iso-8859-9 iso8859-9 latin5 latin-5 iso_8859-9",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "iso8859_8": "iso-8859-8 iso8859-8 hebrew iso-8859-8-i iso_8859-8",
    "cp1256": "cp1256 windows-1256 x-cp1256 arabic-windows",
    "iso8859_6": "iso-8859-6 iso8859-6 arabic asmo-708 iso_8859-6",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "iso8859_4": "iso-8859-4 iso8859-4 latin4",
    "iso8859_10": "iso-8859-10",
    "iso8859_13": "iso-8859-13",
    "iso8859_15": "iso-8859-15 iso8859-15 latin9 latin-9",
    "cp1258": "cp1258 windows-1258",
    "cp874": "cp874 windows-874 tis-620 iso-8859-11",
    "gb18030": "gb18030 gbk gb2312 gb_2312-80 x-gbk chinese cp936",
    "big5": "big5 big5-hkscs cn-big5 x-x-big5",
    "shift_jis": "shift_jis shift-jis sjis x-sjis windows-31j ms_kanji",
    "euc_jp": "euc-jp x-euc-jp",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "euc_kr": "euc-kr ks_c_5601-1987 ks_c_5601 ksc5601 windows-949 korean cp949",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_WIDE_BOMS = ((codecs.BOM_UTF16_LE, "utf_16_le"), (codecs.BOM_UTF16_BE, "utf_16_be"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARATION = re.compile(
    rb"""<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,200}?encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 16_384
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r\f")
_MARGIN, _DOUBT, _HOPELESS = 0.6, 20.0, -7.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the Python name of its encoding, and which rule found it."""

    text: str
    encoding: str
    by: Literal["bom", "utf-8", "header", "declaration", "statistics"]


def unpacked(body: bytes, *, limit: int = 4 * MAX_HTML) -> bytes | None:
    """The body without gzip that no header announced; None if more than `limit` comes out. Other bytes unchanged."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = zlib.decompressobj(31)
    try:
        plain = inflater.decompress(body, limit + 1)
    except zlib.error:
        return b""
    return plain if len(plain) <= limit else None


def codec_of(label: str | None) -> str | None:
    """The codec of an encoding's name on the web, if it is one we allow."""
    return _CODECS.get(label.strip().lower()) if label else None


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """BOM, then valid UTF-8, then what header or page declare if the letters agree, then the letters alone.

    Control characters, which no encoding but the wide and the shifting ones has a use for, are left out.
    """
    if wide := _decode_wide(body, content_type):
        return wide
    if body.startswith(codecs.BOM_UTF8):
        return Decoded(text=body[3:].decode("utf_8", "replace"), encoding="utf_8", by="bom")
    body = body.translate(None, _CONTROLS)
    text = body.decode("utf-8", "replace")
    if _is_utf8(text):
        return Decoded(text=text, encoding="utf_8", by="utf-8")
    return _decode_legacy(body, _declared(body, content_type))


def with_ascii_markup(body: bytes, content_type: str | None = None) -> bytes:
    """The page itself; as UTF-8 when it is in one of the encodings in which a tag is not written as in ASCII."""
    wide = _decode_wide(body, content_type)
    return wide.text.encode("utf-8", "replace") if wide else body


def _decode_wide(body: bytes, content_type: str | None) -> Decoded | None:
    for mark, codec in _WIDE_BOMS:
        if body.startswith(mark):
            return Decoded(text=body[len(mark) :].decode(codec, "replace"), encoding=codec, by="bom")
    if b"\x00" in body[:200] and (wide := _utf16(body)):
        return Decoded(text=body.decode(wide, "replace"), encoding=wide, by="statistics")
    if b"\x1b" in body and b"\x1b$" in body and "iso2022_jp" in _declared(body, content_type).values():
        return Decoded(text=body.decode("iso2022_jp", "replace"), encoding="iso2022_jp", by="declaration")
    return None


def _is_utf8(text: str) -> bool:
    """99 % of what is beyond ASCII must be valid: a legacy text in a page of ASCII markup is not."""
    broken = text.count("\ufffd")
    if not broken:
        return True
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return broken <= beyond / 100


def _utf16(body: bytes) -> str | None:
    even, odd = body[:200:2].count(0), body[1:200:2].count(0)
    return "utf_16_be" if even > 2 * odd else "utf_16_le" if odd > 2 * even else None


def _declared(body: bytes, content_type: str | None) -> dict[Literal["header", "declaration"], str]:
    found: dict[Literal["header", "declaration"], str] = {}
    header = _HEADER.search(content_type or "")
    if header and (codec := codec_of(header[1])):
        found["header"] = codec
    declaration = _DECLARATION.search(body[:_DECLARED_WITHIN])
    if declaration and (codec := codec_of((declaration[1] or declaration[2]).decode("ascii"))):
        found["declaration"] = codec
    return found


def _decode_legacy(body: bytes, declared: dict[Literal["header", "declaration"], str]) -> Decoded:
    """A declaration holds unless another encoding makes better text: clearly better, if there are few letters."""
    guess, best = charsets.best_guess(body)
    margin = _MARGIN + _DOUBT / max(1, sum(byte > 0x7F for byte in body[:100_000]))
    for by, codec in declared.items():
        if codec != "utf_8" and charsets.score(body, codec) >= best - margin:
            return Decoded(text=body.decode(codec, "replace"), encoding=codec, by=by)
    codec = guess if best > _HOPELESS else "cp1252"
    return Decoded(text=body.decode(codec, "replace"), encoding=codec, by="statistics")
