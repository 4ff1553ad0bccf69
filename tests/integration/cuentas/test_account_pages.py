"""The page of an account: what each tab says, to whom, in how many statements."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.history import make_bill
from tests.factories.payments import make_payment, make_session, make_supervisor
from tests.factories.platform import AT, make_entry
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account
from tests.integration.cuentas.conftest import LogIn

from caudal.domain.billing.models import Bill, BillCancellation
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations.reversals import reverse_charges
from caudal.domain.registry.models import ServiceAccount
from caudal.usecases.cancel_receipt import cancel_receipt

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
MOST_STATEMENTS = 15
TABS = [
    "",
    "estado/",
    "recibos/",
    "pagos/",
    "lecturas/",
    "medidor/",
    "datos/",
    "notas/",
    "actividad/",
    "bitacora/",
]


def text_of(response: Any) -> str:
    """What the page says, with single spaces."""
    return " ".join(response.content.decode().split())


def url(account: ServiceAccount, path: str = "") -> str:
    return f"/cuentas/{account.number}/{path}"


@pytest.mark.parametrize("path", TABS)
def test_each_tab_opens_for_whoever_may_look_and_for_nobody_else(
    account: ServiceAccount, log_in: LogIn, path: str
) -> None:
    assert log_in(Function.VIEW_ACCOUNTS).get(url(account, path)).status_code == 200
    assert log_in(Function.TAKE_PAYMENTS).get(url(account, path)).status_code == 403
    assert Client().get(url(account, path)).status_code == 302


@pytest.mark.parametrize("number", ["0182937-4", "0182937", "nada", "0000000-0"])
def test_an_unknown_number_is_not_found(
    account: ServiceAccount, reader: Client, number: str
) -> None:
    assert reader.get(f"/cuentas/{number}/").status_code == 404


def test_the_head_says_who_where_and_how_much(account: ServiceAccount, reader: Client) -> None:
    page = reader.get(url(account))
    context = page.context
    assert [chip.label for chip in context["chips"]] == [
        "Activa",
        "2 recibos vencidos",
        "Recibo impreso",
    ]
    assert context["address"] == (
        "Av. Bahía de San Carlos 214, entre Mar de Cortés y Delfines, Col. Lomas del Mar,"
        " C.P. 85430"
    )
    assert {fact["label"]: fact["value"] for fact in context["facts"]} == {
        "Cuenta": "0182937-3",
        "Contrato": "C-2009-04417",
        "Uso y tarifa": "Doméstico medio · San Telmo 2026",
        "Sector · ruta · secuencia": "04 · 0412 · 0318",
        "Contacto": "622 118 4073",
    }
    balance = context["balance"]
    assert (balance.label, balance.value) == ("Saldo al 17/11/2026", "$1,283.11")
    assert (balance.overdue, balance.last_payment) == ("Vencido $956.80", "Último pago 18/08/2026")
    assert balance.legend == [
        {"label": "Vencido, 57 días", "tone": "bad", "value": "$956.80"},
        {"label": "Vence 20/11", "tone": "2", "value": "$326.31"},
    ]
    assert sum(segment["share"] for segment in balance.segments) == 100


def test_the_first_tab_takes_few_statements(account: ServiceAccount, log_in: LogIn) -> None:
    client = log_in(Function.VIEW_ACCOUNTS, Function.TAKE_PAYMENTS, Function.EDIT_REGISTER)
    client.get(url(account))  # The first visit also notes the account among those seen last.
    with CaptureQueriesContext(
        connection,
    ) as statements:
        client.get(url(account))
    asked = [query["sql"] for query in statements]
    assert len(asked) <= MOST_STATEMENTS, "\n".join(asked)


def test_the_chart_tells_measured_from_estimated_and_the_year_before(
    account: ServiceAccount, reader: Client
) -> None:
    context = reader.get(url(account)).context
    chart = context["chart"]
    assert chart["labels"][0] == "Nov 25"
    assert chart["labels"][-1] == "Oct 26"
    assert chart["values"] == [14, 13, 12, 13, 15, 15, 19, 22, 25, 24, 21, 17]
    assert [i for i, is_estimated in enumerate(chart["estimated"]) if is_estimated] == [4, 5]
    assert chart["previous"] == [15, 13, 13, 12, 14, 16, 19, 21, 23, 22, 20, 17]
    assert (context["average"], context["estimated_word"]) == ("17.5", "Estimado")


def test_what_is_paid_too_much_reads_as_a_balance_in_favour(reader: Client) -> None:
    account = make_account()
    make_debt(account=account, amounts={"agua": "100.00"})
    make_payment(account=account, session=make_session(), amount="250.00")
    balance = reader.get(url(account)).context["balance"]
    assert (balance.label, balance.value) == ("Saldo a favor al 17/11/2026", "$150.00")
    assert (balance.segments, balance.note) == ([], "No debe nada.")
    assert balance.legend == [{"label": "Saldo a favor", "tone": "3", "value": "−$150.00"}]


def test_charging_is_offered_to_a_cashier_and_asks_for_an_open_desk(
    account: ServiceAccount, log_in: LogIn
) -> None:
    cashier = log_in(Function.VIEW_ACCOUNTS, Function.TAKE_PAYMENTS)
    action = cashier.get(url(account)).context["actions"][0]
    assert (action.label, action.url) == ("Abrir caja para cobrar", "/caja/abrir/")
    make_session(cashier=User.objects.get(pk=cashier.session["_auth_user_id"]))
    action = cashier.get(url(account)).context["actions"][0]
    assert (action.label, action.url) == ("Cobrar", f"/caja/cuenta/{account.pk}/")


def test_a_reader_is_offered_nothing_that_he_may_not_do(
    account: ServiceAccount, reader: Client
) -> None:
    context = reader.get(url(account)).context
    assert [action.label for action in context["actions"]] == ["Imprimir estado de cuenta"]
    assert context["edits"] == []
    assert "Soltar nota" not in text_of(reader.get(url(account)))
    assert "Corregir" not in text_of(reader.get(url(account, "datos/")))


def test_every_icon_of_the_page_is_in_the_sprite(account: ServiceAccount, editor: Client) -> None:
    drawn = set(re.findall(r"icons\.svg#([a-z0-9-]+)", text_of(editor.get(url(account)))))
    sprite = Path(str(finders.find("caudal/icons.svg"))).read_text(encoding="utf-8")
    assert len(drawn) > 10
    assert drawn <= set(re.findall(r'id="([a-z0-9-]+)"', sprite))


def test_the_pinned_note_stands_above_every_tab(account: ServiceAccount, reader: Client) -> None:
    for path in TABS:
        assert "Perro en el patio" in text_of(reader.get(url(account, path)))


def test_by_htmx_only_the_tabs_come_with_their_title_and_focus(
    account: ServiceAccount, reader: Client
) -> None:
    part = text_of(reader.get(url(account, "recibos/"), headers=HTMX))
    assert part.startswith("<title>Recibos · 0182937-3 María Guadalupe")
    assert '<h2 class="visually-hidden" tabindex="-1" data-focus>Recibos</h2>' in part
    assert "<h1>" not in part
    whole = text_of(reader.get(url(account, "recibos/")))
    assert "data-focus" not in whole


def test_a_bill_that_was_replaced_and_the_one_that_stands_for_it_name_each_other(
    account: ServiceAccount, reader: Client
) -> None:
    wrong = Bill.objects.get(period__name="Octubre 2026")
    document = reverse_charges(
        document=wrong.movement,
        kind=Movement.Kind.BILL_CANCELLATION,
        business_date=date(2026, 11, 10),
        at=AT,
    )
    BillCancellation.objects.create(
        bill=wrong,
        movement_id=document.movement_id,
        reason="Lectura equivocada",
        cancelled_by=User.objects.get(full_name="Ramiro Castro"),
        cancelled_at=AT,
    )
    wrong.is_live = False
    wrong.save(update_fields=["is_live"])
    right = make_bill(
        account=account,
        month=date(2026, 10, 1),
        amounts={"agua": "200.00"},
        issued=date(2026, 11, 10),
        due=date(2026, 11, 24),
        replaces=wrong,
    )
    rows = reader.get(url(account, "recibos/")).context["bills"]
    assert [(row.folio, row.chip.label, row.owed) for row in rows[:3]] == [
        (right.movement.folio, "Por vencer", "200.00"),
        (wrong.movement.folio, "Cancelado", "0.00"),
        ("R-0000003", "Vencido", "422.03"),
    ]
    assert rows[0].links == f"Sustituye a {wrong.movement.folio}"
    assert rows[1].links == (
        f"Cancelado el 10/11/2026: Lectura equivocada; sustituido por {right.movement.folio}"
    )
    assert rows[-1].chip.label == "Pagado"
    statement = text_of(reader.get(url(account, "estado/")))
    assert f'Cancela a <a href="#movimiento-{wrong.movement_id}">' in statement
    assert f'Cancelado por <a href="#movimiento-{document.movement_id}">' in statement


def test_a_cancelled_payment_keeps_its_folio_and_says_why(
    account: ServiceAccount, reader: Client
) -> None:
    session = make_session()
    taken = make_payment(account=account, session=session, amount="100.00")
    cancel_receipt(
        payment_id=taken.payment_id,
        cash_session_id=session.pk,
        reason="Se cobró a otra cuenta",
        acting_user=session.cashier,
        approver=make_supervisor(full_name="Sofía Luna"),
        at=AT,
    )
    cancelled, standing = reader.get(url(account, "pagos/")).context["payments"]
    assert (cancelled.folio, cancelled.chip.label) == (taken.folio, "Cancelado")
    assert cancelled.cancelled == (
        "Cancelado el 17/11/2026 11:43, autorizó Sofía Luna: Se cobró a otra cuenta"
    )
    assert (standing.amount, standing.tenders, standing.chip.label) == (
        "534.10",
        "Efectivo",
        "Vigente",
    )


def test_a_receipt_opens_only_for_who_may_look_at_the_desks(
    account: ServiceAccount, reader: Client, log_in: LogIn
) -> None:
    supervisor = log_in(Function.VIEW_ACCOUNTS, Function.VIEW_CASH_SESSIONS)
    (hidden,) = reader.get(url(account, "pagos/")).context["payments"]
    (shown,) = supervisor.get(url(account, "pagos/")).context["payments"]
    assert hidden.url == ""
    assert supervisor.get(shown.url).status_code == 200


def test_the_activity_narrows_and_ignores_what_nobody_offered(
    account: ServiceAccount, reader: Client
) -> None:
    def titles(query: str) -> list[str]:
        events = reader.get(url(account, f"actividad/{query}")).context["events"]
        return [str(event["title"]) for event in events]

    (payment,) = titles("?tipo=pagos")
    assert payment.startswith("Pago en Caja ")
    assert payment.endswith(", $534.10")
    assert titles("?tipo=notas") == ["Nota de Ramiro Castro", "Nota de Ramiro Castro"]
    assert titles("?tipo=lecturas")[0] == "Lectura 1,284 m³"
    assert titles("?tipo=padron") == ["Titular: María Guadalupe Ontiveros Félix"]
    assert titles("?tipo=inventado&antes=~~~") == titles("")
    assert len(titles("")) == 32


def test_the_card_of_activity_comes_alone(account: ServiceAccount, reader: Client) -> None:
    headers = {**HTMX, "HX-Target": "activity"}
    card = text_of(reader.get(url(account, "actividad/?tipo=notas"), headers=headers))
    assert card.startswith('<section class="card" id="activity"')
    assert "Pide recibo impreso" in card
    assert "c-tabs" not in card


def test_long_histories_come_in_pages(reader: Client) -> None:
    account = make_account()
    for index in range(60):
        make_debt(account=account, amounts={"agua": f"{index + 1}.00"})
    first = reader.get(url(account, "estado/"))
    assert len(first.context["movements"]) == 50
    assert first.context["movements"][0].balance == "1,830.00"
    second = reader.get(first.context["links"].next_url)
    assert len(second.context["movements"]) == 10
    assert second.context["movements"][-1].balance == "1.00"
    assert second.context["links"].next_url == ""
    assert second.context["links"].first_url == url(account, "estado/")


def test_the_trail_reads_before_and_after(account: ServiceAccount, reader: Client) -> None:
    make_entry(
        action="registry.account.suspended",
        subject_kind="registry.serviceaccount",
        subject_id=account.pk,
        account_id=account.pk,
        actor=User.objects.get(full_name="Ramiro Castro"),
        reason="Casa deshabitada",
        before={"status": "active"},
        after={"status": "suspended"},
    )
    page = text_of(reader.get(url(account, "bitacora/")))
    assert "Suspendió una cuenta" in page
    assert "«Casa deshabitada»" in page
    assert "<dt>Estado</dt><dd><del>Activa</del> → Suspendida</dd>" in page
