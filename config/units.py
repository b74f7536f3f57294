"""Durations and sizes as people write them. Knows nothing of which setting they are for."""

import math
import re

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_BYTES = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1024, "MIB": 1024**2, "GIB": 1024**3}
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(ms|[smhdw])")
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)")

DURATION_PATTERN = r"^\s*(0|([0-9]+(\.[0-9]+)?\s*(ms|[smhdw])\s*)*)\s*$"
SIZE_PATTERN = r"^\s*[0-9]+(\.[0-9]+)?\s*([KkMmGg][Ii]?)?[Bb]\s*$"


def parse_duration(value: object) -> float:
    """Seconds of `"30s"`, `"5m"`, `"1h30m"`; "" is 0, a number is seconds. Raises ValueError with an example."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not 0 <= value < math.inf:
            raise ValueError(f'{value!r} is not a duration; write "30s", "5m", "2h" or "30d"')
        return float(value)
    text = value.strip() if isinstance(value, str) else "?"
    if text in {"", "0"}:
        return 0.0
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        raise ValueError(f'{value!r} is not a duration; write "30s", "5m", "2h" or "30d"')
    seconds = float(sum(float(number) * _SECONDS[unit] for number, unit in parts))
    if not seconds < math.inf:
        raise ValueError(f"{value!r} is too long")
    return seconds


def format_duration(seconds: float) -> str:
    """The shortest text that `parse_duration` reads back as these seconds: `"5m"`, `"90s"`, `"1.5s"`."""
    for unit in ("d", "h", "m", "s"):
        if seconds and seconds % _SECONDS[unit] == 0:
            return f"{int(seconds / _SECONDS[unit])}{unit}"
    return f"{seconds:f}".rstrip("0").rstrip(".") + "s"


def parse_size(value: object) -> int:
    """Bytes of `"10MiB"`; a whole number is bytes. Raises ValueError with an example."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[2].upper() not in _BYTES:
        raise ValueError(f'{value!r} is not a size; write "500KiB", "10MiB" or "1GiB"')
    size = float(match[1]) * _BYTES[match[2].upper()]
    if not size < math.inf:
        raise ValueError(f"{value!r} is too large")
    return int(size)


def format_size(size: int) -> str:
    """The shortest text that `parse_size` reads back as these bytes: `"10MiB"`, `"1500B"`."""
    for unit in ("GiB", "MiB", "KiB"):
        if size and size % _BYTES[unit.upper()] == 0:
            return f"{size // _BYTES[unit.upper()]}{unit}"
    return f"{size}B"
