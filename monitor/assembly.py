"""Sources, topics, HTTP and children made ready for the roles. Knows nothing of what the roles do with them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

from config.settings import Settings
from config.sources import Source, load_sources
from config.topics import Topic, load_topics
from monitor.metrics import Metrics
from workers.doors.children import Children
from workers.doors.http.client import Http
from workers.doors.redis.store import Store
from workers.judge import take_seat
from workers.model.verdict import Grade
from workers.relevance.grader import Grader


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All that a role may use."""

    settings: Settings
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    store: Store
    http: Http
    children: Children
    metrics: Metrics
    mentions: Callable[[str], bool]

    @property
    def min_grades(self) -> dict[str, Grade]:
        return {topic.id: Grade(topic.min_grade) for topic in self.topics}

    @property
    def sources_by_id(self) -> dict[str, Source]:
        return {source.id: source for source in self.sources}


@asynccontextmanager
async def assembled(settings: Settings, store: Store) -> AsyncIterator[Parts]:
    """Sources and topics loaded, HTTP and children ready."""
    sources, topics = load_sources(settings), load_topics(settings)
    marsad = version("marsad")
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(Http(settings.http, version=marsad))
        preload = ("workers.judge", "monitor.poll.parse")
        children = Children(settings.workers.processes, preload, take_seat, topics)
        compiling = asyncio.create_task(asyncio.to_thread(Grader, topics))  # while the children load theirs
        await stack.enter_async_context(children)
        grader = await compiling
        yield Parts(
            settings=settings,
            sources=sources,
            topics=topics,
            store=store,
            http=http,
            children=children,
            metrics=Metrics(marsad),
            mentions=grader.mentions,
        )
