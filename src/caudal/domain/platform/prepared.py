"""Statements that a desk repeats all day: parsed and planned once per connection.

Django binds values in the client, so the server parses and plans each text anew; for the few
statements of a payment that is more than half of their cost.
"""

from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper


def prepared_cursor() -> CursorWrapper:
    """A cursor of Django's connection, in its transaction and its log, whose statements are
    prepared on their first use. Use it in a ``with``.

    Their text must be constant; the log of queries counts them without it. A value that may be None
    needs a cast, ``%(branch_id)s::bigint``, since nothing else tells its type.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    # Django's own cursors never prepare, whatever the threshold.
    connection.connection.prepare_threshold = 0
    # To Django's wrapper any cursor of psycopg is as good as its own.
    raw: Any = psycopg.Cursor(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(raw)
    return connection.make_cursor(raw)


def compact(statement: str) -> str:
    """A long statement without its layout.

    psycopg looks for the parameters of a text only once if it has at most 4,096 characters and 50
    parameters; beyond, doing it anew each time costs more than the statement itself.
    """
    return " ".join(statement.split())
