"""Durations and sizes as people write them. Knows nothing of which setting they are for."""

import re

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_BYTES = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1024, "MIB": 1024**2, "GIB": 1024**3}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[smhdw])")


def parse_duration(value: object) -> float:
    """Seconds of `"30s"`, `"5m"`, `"1h30m"`; "" is 0. Raises ValueError with an example."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    text = str(value).strip()
    if text == "":
        return 0.0
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        raise ValueError(f'{text!r} is not a duration; write "30s", "5m", "2h" or "30d"')
    return float(sum(float(number) * _SECONDS[unit] for number, unit in parts))


def parse_size(value: object) -> int:
    """Bytes of `"10MiB"`. Raises ValueError with an example."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)", str(value).strip())
    if match is None or match[2].upper() not in _BYTES:
        raise ValueError(f'{value!r} is not a size; write "500KiB", "10MiB" or "1GiB"')
    return int(float(match[1]) * _BYTES[match[2].upper()])
