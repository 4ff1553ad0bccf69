"""Statements that a desk repeats all day: parsed and planned once per connection.

Django binds values in the client, so the server parses and plans each text anew; for the nine
statements of a payment that is more than half of their cost.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor of Django's connection, in its transaction and its log, whose statements are
    prepared on their first use.

    Their text must be constant; the log of queries counts them without it. A value that may be None
    needs a cast, ``%(branch_id)s::bigint``, since nothing else tells its type.
    """
    connection.ensure_connection()
    # Django's own cursors never prepare, whatever the threshold.
    connection.connection.prepare_threshold = 0
    # To Django's wrapper any cursor of psycopg is as good as its own.
    raw: Any = psycopg.Cursor(connection.connection)
    cursor = (
        connection.make_debug_cursor(raw)
        if connection.queries_logged
        else connection.make_cursor(raw)
    )
    with cursor as opened:
        yield opened
