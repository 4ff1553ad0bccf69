"""GRANTs and protecting triggers, made from what each model declares."""

from collections.abc import Iterator

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from caudal.domain.platform.roles import APP, LOAD, READ_ONLY_ROLE
from caudal.domain.platform.table_access import LIBRARY_TABLES, LINKS, TableAccess, Updates

GUARD_FUNCTION = """
CREATE OR REPLACE FUNCTION caudal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'La tabla % no admite %: sus renglones son definitivos', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


class AccessUndeclared(Exception):
    """A table exists whose rights nobody declared."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(f"Declare el acceso (atributo access) de: {', '.join(tables)}")


def declared_access() -> dict[str, TableAccess]:
    """The access of each managed table.

    :raises AccessUndeclared: when a model of Caudal has no ``access`` and no library entry names
    its table
    """
    declared: dict[str, TableAccess] = {}
    missing: list[str] = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        access = vars(model).get("access") or LIBRARY_TABLES.get(table)
        if access is None and model._meta.auto_created:
            access = LINKS
        if access is not None:
            declared[table] = access
        elif model._meta.managed and not model._meta.proxy:
            missing.append(table)
    if missing:
        raise AccessUndeclared(sorted(missing))
    return {**LIBRARY_TABLES, **declared}


def apply_privileges(connection: BaseDatabaseWrapper) -> None:
    """Make the rights of the run-time roles equal to what is declared; run as owner after each
    migration.
    """
    with connection.cursor() as cursor:
        cursor.execute(GUARD_FUNCTION)
        existing = _columns_by_table(cursor)
        for statement in _schema_grants(cursor):
            cursor.execute(statement)
        for table, access in declared_access().items():
            if table in existing:
                for statement in _table_statements(table, access, existing[table]):
                    cursor.execute(statement)


def _columns_by_table(cursor: CursorWrapper) -> dict[str, list[str]]:
    cursor.execute(
        """SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT
             a.attisdropped WHERE c.relkind IN ('r', 'p') AND c.relnamespace =
             current_schema()::regnamespace
            GROUP BY c.relname"""
    )
    return dict(cursor.fetchall())


def _schema_grants(cursor: CursorWrapper) -> Iterator[sql.Composable]:
    cursor.execute("SELECT current_schema()")
    (name,) = cursor.fetchone()
    schema = sql.Identifier(name)
    for role in (APP, LOAD, READ_ONLY_ROLE):
        fill = {"schema": schema, "role": sql.Identifier(role)}
        yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}").format(**fill)
        yield sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}").format(**fill)
        yield sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {role}").format(**fill)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}, {}").format(
        schema, sql.Identifier(APP), sql.Identifier(LOAD)
    )


def _table_statements(
    table: str, access: TableAccess, columns: list[str]
) -> Iterator[sql.Composable]:
    name, app = sql.Identifier(table), sql.Identifier(APP)
    yield sql.SQL("GRANT SELECT ON {} TO {}, {}").format(name, app, sql.Identifier(LOAD))
    # VACUUM and ANALYZE after a run or a load, which only the owner could do otherwise; PostgreSQL
    # 17.
    yield sql.SQL("GRANT MAINTAIN ON {} TO {}").format(name, app)
    if access.readable_by_reports:
        yield sql.SQL("GRANT SELECT ON {} TO {}").format(name, sql.Identifier(READ_ONLY_ROLE))
    if access.insert:
        yield sql.SQL("GRANT INSERT ON {} TO {}").format(name, app)
    if access.update is Updates.ALL:
        yield sql.SQL("GRANT UPDATE ON {} TO {}").format(name, app)
    elif access.update:
        listed = sql.SQL(", ").join(map(sql.Identifier, access.update))
        yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(listed, name, app)
    if access.delete:
        yield sql.SQL("GRANT DELETE ON {} TO {}").format(name, app)
    if access.bulk_load:
        yield sql.SQL("GRANT INSERT ON {} TO {}").format(name, sql.Identifier(LOAD))
    yield from _guard_statements(name, access, columns)


def _guard_statements(
    name: sql.Identifier, access: TableAccess, columns: list[str]
) -> Iterator[sql.Composable]:
    yield sql.SQL("DROP TRIGGER IF EXISTS caudal_definitive ON {}").format(name)
    yield sql.SQL("DROP TRIGGER IF EXISTS caudal_definitive_columns ON {}").format(name)
    if not access.append_only or not access.insert:
        return
    guard = sql.SQL("FOR EACH STATEMENT EXECUTE FUNCTION caudal_refuse_change()")
    yield sql.SQL("CREATE TRIGGER caudal_definitive BEFORE DELETE OR TRUNCATE ON {} {}").format(
        name, guard
    )
    frozen = map(sql.Identifier, access.frozen_columns(columns))
    yield sql.SQL("CREATE TRIGGER caudal_definitive_columns BEFORE UPDATE OF {} ON {} {}").format(
        sql.SQL(", ").join(frozen), name, guard
    )
