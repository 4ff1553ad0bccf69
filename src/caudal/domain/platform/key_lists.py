"""Thousands of keys as one parameter of a statement.

A Python list costs more to bind than its rows cost to find, and the planner prices each key that it
sees. Written so, a lookup is one walk of an index whatever the statistics say.
"""

from collections.abc import Iterable
from decimal import Decimal


def key_list(keys: Iterable[int | Decimal]) -> str:
    """Keys, or amounts beside them, as PostgreSQL reads an array."""
    return "{" + ",".join(map(str, keys)) + "}"


def any_of(parameter: str) -> str:
    """The right side of ``column =`` for a parameter given as :func:`key_list`.

    The subquery hides the keys from the planner until the statement runs.
    """
    return f"ANY((SELECT %({parameter})s::bigint[])::bigint[])"
