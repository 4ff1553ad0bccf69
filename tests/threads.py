"""Run the same act in several threads at once, each with a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

Answer = TypeVar("Answer")


def at_once(count: int, act: Callable[[int], Answer]) -> list[Answer | Exception]:
    """What each of ``count`` threads got, or the exception that it met; all start together.

    Use it with ``committed_database``: the threads see only what is committed.
    """
    barrier = threading.Barrier(count)

    def run(number: int) -> Answer | Exception:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            return act(number)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
