"""The paper of an issued bill says what the books say, as they stood at its issue."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from tests.factories.history import noon
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import make_user
from tests.factories.runs import Town, make_town
from tests.unit.documents.reading_pdfs import page_texts, text_of

from caudal.adapters.documents.bill_printing import BillPrinter
from caudal.domain.billing.models import Bill, BillMessage
from caudal.domain.billing.operations.runs import RunStateRefused
from caudal.domain.billing.queries.print_facts import print_facts
from caudal.domain.payments.models import CollectionChannel
from caudal.domain.platform.operations.files import file_path
from caudal.domain.registry.models import AccountRole, Customer
from caudal.usecases.cancel_bill import cancel_bill
from caudal.usecases.print_bill import print_bill
from caudal.usecases.print_billing_run import print_billing_run

pytestmark = pytest.mark.django_db

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def town() -> Town:
    """August and September issued for six accounts; the second one uses 17 m³ each month."""
    town = make_town(accounts=6, suspended=0)
    for month in (AUGUST, SEPTEMBER):
        town.read(month, {1: "17"})
        town.issued(month)
    return town


def bill_of(town: Town, month: str = "2026-09", index: int = 1) -> Bill:
    return Bill.objects.get(account=town.accounts[index], period__code=month)


def test_the_paper_has_the_amounts_of_the_books(town: Town) -> None:
    text = text_of(print_bill(bill=bill_of(town)))

    for words in (
        "Recibo de septiembre 2026",
        "R-0000008",
        "Ana Sofía Leyva Encinas",
        town.accounts[1].number,
        "118.40 + 5 × 13.2650 + 2 × 14.8320",
        "214.39",
        "35 % de agua",
        "75.04",
        "IVA 16 % de alcantarillado",
        "12.01",
        "$301.44",
        "venció 20/09/2026",
        "$602.88",
        "martes 20/10/2026",
        "$608.91",  # one complete month of August's 301.44 at 2 %, on the day after
        "567 litros por día",
        "tiene 1 recibo vencido",
    ):
        assert words in text, words


def test_a_reprint_says_what_the_first_paper_said(town: Town) -> None:
    bill, at = bill_of(town), noon(date(2026, 10, 9))
    session = make_session(at=at)
    make_payment(account=town.accounts[0], session=session, amount="1.00", at=at)
    before = print_bill(bill=bill)
    make_payment(account=town.accounts[1], session=session, amount="650.00", at=at)
    AccountRole.objects.filter(account=town.accounts[1]).update(
        valid_during=DateRange(date(2018, 1, 1), date(2026, 10, 10))
    )
    AccountRole.objects.create(
        account=town.accounts[1],
        customer=Customer.objects.create(name="Nueva Titular"),
        role=AccountRole.Role.HOLDER,
        valid_during=DateRange(date(2026, 10, 10), None),
    )

    assert print_bill(bill=bill) == before


def test_a_credit_balance_used_at_the_issue_is_told(town: Town) -> None:
    at = noon(date(2026, 10, 9))
    make_payment(account=town.accounts[1], session=make_session(at=at), amount="700.00", at=at)
    town.read(OCTOBER, {1: "17"})
    town.issued(OCTOBER)

    text = text_of(print_bill(bill=bill_of(town, "2026-10")))

    assert "Saldo a favor aplicado −97.12" in text  # 700 − 2 × 301.44
    assert "$204.32" in text
    assert "Lo que debe de antes" not in text


def test_a_bill_that_credit_pays_whole_asks_for_nothing(town: Town) -> None:
    at = noon(date(2026, 10, 9))
    make_payment(account=town.accounts[1], session=make_session(at=at), amount="1000.00", at=at)
    town.read(OCTOBER, {1: "17"})
    town.issued(OCTOBER)

    text = text_of(print_bill(bill=bill_of(town, "2026-10")))

    assert "Nada que pagar" in text
    assert "Saldo a favor $95.68" in text  # 1000 − 3 × 301.44


def test_surcharges_of_the_issue_are_one_line(town: Town) -> None:
    town.read(OCTOBER, {1: "17"})
    town.issued(OCTOBER)
    bill = bill_of(town, "2026-10")

    (printed,) = print_facts(bill_ids=[bill.pk])

    kinds = [debt.kind for debt in printed.standing.debts]
    assert kinds.count("surcharge") == 1
    assert "Recargos por mora 6.03" in text_of(print_bill(bill=bill))
    assert printed.standing.owed_before == Decimal("608.91")


def test_a_cancelled_bill_says_so_across_the_page(town: Town) -> None:
    bill = bill_of(town)
    cancel_bill(
        bill_id=bill.pk,
        reason="Lectura errónea",
        must_rebill=False,
        acting_user=make_user(),
        at=noon(date(2026, 10, 9)),
    )
    bill.refresh_from_db()

    text = text_of(print_bill(bill=bill))

    assert "CANCELADO" in text
    assert "$602.88" in text


def test_channels_messages_and_bar_code_come_from_configuration(town: Town) -> None:
    CollectionChannel.objects.create(code="t", name="Tiendas", kind="store")
    CollectionChannel.objects.create(
        code="b",
        name="Banco",
        kind="bank",
        reference_algorithm="bbva_00",
        reference_fields={"width": "7", "convenio": "1402207"},
    )
    CollectionChannel.objects.create(code="c", name="Cajas", kind="desk", is_printed=False)
    for code, title, start, end in (
        ("si", "¿No está de acuerdo?", date(2026, 10, 6), date(2026, 10, 6)),
        ("antes", "Campaña de julio", date(2026, 7, 1), date(2026, 10, 5)),
    ):
        BillMessage.objects.create(
            code=code, title=title, text="Llame al 073.", valid_from=start, valid_until=end
        )

    text = text_of(print_bill(bill=bill_of(town)))

    digits = town.accounts[1].number.replace("-", "")
    assert f"Referencia {digits[:4]} {digits[4:]}" in text
    assert "Convenio 1402207" in text
    assert f"1{digits[:7]}0000000008000006028826102"[:8] in text.replace(" ", "")
    assert "¿No está de acuerdo?" in text
    assert "Campaña de julio" not in text
    assert "Cajas" not in text


def test_no_query_is_made_per_bill(town: Town) -> None:
    bill_ids = list(Bill.objects.filter(period__code="2026-09").values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as one:
        print_facts(bill_ids=bill_ids[:1])
    with CaptureQueriesContext(connection) as many:
        assert len(print_facts(bill_ids=bill_ids)) == 6
    assert len(one) == len(many) <= 11


def test_a_run_prints_each_route_in_walking_order(
    town: Town, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path
    run = Bill.objects.filter(period__code="2026-09").first().run  # type: ignore[union-attr]
    assert run is not None
    at, told = noon(date(2026, 10, 7)), list[int]()

    assert print_billing_run(run_id=run.pk, acting_user=None, at=at, report=told.append) == 6

    assert told == [3, 6]
    prints = list(run.prints.select_related("file", "route").order_by("route__code"))
    assert [(each.route.code, each.bill_count) for each in prints] == [("0411", 3), ("0412", 3)]
    pages = page_texts(file_path(sha256=prints[0].file.sha256).read_bytes())
    numbers = [account.number for account in town.accounts[:3]]
    assert [next(n for n in numbers if n in page) for page in pages] == numbers
    assert print_billing_run(run_id=run.pk, acting_user=None, at=at) == 0


def test_a_route_is_printed_again_when_its_bills_change(
    town: Town, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path
    bill = bill_of(town)
    run = bill.run
    assert run is not None
    at = noon(date(2026, 10, 9))
    print_billing_run(run_id=run.pk, acting_user=None, at=at)
    cancel_bill(bill_id=bill.pk, reason="x", must_rebill=False, acting_user=make_user(), at=at)

    assert print_billing_run(run_id=run.pk, acting_user=None, at=at) == 2

    assert sorted(run.prints.values_list("bill_count", flat=True)) == [2, 3]


def test_only_an_issued_run_is_printed(town: Town) -> None:
    town.read(OCTOBER)
    run = town.calculated(OCTOBER)
    with pytest.raises(RunStateRefused):
        print_billing_run(run_id=run.pk, acting_user=None, at=noon(date(2026, 11, 6)))


def test_bills_come_out_in_the_order_given(town: Town) -> None:
    ids = [bill_of(town, index=index).pk for index in (4, 0, 2)]
    pages = page_texts(BillPrinter().print_bills(bill_ids=ids))
    for page, index in zip(pages, (4, 0, 2), strict=True):
        assert town.accounts[index].number in page
