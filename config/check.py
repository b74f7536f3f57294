"""What one setting demands of another, and of the world outside the file. Pure: values in, findings out."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from datetime import time
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from config.lines import Path
from config.plain import did_you_mean
from config.settings import AlertSettings, PollingSettings, Settings
from config.units import format_duration

Finding = tuple[Path, str]

REDIS_SCHEMES = ("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster")
NEW_SECRET = 'make one with: echo "whsec_$(openssl rand -base64 32)"'  # noqa: S105  (how to make one)
NEW_TOKEN = "make one with: openssl rand -hex 32"  # noqa: S105  (how to make one)

OPTIONS = {
    "cloudevents": (),
    "slack": (),
    "discord": ("thread_name",),
    "telegram": ("chat_id", "message_thread_id", "disable_notification"),
    "teams": (),
    "ntfy": ("topic", "priority", "tags"),
}
"""What each format of `workers.delivery.formats` understands; a test holds the two together."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?")
_PCODE = re.compile(r"[A-Z]{1,2}[0-9]{0,10}")
_PREFIX = re.compile(r"[A-Za-z0-9_.:{}-]+")
_QUIET = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s+(\S+)")
_HASH_TAG = re.compile(r"\{[^{}]+\}")


def cross_check(settings: Settings, alerts: Mapping[int, AlertSettings]) -> Iterator[Finding]:
    """Everything that no setting shows by itself. `alerts` by their position in the file."""
    yield from _redis(settings)
    yield from _http(settings)
    yield from _polling(settings.polling)
    yield from _web(settings)
    names: dict[str, int] = {}
    for index, alert in alerts.items():
        if names.setdefault(alert.name, index) != index:
            message = f'the name "{alert.name}" is taken by alert[{names[alert.name]}]; give each alert its own'
            yield ("alert", index, "name"), message
        for path, message in _alert(alert):
            yield ("alert", index, *path), message


def is_language(tag: str) -> bool:
    """Whether this looks like a BCP 47 tag: `ar`, `kmr`, `zh-Hant`, `pt-BR`."""
    return _LANGUAGE.fullmatch(tag) is not None


def is_pcode(code: str) -> bool:
    """Whether this looks like a P-code or the beginning of one: `SY`, `SY07`, `C3871`."""
    return _PCODE.fullmatch(code) is not None


def http_url_fault(url: str) -> str:
    """What is wrong with an http(s) URL, or ""; says nothing of the URL itself, which may be a secret."""
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        return "must not hold spaces or control characters"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "is no valid URL; check host and port"
    if parts.scheme not in {"http", "https"}:
        return "must begin with https:// or http://"
    return "" if host else "names no host"


def host_and_port(listen: str) -> tuple[str, int] | None:
    """Host and port of `127.0.0.1:8765` or `[::1]:8765`; None when it is neither."""
    host, colon, port = listen.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not colon or not bare or (":" in bare) == (bare == host) or not re.fullmatch(r"[0-9]{1,5}", port):
        return None
    return (bare, int(port)) if int(port) <= 65535 else None


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def quiet_hours_fault(text: str) -> str:
    """What is wrong with `22:00-06:00 Europe/Istanbul`, or ""."""
    match = _QUIET.fullmatch(text.strip())
    if match is None:
        return f'"{text}" are no quiet hours; write "22:00-06:00 Europe/Istanbul"'
    try:
        begin, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError:
        return f'"{text}" names a time that no clock shows; write "22:00-06:00 Europe/Istanbul"'
    if begin == end:
        return f'"{text}" begins and ends at the same time; write "22:00-06:00 Europe/Istanbul"'
    return zone_fault(match[5])


