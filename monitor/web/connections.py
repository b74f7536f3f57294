"""One connection to the page, and how long it may keep others out. Knows nothing of routes or answers."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 128
"""Connections at once; who comes then takes the place of the one that has kept us waiting longest."""
HEADER_SECONDS = 10.0
"""From an opened connection, or the last answer on it, to a whole request head, however it trickles in."""
ANSWER_SECONDS = 30.0
"""From a request head to the end of its answer, reader and Redis included."""


class Connection(H11Protocol):
    """uvicorn bounds neither how long a head may take nor how many connections wait for one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._answered: object = None  # the request that the deadline is about

    @property
    def answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def overdue_at(self) -> float:
        return self._deadline.when() if self._deadline is not None else 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self.connections) >= MOST:
            self._make_room()
        super().connection_made(transport)  # type: ignore[arg-type]
        self._end_in(HEADER_SECONDS)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_answer()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing():
            self._end_in(HEADER_SECONDS)
            self._watch_answer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_in(None)
        super().connection_lost(exc)

    def give_up(self) -> None:
        """Close without a further word: nobody is there to read one."""
        self.transport.abort()

    def _watch_answer(self) -> None:
        if self.answering and self._answered is not self.cycle:
            self._answered = self.cycle
            self._end_in(ANSWER_SECONDS)

    def _end_in(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, self.give_up) if seconds is not None else None

    def _make_room(self) -> None:
        """Half-sent requests go first, the oldest before all."""
        others = [one for one in self.connections if isinstance(one, Connection)]
        oldest = min(others, key=lambda one: (one.answering, one.overdue_at))
        self.connections.discard(oldest)  # the transport tells us only in the next turn of the loop
        oldest.give_up()
