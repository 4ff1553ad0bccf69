"""Bulk writing is fast because it skips the triggers, and safe because of what it checks after."""

from functools import partial
from itertools import pairwise

import pytest
from django.db import connection, transaction
from psycopg.errors import CheckViolation, InsufficientPrivilege
from tests.concurrency import together
from tests.factories.platform import AT, make_user

from caudal.domain.platform.bulk_load import (
    BrokenReference,
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.platform.models import AuditEntry, FolioSeries

COLUMNS = ["id", "at", "action", "actor_id", "subject_kind", "request_id", "reason"]


def rows(ids: list[int], *, actor_id: int | None) -> list[tuple[object, ...]]:
    """Acts ready to load."""
    return [(key, AT, "pruebas.carga.hecha", actor_id, "", "", "carga") for key in ids]


def load(ids: list[int], *, actor_id: int | None) -> None:
    """A whole load in a transaction of its own."""
    with transaction.atomic(), bulk_load_role():
        copy_rows(model=AuditEntry, columns=COLUMNS, rows=rows(ids, actor_id=actor_id))
        check_references(model=AuditEntry, first_id=ids[0], last_id=ids[-1])


def role_now() -> tuple[object, ...]:
    """Who the connection is and whether its triggers are on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('session_replication_role')")
        return tuple(cursor.fetchone())


@pytest.mark.django_db
def test_rows_loaded_in_bulk_are_there_and_checked() -> None:
    user = make_user()
    ids = reserve_ids(model=AuditEntry, count=300)
    with bulk_load_role():
        assert copy_rows(model=AuditEntry, columns=COLUMNS, rows=rows(ids, actor_id=user.pk)) == 300
        check_references(model=AuditEntry, first_id=ids[0], last_id=ids[-1])
    assert AuditEntry.objects.filter(id__in=ids, actor=user).count() == 300
    assert role_now() == ("caudal_app", "origin")


@pytest.mark.django_db
def test_a_reference_to_nobody_is_refused_by_table_and_column() -> None:
    ids = reserve_ids(model=AuditEntry, count=3)
    with bulk_load_role():
        copy_rows(model=AuditEntry, columns=COLUMNS, rows=rows(ids, actor_id=999_999))
        with pytest.raises(BrokenReference, match=r"3 renglones de platform_auditentry .*actor_id"):
            check_references(model=AuditEntry, first_id=ids[0], last_id=ids[-1])


@pytest.mark.django_db
def test_only_the_rows_of_the_range_are_checked() -> None:
    ids = reserve_ids(model=AuditEntry, count=3)
    with bulk_load_role():
        copy_rows(model=AuditEntry, columns=COLUMNS, rows=rows(ids[:1], actor_id=999_999))
        copy_rows(model=AuditEntry, columns=COLUMNS, rows=rows(ids[1:], actor_id=None))
        check_references(model=AuditEntry, first_id=ids[1], last_id=ids[-1])


def test_nothing_is_kept_of_a_broken_load(committed_database: str) -> None:
    with transaction.atomic():
        ids = reserve_ids(model=AuditEntry, count=2)
    with pytest.raises(BrokenReference):
        load(ids, actor_id=999_999)
    assert not AuditEntry.objects.exists()
    assert role_now() == ("caudal_app", "origin")


def test_check_constraints_hold_also_in_bulk(committed_database: str) -> None:
    with transaction.atomic():
        (key,) = reserve_ids(model=AuditEntry, count=1)
    with (
        pytest.raises(CheckViolation, match="audit_action_form"),
        transaction.atomic(),
        bulk_load_role(),
    ):
        copy_rows(
            model=AuditEntry, columns=COLUMNS, rows=[(key, AT, "sin forma", None, "", "", "")]
        )
    assert role_now() == ("caudal_app", "origin")


def test_tables_that_are_not_listed_refuse_bulk(committed_database: str) -> None:
    with (
        pytest.raises(InsufficientPrivilege),
        transaction.atomic(),
        bulk_load_role(),
    ):
        copy_rows(
            model=FolioSeries,
            columns=["code", "prefix", "digits", "last_number"],
            rows=[("X", "X", 6, 0)],
        )


def test_the_role_needs_a_transaction(committed_database: str) -> None:
    with pytest.raises(transaction.TransactionManagementError), bulk_load_role():
        pytest.fail("entered outside a transaction")


def test_keys_reserved_at_once_are_ascending_and_nobody_elses(committed_database: str) -> None:
    reserve = transaction.atomic(partial(reserve_ids, model=AuditEntry, count=500))
    answers = together([reserve] * 6)
    keys = [key for answer in answers if isinstance(answer, list) for key in answer]
    assert len(keys) == len(set(keys)) == 3_000
    for answer in answers:
        assert isinstance(answer, list)
        assert all(before < after for before, after in pairwise(answer))
