"""Receipts: looking at them, printing them, cancelling them."""

import io
import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from pypdf import PdfReader
from tests.factories.payments import make_payment, make_session, make_supervisor
from tests.factories.platform import PASSWORD, make_user
from tests.integration.caja.conftest import Desk

from caudal.domain.payments.models import CashSession, Payment, PaymentReversal
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.interfaces.clock import now
from caudal.usecases.take_payment import PaymentTaken

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(desk: Desk) -> PaymentTaken:
    """A receipt of the open session."""
    return make_payment(account=desk.account, session=desk.session, amount="422.03", at=now())


@pytest.fixture
def supervisor() -> User:
    """Somebody who can sign at the desk."""
    return make_supervisor(username="jorge.ibarra", full_name="Jorge Ibarra", password=PASSWORD)


def words_of(response: Any) -> str:
    """The text of a PDF, its spaces apart."""
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("paper", ["ticket", "carta"])
def test_the_original_prints_once_and_then_copies(desk: Desk, paper: str) -> None:
    desk.client.post(desk.url, desk.form(cash="500"))
    payment = Payment.objects.get()
    url = f"/caja/recibos/{payment.pk}/{paper}/"

    original = words_of(desk.client.get(url))
    copy = words_of(desk.client.get(url))

    for fact in (
        payment.movement.folio,
        desk.account.number,
        "María Guadalupe Ontiveros Félix",
        "Recibo septiembre 2026",
        "$422.03",
        "Cuatrocientos veintidós pesos 03/100 M.N.",
        "500.00",
        "77.97",
        "$326.31",
        desk.cashier.full_name,
    ):
        assert fact in original, fact
    assert "COPIA" not in original
    assert "COPIA" in copy


def test_a_colleague_prints_only_copies(desk: Desk, taken: PaymentTaken) -> None:
    auditor = login(make_user(functions=[Function.VIEW_CASH_SESSIONS]))
    assert "COPIA" in words_of(auditor.get(f"/caja/recibos/{taken.payment_id}/ticket/"))


def test_an_advance_and_a_part_payment_are_told_on_paper(desk: Desk) -> None:
    taken = make_payment(account=desk.account, session=desk.session, amount="800.00", at=now())
    text = words_of(desk.client.get(f"/caja/recibos/{taken.payment_id}/carta/"))
    assert "Anticipo, saldo a favor" in text
    assert "51.66" in text


def test_the_desk_may_frame_the_paper_and_nobody_else_may(desk: Desk, taken: PaymentTaken) -> None:
    response = desk.client.get(f"/caja/recibos/{taken.payment_id}/ticket/")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["", "ticket/", "carta/", "cancelar/"])
def test_receipts_of_others_are_out_of_reach(desk: Desk, page: str) -> None:
    other = make_session(at=now())
    taken = make_payment(account=desk.account, session=other, amount="10.00", at=now())
    assert desk.client.get(f"/caja/recibos/{taken.payment_id}/{page}").status_code == 404
    assert desk.client.post(f"/caja/recibos/{taken.payment_id}/cancelar/").status_code == 404


def test_who_looks_at_all_sessions_sees_receipts_but_cancels_none(
    desk: Desk, taken: PaymentTaken
) -> None:
    reader = make_user(functions=[Function.VIEW_CASH_SESSIONS, Function.TAKE_PAYMENTS])
    client = login(reader)
    page = client.get(f"/caja/recibos/{taken.payment_id}/")
    assert page.status_code == 200
    assert page.context["may_cancel"] is False
    assert client.get(f"/caja/recibos/{taken.payment_id}/cancelar/").status_code == 404


def test_the_list_of_the_session_has_its_receipts_only(desk: Desk, taken: PaymentTaken) -> None:
    make_payment(account=desk.account, session=make_session(at=now()), amount="10.00", at=now())
    lines = desk.client.get("/caja/recibos/").context["receipts"]
    assert [(line.folio, line.amount) for line in lines] == [(taken.folio, "422.03")]


