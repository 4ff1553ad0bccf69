"""Bulk writing as caudal_load: COPY without per-row foreign-key triggers, references checked once
at the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

from caudal.domain.platform.roles import LOAD


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
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT nextval(s.name) FROM generate_series(1, %s),
                      (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) s""",
            [count, model._meta.db_table],
        )
        return [key for (key,) in cursor.fetchall()]


def check_references(*, model: type[models.Model], first_id: int, last_id: int) -> None:
    """Check every foreign key of the rows with ids in ``first_id..last_id``: one question per
    reference, all in one statement.

    :raises BrokenReference: naming table and column
    """
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    if not keys:
        return
    statement = sql.SQL(" UNION ALL ").join(_missing_targets(model, field) for field in keys)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT * FROM ({}) AS checked WHERE missing > 0").format(statement),
            [first_id, last_id] * len(keys),
        )
        broken = cursor.fetchone()
    if broken:
        column, missing = broken
        raise BrokenReference(model._meta.db_table, column, missing)


def _missing_targets(
    model: type[models.Model], field: "models.ForeignKey[Any, Any]"
) -> sql.Composable:
    return sql.SQL(
        "SELECT {name} AS reference, count(*) AS missing FROM {table} r"
        " WHERE r.id BETWEEN %s AND %s AND r.{column} IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM {target} t WHERE t.{key} = r.{column})"
    ).format(
        name=sql.Literal(field.column),
        table=sql.Identifier(model._meta.db_table),
        column=sql.Identifier(field.column),
        target=sql.Identifier(field.related_model._meta.db_table),
        key=sql.Identifier(str(field.target_field.column)),
    )
