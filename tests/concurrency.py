"""Do things at the same moment, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def together(acts: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Start all acts at once; what each answered or raised, in their order.

    Use it with ``committed_database``: the threads see only what is committed.
    """
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Result]) -> Result | Exception:
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            return act()
        except Exception as error:  # noqa: BLE001 (the test judges what was raised)
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


def raised(results: Sequence[object]) -> list[Exception]:
    """The exceptions among what several acts answered."""
    return [result for result in results if isinstance(result, Exception)]
