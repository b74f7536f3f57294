"""Why a URL could not be had, for tests of the HTTP client."""

import asyncio

import pytest

from workers.doors.http.client import Http
from workers.model.errors import Permanent, Temporary


async def failure(http: Http, url: str, *, deadline: float = 60.0, max_body: int = 1 << 20) -> str:
    """The reason code of a `get` that must fail. Fails when the call outlives its deadline by far."""
    async with asyncio.timeout(deadline + 20):
        with pytest.raises((Temporary, Permanent)) as caught:
            await http.get(url, deadline=deadline, max_body=max_body)
    assert isinstance(caught.value, Temporary | Permanent)
    return caught.value.reason
