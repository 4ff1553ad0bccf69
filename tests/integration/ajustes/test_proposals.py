"""What moves money on screen: one person proposes, another one signs or rejects."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from tests.factories.platform import make_user, make_utility
from tests.integration.tarifas.test_version_page import read

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, ConfigurationChange, MoneyParameter

pytestmark = pytest.mark.django_db

UMA = {
    "code": "UMA",
    "valid_from": "2027-02-01",
    "value": "120.50",
    "source": "INEGI, 10/01/2027",
    "reason": "Actualización anual",
}
State = ConfigurationChange.State


@dataclass(frozen=True)
class Browsers:
    """The browsers of who proposes and who signs."""

    proposer: Client
    signer: Client


@pytest.fixture
def browsers() -> Browsers:
    """Two people, and the value of UMA that holds today."""
    make_utility()
    MoneyParameter.objects.create(
        code="UMA", valid_from=date(2026, 2, 1), value=Decimal("117.31"), source="INEGI"
    )
    proposer, signer = Client(), Client()
    proposer.force_login(make_user(functions=[Function.PROPOSE_SETTINGS]))
    signer.force_login(make_user(functions=[Function.APPROVE_SETTINGS]))
    return Browsers(proposer, signer)


@pytest.fixture
def change(browsers: Browsers) -> ConfigurationChange:
    """A new value of UMA that waits."""
    answered = browsers.proposer.post("/ajustes/parametros/proponer/", UMA)
    found = ConfigurationChange.objects.get()
    assert answered.headers["Location"] == f"/ajustes/propuestas/{found.pk}/"
    return found


def url(change: ConfigurationChange, act: str = "") -> str:
    return f"/ajustes/propuestas/{change.pk}/{act}"


def test_a_proposal_reads_before_and_after(browsers: Browsers, change: ConfigurationChange) -> None:
    text = read(browsers.signer.get(url(change)))
    for words in (
        "UMA desde el 01/02/2027 Por aprobar",
        "Desde 01/02/2026 01/02/2027 (cambia)",
        "Valor 117.31 120.5 (cambia)",
        "Clave UMA UMA ",
        "Motivo Actualización anual",
        "Firmar propuesta",
    ):
        assert words in text
    assert not MoneyParameter.objects.filter(valid_from="2027-02-01").exists()


def test_who_proposed_reads_why_the_button_is_closed(
    browsers: Browsers, change: ConfigurationChange
) -> None:
    page = browsers.proposer.get(url(change))
    assert "Usted la propuso: la firma otra persona." in read(page)
    assert url(change, "firmar/") not in page.content.decode()
    assert browsers.proposer.post(url(change, "firmar/"), {}).status_code == 403


def test_both_functions_do_not_let_one_person_sign_his_own() -> None:
    make_utility()
    person = make_user(functions=[Function.PROPOSE_SETTINGS, Function.APPROVE_SETTINGS])
    browser = Client()
    browser.force_login(person)
    browser.post("/ajustes/parametros/proponer/", {**UMA, "code": "INPC"})
    own = ConfigurationChange.objects.get(proposed_by=person)
    refused = browser.post(url(own, "firmar/"), {"note": ""})
    assert refused.status_code == 422
    assert "lo firma o lo rechaza otra persona" in read(refused)
    own.refresh_from_db()
    assert own.state == State.PROPOSED


def test_a_signature_puts_it_in_force(browsers: Browsers, change: ConfigurationChange) -> None:
    asked = read(browsers.signer.get(url(change, "firmar/")))
    assert "¿Firmar «UMA desde el 01/02/2027»?" in asked
    browsers.signer.post(url(change, "firmar/"), {"note": "Cotejado con el DOF"})
    assert MoneyParameter.objects.get(valid_from="2027-02-01").value == Decimal("120.5")
    text = read(browsers.signer.get(url(change)))
    assert "Vigente" in text
    assert "Nota Cotejado con el DOF" in text
    assert "Firmar propuesta" not in text
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert "platform.configuration_change.signed" in actions


def test_a_rejection_needs_its_reason(browsers: Browsers, change: ConfigurationChange) -> None:
    refused = browsers.signer.post(url(change, "rechazar/"), {"note": ""})
    assert refused.status_code == 422
    assert "Escriba por qué la rechaza." in read(refused)
    browsers.signer.post(url(change, "rechazar/"), {"note": "Ese no es el valor del DOF"})
    change.refresh_from_db()
    assert (change.state, change.decision_note) == (State.REJECTED, "Ese no es el valor del DOF")
    assert MoneyParameter.objects.count() == 1


def test_a_stale_page_is_told_so(browsers: Browsers, change: ConfigurationChange) -> None:
    browsers.signer.post(url(change, "firmar/"), {})
    late = browsers.signer.post(url(change, "rechazar/"), {"note": "Tarde"})
    assert late.status_code == 422
    assert "ya fue decidido" in read(late)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": "ciento"}, "Escriba el valor como 117.31."),
        ({"valid_from": "mañana"}, "Escriba la fecha como 06/11/2026."),
        ({"reason": ""}, "Falta un dato: Motivo."),
        ({"valid_from": "2026-02-01"}, "UMA"),
    ],
)
def test_a_wrong_parameter_is_refused_in_words(
    browsers: Browsers, wrong: dict[str, str], words: str
) -> None:
    refused = browsers.proposer.post("/ajustes/parametros/proponer/", {**UMA, **wrong})
    assert refused.status_code == 422
    assert words in read(refused)
    assert not ConfigurationChange.objects.exists()


def test_the_same_proposal_does_not_wait_twice(
    browsers: Browsers, change: ConfigurationChange
) -> None:
    del change
    refused = browsers.proposer.post("/ajustes/parametros/proponer/", UMA)
    assert refused.status_code == 422
    assert "ya espera firma" in read(refused)


def test_the_lists_show_what_waits_and_what_holds(
    browsers: Browsers, change: ConfigurationChange
) -> None:
    waiting = read(browsers.signer.get("/ajustes/propuestas/", {"estado": "proposed"}))
    assert "1 propuesta" in waiting
    assert f"{change.title} Actualización anual" in waiting
    none = read(browsers.signer.get("/ajustes/propuestas/", {"cambia": "surcharge_rule"}))
    assert "Nada coincide con el filtro." in none
    values = read(browsers.signer.get("/ajustes/parametros/"))
    assert "UMA 01/02/2026 117.31 INEGI" in values
    assert "120.5" not in values


def test_without_proposals_the_list_says_what_they_are() -> None:
    make_utility()
    browser = Client()
    browser.force_login(make_user(functions=[Function.VIEW_AUDIT]))
    assert "No hay propuestas" in read(browser.get("/ajustes/propuestas/"))
