"""Sources: what is polled. The model here, the shipped list in `sources.toml`. Knows nothing of polling."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config.settings import Seconds

Kind = Literal["feed", "telegram", "search", "sitemap", "json", "page"]


class Source(BaseModel):
    """One `[[source]]`. `family` is the editorial owner; None means unknown, never "independent"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    name: str
    kind: Kind = "feed"
    url: str
    homepage: str | None = None
    language: str | None = None
    country: str | None = None
    family: str | None = None
    bloc: str | None = None
    owner: str = "unknown"
    wire: bool = False
    focus: Literal["syria", "region", "world"] | None = None
    enabled: bool = True
    min_interval: Seconds | None = None
    max_interval: Seconds | None = None
    fetch: Literal["auto", "page", "feed"] = "auto"
    fallback: str | None = None
    tz: str | None = None
    user_agent: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    cache_bust: bool = False
    items: str | None = None
    title: str | None = None
    link: str | None = None
    text: str | None = None
    published: str | None = None
    link_pattern: str | None = None
