"""Keep tables lean and their statistics true after much was written."""

from collections.abc import Iterable

from django.db import connection, models
from psycopg import sql


def vacuum(*, tables: Iterable[type[models.Model]]) -> None:
    """VACUUM ANALYZE, as caudal_app (it holds MAINTAIN); must run outside any transaction.

    After a run or a load the trigram index and the visibility map are stale until this is done.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table._meta.db_table))
            )


def analyze(*, tables: Iterable[type[models.Model]]) -> None:
    """Only the statistics: enough for plans, and allowed inside a transaction."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table._meta.db_table)))
