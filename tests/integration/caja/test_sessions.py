"""Opening, parking, withdrawing, closing, and the list of sessions."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.factories.payments import make_desk, make_payment, make_session, make_supervisor
from tests.factories.platform import PASSWORD, make_branch, make_user, make_utility
from tests.integration.caja.conftest import Desk

from caudal.domain.payments.models import CashClosing, CashSession, CashWithdrawal
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.interfaces.clock import now
from caudal.usecases.close_cash_session import close_cash_session

pytestmark = pytest.mark.django_db


def login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def close(session: CashSession) -> CashClosing:
    return close_cash_session(
        cash_session_id=session.pk,
        denominations={"500": 3},
        explanation="",
        acting_user=session.cashier,
        at=now(),
    )


class TestOpening:
    @pytest.fixture
    def cashier(self) -> User:
        make_utility()
        return make_user(functions=[Function.TAKE_PAYMENTS], branch=make_branch(name="Centro"))

    def choices(self, cashier: User) -> list[str]:
        form = login(cashier).get("/caja/abrir/").context["form"]
        return [desk.name for desk in form.fields["desk"].queryset]

    def test_only_free_desks_of_the_branch_are_offered(self, cashier: User) -> None:
        free, busy, unused = (make_desk(branch=cashier.branch) for _ in range(3))
        make_session(desk=busy)
        unused.is_active = False
        unused.save()
        make_desk()
        assert self.choices(cashier) == [free.name]

    def test_a_session_opens_with_its_float(self, cashier: User) -> None:
        desk = make_desk(branch=cashier.branch)
        response = login(cashier).post("/caja/abrir/", {"desk": desk.pk, "float_amount": "1,500"})
        assert response["Location"] == "/caja/"
        assert CashSession.objects.get().float_amount == Decimal("1500.00")

    @pytest.mark.parametrize("amount", ["", "-1", "mil"])
    def test_a_wrong_float_is_told(self, cashier: User, amount: str) -> None:
        desk = make_desk(branch=cashier.branch)
        response = login(cashier).post("/caja/abrir/", {"desk": desk.pk, "float_amount": amount})
        assert response.status_code == 422
        assert response.context["form"].errors["float_amount"]

    def test_a_desk_of_another_branch_cannot_be_forced(self, cashier: User) -> None:
        make_desk(branch=cashier.branch)
        foreign = make_desk()
        response = login(cashier).post("/caja/abrir/", {"desk": foreign.pk, "float_amount": "0"})
        assert response.status_code == 422
        assert "ya no está libre" in response.context["form"].errors["desk"][0]

    def test_without_free_desks_it_says_what_to_do(self, cashier: User) -> None:
        assert "No hay cajas libres" in login(cashier).get("/caja/abrir/").content.decode()

    def test_who_has_a_session_goes_to_it(self, cashier: User) -> None:
        make_session(cashier=cashier)
        assert login(cashier).get("/caja/abrir/")["Location"] == "/caja/"


class TestParking:
    def test_a_parked_sale_comes_back_as_it_was(self, desk: Desk) -> None:
        parked = desk.client.post(desk.url, desk.form(amount="100", cash="200", park="1"))
        assert parked["Location"] == "/caja/"
        (line,) = desk.client.get("/caja/").context["parked"]
        assert (desk.account.number in line.label, line.amount) == (True, "100")

        back = desk.client.post(f"/caja/apartados/{line.parked_id}/")
        page = desk.client.get(back["Location"])

        form = page.context["form"]
        assert (form["amount"].value(), form["cash"].value()) == ("100", "200")
        assert page.context["change"].value == "$100.00"
        assert desk.client.get("/caja/").context["parked"] == []

    def test_what_was_typed_comes_back_only_once(self, desk: Desk) -> None:
        desk.client.post(desk.url, desk.form(amount="100", park="1"))
        desk.client.get(desk.client.post("/caja/apartados/1/")["Location"])
        assert desk.client.get(desk.url).context["form"]["amount"].value() == "748.34"

    def test_a_recovered_sale_charges_with_a_key_of_its_own(self, desk: Desk) -> None:
        desk.client.post(desk.url, desk.form(park="1"))
        page = desk.client.get(desk.client.post("/caja/apartados/1/")["Location"])
        assert page.context["form"]["key"].value() != "llave-1"

    def test_parked_sales_of_a_closed_session_are_gone(self, desk: Desk) -> None:
        desk.client.post(desk.url, desk.form(park="1"))
        close(desk.session)
        make_session(cashier=desk.cashier, at=now())
        assert desk.client.get("/caja/").context["parked"] == []
        assert desk.client.post("/caja/apartados/1/").status_code == 404

    def test_at_most_nine_are_kept_and_the_last_comes_first(self, desk: Desk) -> None:
        for number in range(12):
            desk.client.post(desk.url, desk.form(amount=str(number + 1), park="1"))
        amounts = [line.amount for line in desk.client.get("/caja/").context["parked"]]
        assert amounts == [str(number) for number in range(12, 3, -1)]


class TestWithdrawing:
    @pytest.fixture
    def supervisor(self) -> User:
        return make_supervisor(username="jorge.ibarra", password=PASSWORD)

    def withdraw(self, desk: Desk, **typed: str) -> Any:
        form = {"key": "r1", "amount": "500", "supervisor": "jorge.ibarra", "password": PASSWORD}
        return desk.client.post("/caja/retiro/", {**form, **typed})

    def test_a_supervisor_receives_it(self, desk: Desk, supervisor: User) -> None:
        response = self.withdraw(desk)
        assert (
            "Retiro 1 por $500.00 entregado."
            in desk.client.get(response["Location"]).content.decode()
        )
        assert CashWithdrawal.objects.get().approved_by == supervisor

    @pytest.mark.usefixtures("supervisor")
    def test_sent_twice_it_happens_once(self, desk: Desk) -> None:
        self.withdraw(desk)
        self.withdraw(desk)
        assert CashWithdrawal.objects.count() == 1

    @pytest.mark.usefixtures("supervisor")
    def test_more_than_the_drawer_holds_is_told_at_the_amount(self, desk: Desk) -> None:
        response = self.withdraw(desk, amount="1500.01")
        assert response.context["form"].errors["amount"] == [
            "En la caja hay $1,500.00; retire esa cantidad o menos."
        ]

    @pytest.mark.usefixtures("supervisor")
    def test_a_wrong_password_is_told(self, desk: Desk) -> None:
        response = self.withdraw(desk, password="equivocada")
        assert "no coinciden" in response.context["form"].errors["password"][0]

    @pytest.mark.usefixtures("supervisor")
    def test_without_a_session_there_is_nothing_to_withdraw(self, desk: Desk) -> None:
        close(desk.session)
        assert desk.client.get("/caja/retiro/")["Location"] == "/caja/abrir/"
        assert "Su turno de caja está cerrado" in self.withdraw(desk).content.decode()


class TestClosing:
    def test_the_count_is_blind_until_it_is_made(self, desk: Desk) -> None:
        make_payment(account=desk.account, session=desk.session, amount="111.11", at=now())
        page = desk.client.get("/caja/corte/").content.decode()
        assert "1,611.11" not in page
        assert page.count("data-value=") == 13

        response = desk.client.post("/caja/corte/", {"count_500": "3", "count_100": "1"})

        session = desk.client.get(response["Location"]).content.decode()
        for fact in ("Faltante", "$11.11", "1,611.11", "1,600.00"):
            assert fact in session, fact

    def test_an_empty_drawer_must_be_declared(self, desk: Desk) -> None:
        refused = desk.client.post("/caja/corte/", {})
        assert refused.status_code == 422
        assert "escriba 0" in refused.content.decode()
        desk.client.post("/caja/corte/", {"count_500": "0"})
        assert CashClosing.objects.get().over_short == Decimal("-1500.00")

    def test_a_wrong_count_is_told_and_kept(self, desk: Desk) -> None:
        response = desk.client.post("/caja/corte/", {"count_500": "tres", "count_100": "7"})
        assert response.status_code == 422
        assert "en número" in response.context["form"].errors["count_500"][0]
        assert 'value="7"' in response.content.decode()
        assert not CashClosing.objects.exists()

    def test_a_second_closing_is_refused(self, desk: Desk) -> None:
        desk.client.post("/caja/corte/", {"count_500": "3"})
        assert desk.client.get("/caja/corte/")["Location"] == "/caja/abrir/"
        assert desk.client.post("/caja/corte/", {"count_500": "3"}).status_code == 422

    def test_the_report_prints_what_explains_the_difference(self, desk: Desk) -> None:
        taken = make_payment(account=desk.account, session=desk.session, amount="10.00", at=now())
        folio = close(desk.session).folio
        pdf = desk.client.get(f"/turnos/{desk.session.pk}/corte/")
        text = PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
        for fact in (
            taken.folio,
            folio,
            "1,510.00",
            "1,500.00",
            "Faltante",
            desk.cashier.full_name,
        ):
            assert fact in text, fact

    def test_an_open_session_has_no_report_and_tells_no_expected_cash(self, desk: Desk) -> None:
        make_payment(account=desk.account, session=desk.session, amount="111.11", at=now())
        assert desk.client.get(f"/turnos/{desk.session.pk}/corte/").status_code == 404
        assert "1,611.11" not in desk.client.get(f"/turnos/{desk.session.pk}/").content.decode()


@pytest.mark.usefixtures("desk")
class TestTheListOfSessions:
    @pytest.fixture
    def reader(self) -> Client:
        return login(make_user(functions=[Function.VIEW_CASH_SESSIONS]))

    def test_every_session_stands_with_its_result(self, desk: Desk, reader: Client) -> None:
        other = make_session(at=now())
        close(other)
        rows = reader.get("/turnos/").context["page"].rows
        assert {(row.pk, row.result) for row in rows} == {
            (desk.session.pk, "abierto"),
            (other.pk, "cuadra"),
        }

    @pytest.mark.parametrize(("result", "count"), [("abierto", 1), ("cuadra", 1), ("faltante", 0)])
    def test_it_filters_by_result(self, reader: Client, result: str, count: int) -> None:
        close(make_session(at=now()))
        assert len(reader.get("/turnos/", {"corte": result}).context["page"].rows) == count

    def test_it_goes_to_a_file(self, desk: Desk, reader: Client) -> None:
        response = reader.get("/turnos/", {"formato": "csv"})
        text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert desk.cashier.full_name in text

    def test_a_cashier_reaches_only_his_own(self, desk: Desk) -> None:
        other = make_session(at=now())
        assert desk.client.get("/turnos/").status_code == 403
        assert desk.client.get(f"/turnos/{desk.session.pk}/").status_code == 200
        assert desk.client.get(f"/turnos/{other.pk}/").status_code == 404
        close(other)
        assert desk.client.get(f"/turnos/{other.pk}/corte/").status_code == 404

    def test_who_looks_at_all_reaches_all(self, desk: Desk, reader: Client) -> None:
        assert reader.get(f"/turnos/{desk.session.pk}/").status_code == 200
