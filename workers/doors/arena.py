"""Memory that a parent and its child share: a page goes over without being pushed through a socket in slices.

Knows nothing of what lies in it. Where the system has no anonymous files there is none, and messages go as they are.
"""

import mmap
import os

SIZE = 4 * 1024**2
"""Bytes; what is longer goes through the socket. Pages of it that were never used cost nothing."""


def anonymous_file() -> int | None:
    """A descriptor of `SIZE` bytes that no path leads to, or None."""
    if not hasattr(os, "memfd_create"):
        return None
    try:
        file = os.memfd_create("marsad-job")
    except OSError:
        return None
    os.ftruncate(file, SIZE)
    return file


def mapped(file: int) -> mmap.mmap:
    """The file's memory; the descriptor is closed."""
    try:
        return mmap.mmap(file, SIZE)
    finally:
        os.close(file)
