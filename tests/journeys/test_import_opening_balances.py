"""Bringing in what accounts owed before the system, or had in their favour: once."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.factories.imports import checked, loaded, make_batch, text_file
from tests.factories.platform import make_utility
from tests.factories.registry import make_account, make_concept

from caudal.domain.imports.invariants import INVARIANTS as IMPORT_INVARIANTS
from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.platform.models import AuditEntry
from caudal.domain.platform.verification import check
from caudal.domain.receivables.invariants import INVARIANTS
from caudal.domain.receivables.models import AccountDebt, Charge, Credit, Movement
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.tariffs.models import ChargeConcept

pytestmark = pytest.mark.django_db

HEADER = "Cuenta;Concepto;Vencimiento;Saldo;IVA;Periodo"
WATER = "0001;agua;20/09/2026;230.00;0;Agosto 2026"
SEWER = "0001;Alcantarillado;20/09/2026;116.00;16.00;Agosto 2026"
OLDER = "0001;agua;20/08/2026;210.50;0;Julio 2026"
FAVOUR = "0002;;;-75.25;;"


@pytest.fixture(autouse=True)
def account(settings: Any, tmp_path: Path) -> ServiceAccount:
    settings.FILES_DIR = tmp_path / "files"
    make_utility()
    make_concept(code="agua")
    make_concept(code="alcantarillado")
    make_account(number="0002")
    return make_account(number="0001")


def balances(*lines: str, header: str = HEADER) -> ImportBatch:
    content = text_file(header, *lines)
    return checked(make_batch(kind=ImportKind.OPENING_BALANCES, content=content))


def only_error(batch: ImportBatch) -> tuple[str, str]:
    (error,) = batch.errors_shown
    return error["column"], error["reason"]


def test_debts_become_documents_by_due_date_with_a_charge_per_concept(
    account: ServiceAccount,
) -> None:
    batch = loaded(balances(WATER, SEWER, OLDER, FAVOUR))
    assert batch.created_count == 4
    older, newer = Movement.objects.filter(account=account).order_by("amount")
    assert (older.amount, newer.amount) == (Decimal("210.50"), Decimal("346.00"))
    assert (newer.kind, newer.description) == ("opening", "Saldo inicial: Agosto 2026")
    assert newer.business_date == date(2026, 11, 17)
    assert newer.branch_id == account.route.cycle.branch_id
    sewer = Charge.objects.get(concept__code="alcantarillado")
    assert (sewer.net, sewer.tax, sewer.tax_rate) == (Decimal(100), Decimal(16), Decimal("0.16"))
    assert (sewer.open_amount, sewer.due_date) == (Decimal(116), date(2026, 9, 20))


def test_what_is_owed_and_in_favour_is_summed_at_once(account: ServiceAccount) -> None:
    loaded(balances(WATER, SEWER, OLDER, FAVOUR))
    debt = AccountDebt.objects.get(account=account)
    assert (debt.owed, debt.overdue) == (Decimal("556.50"), Decimal("556.50"))
    assert (debt.oldest_due_date, debt.open_document_count) == (date(2026, 8, 20), 2)
    assert Credit.objects.get().open_amount == Decimal("75.25")
    assert AccountDebt.objects.get(account__number="0002").credit_balance == Decimal("75.25")
    assert all(verdict.holds for verdict in check((*INVARIANTS, *IMPORT_INVARIANTS)))


def test_each_document_is_told_with_its_amount() -> None:
    loaded(balances(WATER, SEWER, OLDER, FAVOUR))
    entries = AuditEntry.objects.filter(action="receivables.opening_balance.loaded")
    assert sorted(entry.amount or 0 for entry in entries) == [
        Decimal("-75.25"),
        Decimal("210.50"),
        Decimal("346.00"),
    ]


def test_the_same_balances_again_change_nothing() -> None:
    loaded(balances(WATER, SEWER, OLDER, FAVOUR))
    batch = balances(FAVOUR, OLDER, WATER, SEWER)
    assert (batch.same_count, batch.new_count, batch.error_count) == (4, 0, 0)


def test_a_balance_in_the_books_is_never_rewritten() -> None:
    loaded(balances(WATER, FAVOUR))
    column, reason = only_error(balances(WATER.replace("230.00", "240.00")))
    assert column == "Saldo"
    assert "Ya se cargó con $230.00 (IVA $0.00)" in reason
    assert "$75.25" in only_error(balances(FAVOUR.replace("75", "80")))[1]


def test_another_concept_of_the_same_day_is_another_document() -> None:
    loaded(balances(WATER))
    loaded(balances(WATER, SEWER))
    assert Movement.objects.count() == 2
    assert Charge.objects.count() == 2


def test_a_debt_without_concept_takes_that_of_openings() -> None:
    header = "Cuenta;Vencimiento;Adeudo"
    batch = balances("0001;20/09/2026;230", header=header)
    assert not ChargeConcept.objects.filter(kind="opening").exists()
    loaded(batch)
    charge = Charge.objects.select_related("concept").get()
    assert (charge.concept.code, charge.concept.bears_surcharges) == ("saldo_inicial", False)
    assert balances("0001;20/09/2026;230", header=header).same_count == 1


def test_nothing_owed_is_nothing_to_load() -> None:
    assert balances("0001;agua;;0.00;;").same_count == 1


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("0009;agua;20/09/2026;230.00;;", "Cuenta", "No existe esa cuenta"),
        ("0001;ahua;20/09/2026;230.00;;", "Concepto", "¿Quiso decir «Agua»?"),
        ("0001;agua;;230.00;;", "Vencimiento", "Escriba cuándo venció"),
        ("0001;agua;20/09/2026;230.00;230.00;", "IVA", "no corresponde al saldo"),
        ("0001;agua;20/09/2026;230.00;17.77;", "IVA", "no corresponde al saldo"),
        ("0001;agua;20/09/2026;230.0051;0;", "Saldo", "4 decimales"),
    ],
)
def test_what_is_wrong_says_what_to_do(line: str, column: str, said: str) -> None:
    where, reason = only_error(balances(line))
    assert where == column
    assert said in reason


@pytest.mark.parametrize(("percent", "is_right"), [("16", True), ("8", False), ("16.0", True)])
def test_the_rate_of_iva_may_be_written(percent: str, is_right: bool) -> None:  # noqa: FBT001
    header = f"{HEADER};Tasa de IVA"
    batch = balances(f"{SEWER};{percent}", header=header)
    assert batch.new_count == is_right


def test_the_same_debt_twice_in_a_file_is_an_error() -> None:
    batch = balances(WATER, WATER, FAVOUR, FAVOUR)
    assert [(error["row"], error["code"]) for error in batch.errors_shown] == [
        (3, "repeated_value"),
        (5, "repeated_value"),
    ]
