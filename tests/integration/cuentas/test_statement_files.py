"""The statement by dates, in Excel and on paper."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.factories.registry import make_account

from caudal.domain.platform.models import AuditEntry
from caudal.domain.receivables.queries.standing import account_standing
from caudal.domain.registry.models import ServiceAccount
from caudal.interfaces.staff.cuentas.account import OpenAccount, account_or_404
from caudal.interfaces.staff.cuentas.statement import Stretch, statement_paper

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 17)


def url(account: ServiceAccount, path: str = "") -> str:
    return f"/cuentas/{account.number}/estado/{path}"


def test_the_days_asked_for_carry_the_balance_of_their_ends(
    account: ServiceAccount, reader: Client
) -> None:
    page = reader.get(url(account, "?desde=2026-08-18&hasta=2026-10-07"))
    assert [row.balance for row in page.context["movements"]] == [
        "938.24",
        "516.21",
        "506.09",
        "0.00",
    ]
    assert page.context["figures"] == [
        {"label": "Saldo antes del 18/08/2026", "value": "$534.10"},
        {"label": "Cargos", "value": "$938.24"},
        {"label": "Abonos", "value": "−$534.10"},
        {"label": "Saldo al 07/10/2026", "value": "$938.24"},
    ]


def test_days_the_wrong_way_round_are_refused_in_words(
    account: ServiceAccount, reader: Client
) -> None:
    page = reader.get(url(account, "?desde=2026-10-07&hasta=2026-08-18"))
    assert "Elija un día que no pase del 18/08/2026." in page.content.decode()
    # Nothing is hidden by a filter that was not understood.
    assert len(page.context["movements"]) == 7


def test_excel_has_the_same_movements_oldest_first(account: ServiceAccount, reader: Client) -> None:
    answer = reader.get(url(account, "excel/?desde=2026-10-01"))
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:6] == ["Fecha", "Movimiento", "Folio", "Cargo", "Abono", "Saldo"]
    assert [(row[0], row[2], row[3], row[5]) for row in rows[1:]] == [
        (date(2026, 10, 7), "G-0000001", 10.12, 516.21),
        (date(2026, 10, 7), "R-0000003", 422.03, 938.24),
        (date(2026, 11, 6), "G-0000002", 18.56, 956.80),
        (date(2026, 11, 6), "R-0000004", 326.31, 1283.11),
    ]
    entry = AuditEntry.objects.get(action="platform.list.exported")
    assert entry.after == {
        "list": "Estado de cuenta 0182937-3",
        "format": "xlsx",
        "filters": {"desde": "2026-10-01"},
    }


def test_the_paper_adds_up_and_tells_how_the_balance_divides(account: ServiceAccount) -> None:
    head = account_or_404(account.number)
    standing = account_standing(account_id=account.pk, on_date=TODAY)
    opened = OpenAccount(head, standing)
    paper = statement_paper(opened, Stretch(None, TODAY))
    assert (paper.first_day, paper.last_day) == (date(2026, 8, 7), TODAY)
    assert paper.closing_balance_mxn == standing.balance
    assert [(line.concept, str(line.amount_mxn)) for line in paper.breakdown] == [
        ("Vencido", "956.80"),
        ("Por vencer", "326.31"),
    ]
    earlier = statement_paper(opened, Stretch(date(2026, 9, 1), date(2026, 9, 30)))
    assert (str(earlier.opening_balance_mxn), str(earlier.closing_balance_mxn)) == (
        "0.00",
        "506.09",
    )
    assert earlier.breakdown == ()


@pytest.mark.parametrize("query", ["", "?desde=2026-10-01&hasta=2026-10-31"])
def test_the_paper_is_a_pdf(account: ServiceAccount, reader: Client, query: str) -> None:
    answer = reader.get(url(account, f"pdf/{query}"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_an_account_without_movements_prints_too(reader: Client, account: ServiceAccount) -> None:
    bare = make_account()
    assert reader.get(url(bare, "pdf/")).content.startswith(b"%PDF-")
