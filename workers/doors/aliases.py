"""Names in the alias table that belong to pages rather than to one feed. Knows nothing of what they lead to."""

from workers.doors.keys import digest
from workers.model.links import same_page


def page_alias(url: str) -> str:
    """The name of a page by its final or canonical address, the same for all feeds that lead to it."""
    return digest(f"p:{same_page(url)}")


def link_alias(source_id: str, url: str) -> str:
    """The name of a link as one feed gave it."""
    return digest(f"l:{source_id}:{same_page(url)}")