def zone_fault(name: str) -> str:
    """What is wrong with the name of a time zone, or ""."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return f'"{name}" is no time zone; write "Europe/Istanbul", "Asia/Damascus" or "UTC"'
    return ""


def _redis(settings: Settings) -> Iterator[Finding]:
    url, prefix = settings.redis.url.get_secret_value(), settings.redis.prefix
    scheme = url.partition("://")[0] if "://" in url else ""
    if url and scheme not in REDIS_SCHEMES:
        yield ("redis", "url"), f"must begin with {', '.join(f'{name}://' for name in REDIS_SCHEMES)}"
    elif scheme.endswith("+sentinel") and not re.fullmatch(r"[^/?]+/[^/?]+.*", url.partition("://")[2]):
        yield ("redis", "url"), "must name the service; write redis+sentinel://host1,host2/service/0"
    if not _PREFIX.fullmatch(prefix):
        yield ("redis", "prefix"), f'"{prefix}" may hold letters, digits, and _ . : - {{ }} only'
    elif scheme.endswith("+cluster") and not _HASH_TAG.search(prefix):
        message = f'a cluster URL needs a hash tag, so that all keys live in one slot; write prefix = "{{{prefix}}}"'
        yield ("redis", "prefix"), message


def _http(settings: Settings) -> Iterator[Finding]:
    proxy = settings.http.proxy.get_secret_value()
    if proxy and (fault := http_url_fault(proxy)):
        yield ("http", "proxy"), fault
    for index, network in enumerate(settings.http.allow):
        try:
            ip_network(network)
        except ValueError:
            yield ("http", "allow", index), _network_fault(network)


def _polling(polling: PollingSettings) -> Iterator[Finding]:
    """Blames the key that somebody wrote, and of both the lower bound."""
    if polling.min_interval <= polling.max_interval:
        return
    if polling.model_fields_set & {"min_interval", "max_interval"} == {"max_interval"}:
        given, other = format_duration(polling.max_interval), format_duration(polling.min_interval)
        message = f"{given} is less than polling.min_interval, {other} by default; raise it or lower the other"
        yield ("polling", "max_interval"), message
    else:
        yield ("polling", "min_interval"), "must not be more than polling.max_interval; lower it or raise the other"


def _network_fault(network: str) -> str:
    try:
        return f'"{network}" has bits behind its mask; write "{ip_network(network, strict=False)}"'
    except ValueError:
        return f'"{network}" is no network; write it like "127.0.0.0/8" or "fd00::/8"'


def _web(settings: Settings) -> Iterator[Finding]:
    where = host_and_port(settings.web.listen)
    if where is None:
        yield (
            ("web", "listen"),
            f'"{settings.web.listen}" is no address; write it like "127.0.0.1:8765" or "[::1]:8765"',
        )
    elif not is_loopback(where[0]) and not settings.web.token.get_secret_value():
        message = f"{settings.web.listen} can be reached from other machines, so web.token is needed; {NEW_TOKEN}"
        yield ("web", "listen"), message


def _alert(alert: AlertSettings) -> Iterator[Finding]:
    if fault := http_url_fault(alert.url.get_secret_value()):
        yield ("url",), fault
    for index, secret in enumerate(alert.secret):
        if fault := _secret_fault(secret.get_secret_value()):
            yield ("secret", *((index,) if len(alert.secret) > 1 else ())), fault
    if alert.quiet_hours and (fault := quiet_hours_fault(alert.quiet_hours)):
        yield ("quiet_hours",), fault
    for index, tag in enumerate(alert.languages):
        if not is_language(tag):
            yield ("languages", index), f'"{tag}" is no language tag; write it like "ar", "en", "kmr" or "pt-BR"'
    for index, code in enumerate(alert.places):
        if not is_pcode(code):
            yield ("places", index), f'"{code}" is no P-code; write it like "SY07" or "SY0700"'
    yield from _options(alert)


def _secret_fault(secret: str) -> str:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if secret.startswith("whsec_") and 24 <= len(key) <= 64:
        return ""
    return f"must be whsec_ and the base64 of 24 to 64 bytes; {NEW_SECRET}"


def _options(alert: AlertSettings) -> Iterator[Finding]:
    known = OPTIONS[alert.format]
    for name in alert.options:
        if name not in known:
            hint = did_you_mean(name, known) or f"; it has {', '.join(known) or 'none'}"
            yield ("options", name), f"{alert.format} has no such option{hint}"
    if alert.format == "telegram" and not alert.options.get("chat_id"):
        yield ("options",), 'telegram needs the chat: options = { chat_id = "-1001234567890" }'
    path = ""
    if not http_url_fault(alert.url.get_secret_value()):
        path = urlsplit(alert.url.get_secret_value()).path.strip("/")
    if alert.format == "ntfy" and not path and not alert.options.get("topic"):
        yield ("options",), 'ntfy needs a topic: options = { topic = "idlib" }'
