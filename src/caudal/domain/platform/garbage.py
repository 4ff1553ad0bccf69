"""When Python looks for garbage in cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycle_search() -> Iterator[None]:
    """Build many rows, none of them in a cycle, without being looked through again and again.

    Python searches cycles each time that so many objects were made; over the rows of a slice that
    is a third of the work. What is no longer used goes away all the same, by its count.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
