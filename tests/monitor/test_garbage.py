"""Cyclic garbage: what was loaded before is not looked through, what comes after is freed as ever."""

import gc
import weakref

from monitor.garbage import loaded_for_good


class Knot:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.own = self


def test_what_was_loaded_is_left_alone_until_the_end() -> None:
    before = gc.get_freeze_count()
    with loaded_for_good():
        inside, looked_at = gc.get_freeze_count(), len(gc.get_objects())

    assert inside > 10 * looked_at
    assert gc.get_freeze_count() == before == 0


def test_garbage_that_comes_later_is_freed() -> None:
    with loaded_for_good():
        gone = weakref.ref(Knot())
        gc.collect()

        assert gone() is None
