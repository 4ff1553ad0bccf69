"""Change some columns of many rows, each to its own values, in one statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def update_rows(
    *, model: type[models.Model], columns: Sequence[str], rows: Mapping[int, Sequence[Any]]
) -> None:
    """Set ``columns`` of the rows whose ids are the keys of ``rows``; no other column moves.

    All columns of a row change together, so that a constraint over several of them holds.
    """
    if not rows:
        return
    kinds = {field.column: str(field.db_type(connection)) for field in model._meta.concrete_fields}
    names = [sql.Identifier(column) for column in columns]
    statement = sql.SQL(
        "UPDATE {table} SET {sets} FROM unnest(%s::bigint[], {arrays}) AS given(id, {names})"
        " WHERE {table}.id = given.id"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        sets=sql.SQL(", ").join(sql.SQL("{0} = given.{0}").format(name) for name in names),
        arrays=sql.SQL(", ").join(sql.SQL(f"%s::{kinds[column]}[]") for column in columns),
        names=sql.SQL(", ").join(names),
    )
    by_column = [list(values) for values in zip(*rows.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(rows), *by_column])
