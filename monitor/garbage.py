"""When Python looks for cyclic garbage in a process that runs for weeks. Knows nothing of what the process does."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loaded_for_good() -> Iterator[None]:
    """What is loaded by now is not looked through again while the block runs.

    Modules, topics and schemas are some hundred thousand objects that never become garbage; a full collection over them
    held the event loop up for 100 ms (measured by `benchmarks.extraction.throughput`), again and again.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
