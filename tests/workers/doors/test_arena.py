"""What goes to a child through shared memory, and what doesn't fit there."""

import os
from pickle import PicklingError
from typing import cast

import pytest

from workers.doors import arena
from workers.doors.children import Children


def double(number: int) -> int:
    return number * 2


@pytest.mark.parametrize("size", [0, 1, arena.SIZE // 2, arena.SIZE - 100, arena.SIZE, arena.SIZE + 1_000_000])
async def test_arguments_and_results_of_any_size_pass_in_turn(size: int) -> None:
    async with Children(1) as children:
        for job in (b"short", b"x" * size, b"short again"):
            assert await children.run(bytes, job, deadline=20) == job


async def test_jobs_pass_where_memory_cannot_be_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create")
    async with Children(1) as children:
        assert await children.run(bytes, b"x" * 500_000, deadline=20) == b"x" * 500_000


async def test_an_argument_that_cannot_be_sent_costs_no_place() -> None:
    async with Children(1) as children:
        with pytest.raises((TypeError, AttributeError, PicklingError)):
            await children.run(double, cast("int", lambda: None), deadline=20)

        assert await children.run(double, 2, deadline=20) == 4
