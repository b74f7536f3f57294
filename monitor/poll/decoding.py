"""Bytes of a feed to text, by an allow-list of codecs. Knows nothing of XML beyond its encoding declaration."""

import codecs
import re
import zlib
from dataclasses import dataclass

_SINGLE_BYTE = {
    "windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1252": "cp1252", "windows-1253": "cp1253",
    "windows-1254": "cp1254", "windows-1255": "cp1255", "windows-1256": "cp1256", "windows-1257": "cp1257",
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "iso-8859-2": "iso8859-2",
    "iso-8859-5": "iso8859-5", "iso-8859-6": "iso8859-6", "iso-8859-7": "iso8859-7", "iso-8859-8": "iso8859-8",
    "iso-8859-9": "cp1254", "iso-8859-15": "iso8859-15", "koi8-r": "koi8-r", "koi8-u": "koi8-u",
}  # fmt: skip
_MULTI_BYTE = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5", "shift_jis": "cp932",
    "euc-jp": "euc_jp", "euc-kr": "euc_kr",
}  # fmt: skip
ALLOWED = _SINGLE_BYTE | {f"cp{name[8:]}": codec for name, codec in _SINGLE_BYTE.items() if name[8:].isdigit()}
ALLOWED |= _MULTI_BYTE
"""Names that a document may declare, to the codec that reads them. Everything else falls back to UTF-8."""

_WIDE = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_WITHOUT_MARK = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_ARABIC = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]")
_ARTICLE = re.compile("\u0627\u0644")
_CYRILLIC = re.compile("[\u0410-\u044f\u0401\u0451]")
_CYRILLIC_SWINGS = re.compile("[\u0430-\u044f][\u0410-\u042f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_AMONG_LATIN = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_ONLY_TURKISH = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")
"""Letters of windows-1254 that stand where windows-1252 has Icelandic ones."""
_FOREIGN = re.compile("[^\x00-\x7f]")
_SAMPLE = 200_000
_CODEC_OF_LANGUAGE = {"ar": "cp1256", "fa": "cp1256", "ur": "cp1256", "ru": "cp1251", "uk": "cp1251", "tr": "cp1254"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """`repaired` counts the places where bytes could not be read; `declared_wrong`: the declaration was not true."""

    text: str
    codec: str
    repaired: int = 0
    declared_wrong: bool = False


def decode(body: bytes, *, content_type: str | None = None, language: str | None = None) -> Decoded:
    """Read the bytes as what they are: byte order mark, then valid UTF-8, then what is declared, then a guess."""
    for mark, codec in _WIDE:
        if body.startswith(mark):
            return _read(body, codec)
    for start, codec in _WIDE_WITHOUT_MARK:
        if body.startswith(start):
            return _read(body, codec)
    declared = _declared(body, content_type)
    utf8 = body.decode("utf-8", "replace")
    broken = utf8.count("\ufffd")
    if broken == 0 or _mostly_utf8(utf8, broken):
        return Decoded(text=utf8, codec="utf-8", repaired=broken, declared_wrong=bool(declared))
    codec = _codec(body, declared, language)
    return _read(body, codec, wrong=codec not in declared)


def inflate(body: bytes, *, limit: int) -> bytes | None:
    """The content of a body that is a gzip file nobody announced; cut at `limit`, None if it is not one."""
    try:
        return zlib.decompressobj(47).decompress(body, limit)
    except zlib.error:
        return None


def _read(body: bytes, codec: str, *, wrong: bool = False) -> Decoded:
    text = body.decode(codec, "replace")
    return Decoded(text=text, codec=codec, repaired=text.count("\ufffd"), declared_wrong=wrong)


def _mostly_utf8(text: str, broken: int) -> bool:
    """One bad byte must not turn a whole Arabic feed into mojibake."""
    good = len(_FOREIGN.findall(text[:_SAMPLE])) - text[:_SAMPLE].count("\ufffd")
    return good >= 10 * broken


def _declared(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """Single- or multi-byte codecs named by the document and by the header, the document first: it knows better."""
    names = []
    found = _DECLARED.search(body[:1024])
    if found:
        names.append(found[1].decode("ascii").lower())
    header = _CHARSET.search(content_type or "")
    if header:
        names.append(header[1].lower())
    known = [ALLOWED[name] for name in names if name in ALLOWED]
    return tuple(sorted(known, key=lambda codec: codec == "cp1252"))


def _codec(body: bytes, declared: tuple[str, ...], language: str | None) -> str:
    guessed = _guess(body, language)
    if declared and not (declared[0] == "cp1252" and guessed in {"cp1256", "iso8859-6", "cp1251"}):
        return declared[0]
    return guessed


def _guess(body: bytes, language: str | None) -> str:
    """The likeliest codec of our region for bytes that are not UTF-8 and lie about, or hide, what they are."""
    sample = body[:_SAMPLE]
    foreign = len(_HIGH.findall(sample))
    if foreign < 4:
        return _CODEC_OF_LANGUAGE.get((language or "").split("-")[0], "cp1252")
    if len(_AMONG_LATIN.findall(sample)) > 0.3 * foreign:
        return "cp1254" if len(_ONLY_TURKISH.findall(sample)) > 0.15 * foreign else "cp1252"
    cyrillic = sample.decode("cp1251", "replace")
    swings = len(_CYRILLIC_SWINGS.findall(cyrillic))
    if len(_CYRILLIC.findall(cyrillic)) > 0.8 * foreign and swings < 0.05 * foreign:
        return "cp1251"
    arabic, iso = sample.decode("cp1256", "replace"), sample.decode("iso8859-6", "replace")
    if max(len(_ARABIC.findall(arabic)), len(_ARABIC.findall(iso))) > 0.6 * foreign:
        return "iso8859-6" if len(_ARTICLE.findall(iso)) > len(_ARTICLE.findall(arabic)) else "cp1256"
    return _CODEC_OF_LANGUAGE.get((language or "").split("-")[0], "cp1252")
