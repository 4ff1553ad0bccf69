"""What a database holds, as a manifest tells it."""

import psycopg
from psycopg import sql

_TABLES = """
    SELECT n.nspname, c.relname
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r'
      AND n.nspname NOT LIKE 'pg\\_%'
      AND n.nspname <> 'information_schema'
      AND NOT EXISTS (
          SELECT FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
      )
    ORDER BY 1, 2
"""


def table_names(*, connection: psycopg.Connection) -> list[tuple[str, str]]:
    """The schema and name of every table that is not the system's or an extension's."""
    return [(schema, name) for schema, name in connection.execute(_TABLES).fetchall()]


def count_rows(*, connection: psycopg.Connection) -> dict[str, int]:
    """The rows of every table, by qualified name, as the transaction sees them."""
    counts: dict[str, int] = {}
    for schema, name in table_names(connection=connection):
        query = sql.SQL("SELECT count(*) FROM ONLY {}").format(sql.Identifier(schema, name))
        row = connection.execute(query).fetchone()
        counts[f"{schema}.{name}"] = row[0] if row else 0
    return counts