def cancel(desk: Desk, taken: PaymentTaken, *, htmx: bool = False, **typed: str) -> Any:
    form = {
        "reason": "Era la cuenta del vecino",
        "supervisor": "Jorge.Ibarra ",
        "password": PASSWORD,
        **typed,
    }
    headers = {"HX-Request": "true"} if htmx else {}
    return desk.client.post(f"/caja/recibos/{taken.payment_id}/cancelar/", form, headers=headers)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_supervisor_signs_and_the_receipt_is_cancelled(
    desk: Desk, taken: PaymentTaken, supervisor: User, *, htmx: bool
) -> None:
    response = cancel(desk, taken, htmx=htmx)

    there = response["HX-Redirect"] if htmx else response["Location"]
    page = desk.client.get(there).content.decode()
    assert f"Recibo {taken.folio} cancelado: devuelva $422.03." in page
    assert "Era la cuenta del vecino" in page
    assert PaymentReversal.objects.get().approved_by == supervisor
    assert "CANCELADO" in words_of(desk.client.get(f"{there}ticket/"))
    assert "COPIA" not in words_of(desk.client.get(f"{there}carta/"))


def test_the_dialog_tells_the_consequence(desk: Desk, taken: PaymentTaken) -> None:
    url = f"/caja/recibos/{taken.payment_id}/cancelar/"
    dialog = desk.client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<dialog" in dialog
    assert "Se devuelven $422.03" in dialog
    assert "<html" in desk.client.get(url).content.decode()


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize(
    ("typed", "field", "expected"),
    [
        ({"reason": ""}, "reason", "Falta un dato: Motivo."),
        ({"password": "equivocada"}, "password", "no coinciden"),
        ({"supervisor": "nadie"}, "password", "no coinciden"),
        ({"supervisor": ""}, "supervisor", "Falta un dato"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(
    desk: Desk,
    taken: PaymentTaken,
    typed: dict[str, str],
    field: str,
    expected: str,
) -> None:
    response = cancel(desk, taken, htmx=True, **typed)
    assert response.status_code == 422
    assert expected in response.context["form"].errors[field][0]
    assert PASSWORD not in response.content.decode()
    assert not PaymentReversal.objects.exists()


def test_the_cashier_cannot_sign_for_himself(taken: PaymentTaken, desk: Desk) -> None:
    desk.cashier.set_password(PASSWORD)
    desk.cashier.save()
    desk.client.force_login(desk.cashier)
    response = cancel(desk, taken, supervisor=desk.cashier.username)
    assert "Debe autorizar otra persona" in response.content.decode()


def test_too_many_wrong_passwords_lock_the_supervisor_and_not_the_page(
    desk: Desk, taken: PaymentTaken, supervisor: User
) -> None:
    for _ in range(5):
        response = cancel(desk, taken, password="equivocada")
        assert response.status_code == 422
    locked = cancel(desk, taken)
    assert locked.status_code == 422
    assert "demasiados intentos" in locked.context["form"].errors["supervisor"][0]
    assert desk.client.get("/caja/").status_code == 200
    assert not PaymentReversal.objects.exists()


def test_a_right_password_forgets_the_wrong_ones(
    desk: Desk, taken: PaymentTaken, supervisor: User
) -> None:
    cancel(desk, taken, password="equivocada")
    assert AccessAttempt.objects.filter(username="jorge.ibarra").exists()
    cancel(desk, taken)
    assert not AccessAttempt.objects.filter(username="jorge.ibarra").exists()


def test_a_cancelled_receipt_cannot_be_cancelled_again(
    desk: Desk, taken: PaymentTaken, supervisor: User
) -> None:
    cancel(desk, taken)
    assert "ya está cancelado" in cancel(desk, taken).content.decode()


def test_after_the_closing_nothing_is_cancelled(
    desk: Desk, taken: PaymentTaken, supervisor: User
) -> None:
    CashSession.objects.update(closed_at=now())
    assert "Su turno de caja está cerrado" in cancel(desk, taken).content.decode()
    assert desk.client.get(f"/caja/recibos/{taken.payment_id}/").context["may_cancel"] is False
