"""Which sources are polled only while another one is blocked. Pure."""

from collections.abc import Iterable

from config.sources import Source


def standby(sources: Iterable[Source]) -> dict[str, Source]:
    """Source id to the source that stands in for it: a feed that is not enabled in its own right."""
    by_id = {source.id: source for source in sources}
    found = {}
    for source in by_id.values():
        other = by_id.get(source.fallback or "")
        if (
            source.enabled
            and source.kind == "feed"
            and other is not None
            and other.kind == "feed"
            and not other.enabled
        ):
            found[source.id] = other.model_copy(update={"enabled": True})
    return found
