"""The settings of `docs/configuration.md` as values. Knows nothing of files, environment or where a value came from."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, WithJsonSchema

from config.units import DURATION_PATTERN, SIZE_PATTERN, parse_duration, parse_size

LONGEST = 3650 * 86400.0
"""Seconds. What is longer is a mistake, and Redis would refuse it as a lifetime in the midst of a commit."""
LARGEST = 1024**5
LARGEST_BODY = 32 * 1024**2
"""Bytes of one feed, whose new entries go to Redis in one command; the embedded server takes 128 MB of one client."""


def one_or_many(value: object) -> object:
    """A list of one for a single text: `secret = "…"` and `secret = ["…", "…"]` are both right."""
    return (value,) if isinstance(value, str) else value


def duration(value: object) -> float:
    seconds = parse_duration(value)
    if seconds > LONGEST:
        raise ValueError(f"{value!r} is too long; 3650d (10 years) is the most")
    return seconds


def size(value: object) -> int:
    found = parse_size(value)
    if found > LARGEST:
        raise ValueError(f"{value!r} is too large; 1048576GiB is the most")
    return found


def body_size(value: object) -> int:
    found = size(value)
    if found > LARGEST_BODY:
        raise ValueError(f"{value!r} is too large; 32MiB is the most")
    return found


DURATION, SIZE = BeforeValidator(duration), BeforeValidator(size)
"""By these a field is known to be shown as a duration or a size."""
Seconds = Annotated[float, DURATION, WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN})]
"""Seconds, written `"30s"`, `"5m"`, `"2h"`, `"30d"`."""
LongerThanZero = Annotated[Seconds, Field(gt=0)]
Bytes = Annotated[int, SIZE, Field(gt=0), WithJsonSchema({"type": "string", "pattern": SIZE_PATTERN})]
"""Bytes, written `"10MiB"`."""
BodyBytes = Annotated[Bytes, BeforeValidator(body_size)]
Secrets = Annotated[
    tuple[SecretStr, ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RedisSettings(Section):
    url: SecretStr = SecretStr("")
    prefix: str = Field("marsad", min_length=1, max_length=64)
    port: int = Field(6399, ge=0, le=65535)
    max_memory: Bytes = 1024**3
    fsync: Literal["always", "everysec"] = "always"


class HttpSettings(Section):
    contact: str = ""
    proxy: SecretStr = SecretStr("")
    allow: tuple[str, ...] = ()


class PollingSettings(Section):
    min_interval: LongerThanZero = 300.0
    max_interval: LongerThanZero = 1800.0
    claim_cap: LongerThanZero = 3600.0
    timeout: LongerThanZero = 30.0
    max_body: BodyBytes = 10 * 1024**2
    host_gap: Seconds = 2.0
    first_run: Seconds = 6 * 3600.0


class WorkersSettings(Section):
    processes: int = Field(0, ge=0, le=256)


class PublishSettings(Section):
    retention: LongerThanZero = 30 * 86400.0
    keep_dropped: Seconds = 7 * 86400.0


class WebSettings(Section):
    listen: str = "127.0.0.1:8765"
    token: SecretStr = SecretStr("")


class LogSettings(Section):
    format: Literal["auto", "console", "json"] = "auto"
    level: Literal["debug", "info", "warning", "error"] = "info"


class AlertSettings(Section):
    """One `[[alert]]`: which items go to which webhook."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    url: SecretStr
    secret: Secrets = ()
    topics: tuple[str, ...] = ()
    min_grade: Literal["passing", "substantial", "central"] = "substantial"
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    min_independent: int = Field(1, ge=1)
    per_story: Literal["first", "every", "growth"] = "first"
    corrections: bool = True
    late: bool = False
    max_per_hour: int = Field(60, ge=1)
    digest: Seconds = 0.0
    quiet_hours: str = ""
    format: Literal["cloudevents", "slack", "discord", "telegram", "teams", "ntfy"] = "cloudevents"
    options: dict[str, Any] = Field(default_factory=dict, repr=False)
    allow_private: bool = False


class Settings(Section):
    """Everything that `marsad.toml` may say. Paths in `sources` and `topics` are absolute or `builtin`."""

    data_dir: str = ""
    sources: tuple[str, ...] = ("builtin",)
    topics: tuple[str, ...] = ("builtin",)
    redis: RedisSettings = RedisSettings()
    http: HttpSettings = HttpSettings()
    polling: PollingSettings = PollingSettings()
    workers: WorkersSettings = WorkersSettings()
    publish: PublishSettings = PublishSettings()
    web: WebSettings = WebSettings()
    log: LogSettings = LogSettings()
    alert: tuple[AlertSettings, ...] = ()
