"""Charging at the desk: what the page shows, what it takes and what it refuses."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import make_user
from tests.factories.registry import make_account
from tests.integration.caja.conftest import Desk

from caudal.domain.payments.models import CashSession, Payment, PaymentTender
from caudal.domain.platform.functions import Function
from caudal.domain.receivables.models import AccountDebt, Charge
from caudal.interfaces.clock import now

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def errors_of(response: Any) -> list[str]:
    """What the error summary says."""
    assert response.status_code == 422
    form = response.context["form"]
    return [str(error) for errors in form.errors.values() for error in errors]


def test_the_account_shows_its_debt_with_age_and_the_amount_to_charge(desk: Desk) -> None:
    page = desk.client.get(desk.url)
    view = page.context["debt"]

    assert page.status_code == 200
    assert [(row.title, row.age, row.owed) for row in view.documents] == [
        ("Recibo septiembre 2026", "27 días", "422.03"),
        ("Recibo octubre 2026", "Por vencer · 3 días", "326.31"),
    ]
    assert view.columns == ("Agua", "Alcantarillado", "IVA")
    assert view.owed_total == view.applied_total == "748.34"
    assert page.context["form"]["amount"].value() == "748.34"
    assert [(each.label, each.shown) for each in page.context["quick_amounts"]] == [
        ("Vencido", "$422.03"),
        ("Todo", "$748.34"),
    ]


def test_concepts_and_tax_add_up_to_the_debt(desk: Desk) -> None:
    view = desk.client.get(desk.url).context["debt"]
    amounts = [Decimal(part.replace(",", "")) for part in view.parts_total]
    assert sum(amounts) == Decimal("748.34")
    assert [(row.name, row.owed) for row in view.concepts] == [
        ("Agua", "491.68"),
        ("Alcantarillado", "256.66"),
    ]


def test_a_charge_is_answered_with_the_folio_and_the_next_customer(desk: Desk) -> None:
    response = desk.client.post(desk.url, desk.form(cash="500"))

    assert response.status_code == 302
    page = desk.client.get(response["Location"])
    payment = Payment.objects.get()
    assert f"Recibo {payment.movement.folio} cobrado" in text_of(page)
    assert "$77.97" in text_of(page)
    assert (payment.amount, payment.received, payment.change) == (
        Decimal("422.03"),
        Decimal("500.00"),
        Decimal("77.97"),
    )
    assert "cobrado" not in text_of(desk.client.get("/caja/")), "said once"


def test_htmx_is_sent_to_the_desk(desk: Desk) -> None:
    response = desk.client.post(desk.url, desk.form(), headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (200, "/caja/")


def test_empty_cash_is_exact(desk: Desk) -> None:
    desk.client.post(desk.url, desk.form())
    assert [(t.kind, t.amount) for t in PaymentTender.objects.all()] == [
        ("cash", Decimal("422.03"))
    ]


def test_several_forms_of_payment_with_their_references(desk: Desk) -> None:
    typed = desk.form(
        amount="$ 1,000.00",
        card="400",
        card_reference="482913 T03",
        transfer="100.50",
        transfer_reference="RASTREO1",
        cash="600",
    )
    desk.client.post(desk.url, typed)
    assert {(t.kind, t.amount, t.reference) for t in PaymentTender.objects.all()} == {
        ("cash", Decimal("600.00"), ""),
        ("card", Decimal("400.00"), "482913 T03"),
        ("transfer", Decimal("100.50"), "RASTREO1"),
    }
    assert Payment.objects.get().change == Decimal("100.50")


def test_empty_cash_is_the_rest_of_the_card(desk: Desk) -> None:
    desk.client.post(desk.url, desk.form(card="400", card_reference="482913"))
    assert {(t.kind, t.amount) for t in PaymentTender.objects.all()} == {
        ("cash", Decimal("22.03")),
        ("card", Decimal("400.00")),
    }


def test_a_card_for_all_needs_no_cash(desk: Desk) -> None:
    desk.client.post(desk.url, desk.form(card="422.03", card_reference="482913"))
    assert PaymentTender.objects.get().kind == "card"


def test_an_advance_without_debt_becomes_credit_balance(desk: Desk) -> None:
    nobody = make_account(holder="Sin Adeudo")
    url = f"/caja/cuenta/{nobody.pk}/"
    assert "no debe nada" in text_of(desk.client.get(url))
    desk.client.post(url, desk.form(owed_seen="0", amount="200"))
    assert AccountDebt.objects.get(account=nobody).credit_balance == Decimal("200.00")


def test_the_documents_pointed_at_are_paid_first(desk: Desk) -> None:
    september, october = desk.client.get(desk.url).context["debt"].documents
    desk.client.post(desk.url, desk.form(amount="100", documents=[october.document_id]))
    open_amounts = dict(
        Charge.objects.filter(concept__code="agua").values_list("movement_id", "open_amount")
    )
    assert open_amounts == {
        september.document_id: Decimal("277.29"),
        october.document_id: Decimal("114.39"),
    }


def test_pointing_at_all_points_at_none(desk: Desk) -> None:
    ids = [row.document_id for row in desk.client.get(desk.url).context["debt"].documents]
    desk.client.post(desk.url, desk.form(amount="422.03", documents=ids))
    assert AccountDebt.objects.get(account=desk.account).overdue == 0


def test_the_same_form_sent_again_shows_the_same_receipt(desk: Desk) -> None:
    form = desk.form()
    desk.client.post(desk.url, form)
    again = desk.client.post(desk.url, form)
    assert again.status_code == 302
    assert Payment.objects.count() == 1
    assert f"Recibo {Payment.objects.get().movement.folio}" in text_of(desk.client.get("/caja/"))


def test_the_same_key_with_another_amount_is_refused(desk: Desk) -> None:
    form = desk.form()
    desk.client.post(desk.url, form)
    refused = desk.client.post(desk.url, {**form, "amount": "10"})
    assert "ya se envió con otros datos" in errors_of(refused)[0]
    assert Payment.objects.count() == 1


def test_a_stale_page_takes_nothing_and_shows_the_debt_as_it_is_now(desk: Desk) -> None:
    form = desk.form(cash="500", documents=[])
    other = make_session(at=now())
    make_payment(account=desk.account, session=other, amount="422.03", at=now())

    refused = desk.client.post(desk.url, form, headers=HTMX)

    assert errors_of(refused) == [
        "El adeudo cambió mientras cobraba: ahora es de $326.31. Revise la cuenta y cobre de nuevo."
    ]
    assert 'value="500"' in text_of(refused), "what was typed stays"
    assert [row.title for row in refused.context["debt"].documents] == ["Recibo octubre 2026"]
    # Looked at again, the same form goes through.
    accepted = desk.client.post(
        desk.url, {**form, "owed_seen": refused.context["form"]["owed_seen"].value()}
    )
    assert accepted.status_code == 302


def test_a_document_paid_meanwhile_by_another_is_named(desk: Desk) -> None:
    september = desk.client.get(desk.url).context["debt"].documents[0]
    make_payment(account=desk.account, session=make_session(at=now()), amount="422.03", at=now())
    refused = desk.client.post(desk.url, desk.form(documents=[september.document_id]))
    assert errors_of(refused) == ["Un documento elegido ya no debe nada. Revise la cuenta."]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"amount": ""}, "Falta un dato: Importe a cobrar."),
        ({"amount": "cien"}, "no es un importe"),
        ({"amount": "12,50"}, "no es un importe"),
        ({"amount": "1.005"}, "más de dos decimales"),
        ({"amount": "0"}, "mínimo es $0.01"),
        ({"amount": "-5"}, "mínimo es $0.01"),
        ({"amount": "9999999999999"}, "sobra un dígito"),
        ({"cash": "400"}, "Faltan $22.03 para cubrir $422.03."),
        ({"card": "422.03"}, "Escriba la referencia de la forma de pago tarjeta"),
        ({"card": "500", "card_reference": "1"}, "debe ser menor que el efectivo recibido"),
        ({"cheque": "x"}, "no es un importe"),
    ],
)
def test_wrong_amounts_are_told_and_nothing_typed_is_lost(
    desk: Desk, typed: dict[str, str], expected: str
) -> None:
    refused = desk.client.post(desk.url, desk.form(**{"transfer_reference": "RAST", **typed}))
    assert any(expected in error for error in errors_of(refused)), errors_of(refused)
    assert 'value="RAST"' in text_of(refused)
    assert Payment.objects.count() == 0


def test_a_session_closed_meanwhile_takes_nothing(desk: Desk) -> None:
    CashSession.objects.update(closed_at=now())
    refused = desk.client.post(desk.url, desk.form(cash="500"))
    assert errors_of(refused) == ["Su turno de caja está cerrado. Abra un turno para cobrar."]
    assert 'value="500"' in text_of(refused)


def test_a_session_of_another_day_takes_nothing(desk: Desk) -> None:
    CashSession.objects.filter(pk=desk.session.pk).update(closed_at=now())
    yesterday = now() - timedelta(days=1)
    make_session(cashier=desk.cashier, at=yesterday)

    page = desk.client.get(desk.url)
    assert "Haga su corte de caja" in text_of(page)
    refused = desk.client.post(desk.url, desk.form())
    assert "El turno abierto es del" in errors_of(refused)[0]


def test_an_account_that_does_not_exist_is_not_found(desk: Desk) -> None:
    for url in ("/caja/cuenta/999999/", "/caja/cuenta/999999/calculo/"):
        assert desk.client.get(url).status_code == 404
    assert desk.client.post("/caja/cuenta/999999/", desk.form()).status_code == 404


def test_without_a_session_the_desk_offers_to_open_one(desk: Desk) -> None:
    other = make_user(functions=[Function.TAKE_PAYMENTS])
    client = Client()
    client.force_login(other)
    assert "Abrir caja" in text_of(client.get("/caja/"))
    assert client.get(desk.url)["Location"] == "/caja/abrir/"


def test_a_number_in_the_box_opens_its_account(desk: Desk) -> None:
    response = desk.client.get("/caja/", {"q": desk.account.number[:7].lstrip("0")})
    assert response["Location"] == desk.url


def test_several_matches_are_listed_with_their_debt(desk: Desk) -> None:
    make_account(holder="Ontiveros Otra")
    page = desk.client.get("/caja/", {"q": "ontiveros"})
    results = page.context["lookup"].results
    assert [(each.amount, each.chip.label) for each in results] == [
        ("$748.34", "Vencido"),
        ("$0.00", "Al corriente"),
    ]
    part = desk.client.get("/caja/buscar/", {"q": "ontiveros"}, headers=HTMX)
    assert text_of(part).count("<li>") == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("0182937-9", "dígito verificador"),
        ("1" * 36, "código de barras se leyó mal"),
        ("zz", "al menos tres letras"),
        ("nadie así", "Nada coincide con «nadie así»"),
    ],
)
def test_nothing_found_says_what_to_do(desk: Desk, text: str, hint: str) -> None:
    assert hint in desk.client.get("/caja/", {"q": text}).context["lookup"].hint


def test_the_folio_of_an_own_receipt_opens_it(desk: Desk) -> None:
    taken = make_payment(account=desk.account, session=desk.session, amount="10.00", at=now())
    response = desk.client.get("/caja/", {"q": taken.folio.lower()})
    assert response["Location"] == f"/caja/recibos/{taken.payment_id}/"


def test_the_folio_of_another_cashier_opens_the_account(desk: Desk) -> None:
    other = make_session(at=now())
    taken = make_payment(account=desk.account, session=other, amount="10.00", at=now())
    assert desk.client.get("/caja/", {"q": taken.folio})["Location"] == desk.url


def test_the_bar_never_tells_the_expected_cash(desk: Desk) -> None:
    CashSession.objects.filter(pk=desk.session.pk)
    desk.session.desk.vault_warning = Decimal("1600.00")
    desk.session.desk.save(update_fields=["vault_warning"])
    make_payment(account=desk.account, session=desk.session, amount="111.11", at=now())
    page = text_of(desk.client.get("/caja/"))
    assert "Conviene retirar a bóveda" in page
    assert "$1,500.00" in page
    assert "1,611.11" not in page
