"""Bulk writing as caudal_load: COPY without per-row foreign-key triggers, references checked once
at the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db import connection, models, transaction
from psycopg import sql

from caudal.domain.platform.roles import LOAD

ForeignKey: TypeAlias = "models.ForeignKey[Any, Any]"


class BrokenReference(Exception):
    """Bulk-loaded rows point at rows that do not exist; nothing was kept."""

    def __init__(self, table: str, column: str, missing: int) -> None:
        super().__init__(
            f"{missing} renglones de {table} apuntan por {column} a algo que no existe;"
            " no se guardó nada"
        )


@contextmanager
def bulk_load_role() -> Iterator[None]:
    """Put on caudal_load inside the caller's transaction, with foreign-key triggers off.

    Safe only because no run-time role may DELETE from referenced tables, caudal_load may only
    INSERT into listed tables, and ``check_references`` runs before the commit (architecture,
    decision 8).
    """
    if not connection.in_atomic_block:
        message = "bulk_load_role() needs an open transaction"
        raise transaction.TransactionManagementError(message)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {LOAD}; SET LOCAL session_replication_role = replica")
    yield
    # After an error the transaction is lost and SET LOCAL goes with it.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin; RESET ROLE")


def copy_rows(
    *, model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """COPY rows into a model's table; returns how many."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def reserve_ids(*, model: type[models.Model], count: int) -> list[int]:
    """Take ``count`` primary keys from the table's own sequence, ascending, so that bulk rows can
    be joined before they exist. Others may draw from the sequence meanwhile: the keys need not be
    consecutive.

    Inside the transaction that writes the rows: the table is locked as their INSERT will lock it,
    so that whoever waits for all writers of a table waits also for those that drew their keys.
    """
    with connection.cursor() as cursor:
        table = sql.Identifier(model._meta.db_table)
        cursor.execute(sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(table))
        # One row: as rows of their own, so many keys would cost more to read than to draw.
        cursor.execute(
            """SELECT COALESCE(array_agg(nextval(s.name)), '{}') FROM generate_series(1, %s),
                      (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) s""",
            [count, model._meta.db_table],
        )
        keys: list[int] = cursor.fetchone()[0]
        return keys


def check_references(*, model: type[models.Model], first_id: int, last_id: int) -> None:
    """Check every foreign key of the rows with ids in ``first_id..last_id``.

    The rows are read once; each different target is looked up once, all those of a column in one
    walk of the target's index.

    :raises BrokenReference: naming table and column
    """
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    if not keys:
        return
    statement = sql.SQL("WITH given AS MATERIALIZED ({}) {}").format(
        _different_targets(model, keys),
        sql.SQL(" UNION ALL ").join(_column_that_misses(field) for field in keys),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [first_id, last_id])
        broken = cursor.fetchone()
        if not broken:
            return
        (field,) = (field for field in keys if field.column == broken[0])
        cursor.execute(_rows_without_target(model, field), [first_id, last_id])
        (missing,) = cursor.fetchone()
    raise BrokenReference(model._meta.db_table, field.column, missing)


def _different_targets(model: type[models.Model], keys: Sequence[ForeignKey]) -> sql.Composable:
    """One row: the list of targets of each column, none of them twice."""
    columns = [sql.Identifier(field.column) for field in keys]
    return sql.SQL(
        "SELECT {lists} FROM (SELECT {columns} FROM {table} WHERE id BETWEEN %s AND %s"
        " GROUP BY GROUPING SETS ({sets})) AS targets"
    ).format(
        lists=sql.SQL(", ").join(
            sql.SQL("array_agg({0}) FILTER (WHERE {0} IS NOT NULL) AS {0}").format(column)
            for column in columns
        ),
        columns=sql.SQL(", ").join(columns),
        table=sql.Identifier(model._meta.db_table),
        sets=sql.SQL(", ").join(sql.SQL("({})").format(column) for column in columns),
    )


def _column_that_misses(field: ForeignKey) -> sql.Composable:
    """The column's name, if fewer targets are found than were given."""
    return sql.SQL(
        "SELECT {name} FROM given WHERE cardinality(given.{column}) <>"
        " (SELECT count(*) FROM {target} t WHERE t.{key} = ANY (given.{column}))"
    ).format(name=sql.Literal(field.column), **_names(field))


def _rows_without_target(model: type[models.Model], field: ForeignKey) -> sql.Composable:
    return sql.SQL(
        "SELECT count(*) FROM {table} r WHERE r.id BETWEEN %s AND %s AND r.{column} IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM {target} t WHERE t.{key} = r.{column})"
    ).format(table=sql.Identifier(model._meta.db_table), **_names(field))


def _names(field: ForeignKey) -> dict[str, sql.Composable]:
    return {
        "column": sql.Identifier(field.column),
        "target": sql.Identifier(field.related_model._meta.db_table),
        "key": sql.Identifier(str(field.target_field.column)),
    }
