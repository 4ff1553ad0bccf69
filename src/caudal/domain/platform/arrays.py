"""Many keys or amounts as one parameter of a statement.

A Python list costs more to bind than its rows cost to find, and the planner prices each key that it
sees. Written so, a lookup is one walk of an index whatever the statistics say.
"""

from collections.abc import Iterable
from decimal import Decimal


def array_text(numbers: Iterable[int | Decimal]) -> str:
    """Numbers as PostgreSQL reads an array."""
    return "{" + ",".join(map(str, numbers)) + "}"


def any_of(parameter: str) -> str:
    """The right side of ``column =`` for keys given as :func:`array_text`.

    The subquery hides the keys from the planner until the statement runs.
    """
    return f"ANY((SELECT %({parameter})s::bigint[])::bigint[])"
