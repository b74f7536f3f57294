"""What the poller needs of the world, as protocols. The real ones are in `workers.doors`; tests bring fakes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from config.sources import Source
from workers.doors.http.outgoing import Validators
from workers.doors.http.response import Response
from workers.doors.redis.polls import Claim, PollCommit, PollCommitted

A = TypeVar("A")
R = TypeVar("R")


class PollStore(Protocol):
    """Due sources and what is known, by the server's clock."""

    async def schedule_sources(self, sources: Iterable[Source], *, spread_ms: int = ...) -> tuple[int, int]: ...
    async def claim_due(self, limit: int, lease_ms: int, *, gap_ms: int = ...) -> tuple[Claim, ...]: ...
    async def next_due_ms(self) -> int | None: ...
    async def make_due(self, source_ids: Sequence[str]) -> int: ...
    async def poll_commit(self, commit: PollCommit) -> PollCommitted: ...
    async def known(self, aliases: Iterable[str]) -> frozenset[str]: ...
    async def feed_record(self, source_id: str) -> dict[str, str]: ...
    async def now_ms(self) -> int: ...


class Getter(Protocol):
    """One guarded, bounded exchange. Raises Temporary or Permanent when there is no answer."""

    async def get(  # noqa: PLR0913 - the door's signature
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        deadline: float,
        max_body: int,
        allow_private: bool = False,
        validators: Validators | None = None,
        cut: bool = False,
    ) -> Response: ...


class Processes(Protocol):
    """Children that may be killed. Raises Permanent with reason deadline, memory, crashed or failed."""

    async def run(self, function: Callable[[A], R], argument: A, *, deadline: float) -> R: ...


Relevant = Callable[[str], bool]
"""A cheap gate: could this text concern a topic?"""
