"""Forms that correct the register: opened with what is there, refused in words, saved once."""

from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from tests.factories.registry import make_account
from tests.integration.cuentas.conftest import LogIn

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import (
    AccountDiscount,
    AccountNote,
    AccountRole,
    DiscountProgramme,
    Premise,
    ServiceAccount,
)

pytestmark = pytest.mark.django_db

EDITS = [
    "datos/titular/",
    "datos/cambio-de-titular/",
    "datos/domicilio/",
    "datos/servicio/",
    "datos/descuento/",
    "suspender/",
    "reactivar/",
    "baja/",
]


def url(account: ServiceAccount, path: str) -> str:
    return f"/cuentas/{account.number}/{path}"


def filled(client: Client, address: str, **typed: Any) -> dict[str, Any]:
    """The form as it opens, with what a person typed over it."""
    form = client.get(address).context["form"]
    opened = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in {**opened, **typed}.items() if value not in (None, False)
    }


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


@pytest.mark.parametrize("path", EDITS)
def test_only_who_corrects_the_register_opens_its_forms(
    account: ServiceAccount, editor: Client, log_in: LogIn, path: str
) -> None:
    assert editor.get(url(account, path)).status_code == 200
    others = log_in(Function.VIEW_ACCOUNTS, Function.ADD_NOTES)
    assert others.get(url(account, path)).status_code == 403
    assert others.post(url(account, path)).status_code == 403
    assert editor.get(f"/cuentas/0000000-0/{path}").status_code == 404


def test_the_holders_data_are_corrected(account: ServiceAccount, editor: Client) -> None:
    address = url(account, "datos/titular/")
    typed = filled(editor, address, curp=" oifg560412mhsrnd08 ", email="mari@example.mx")
    answer = editor.post(address, typed, follow=True)
    assert "Se corrigieron los datos del titular" in answer.content.decode()
    customer = AccountRole.objects.get(account=account).customer
    assert (customer.curp, customer.email) == ("OIFG560412MHSRND08", "mari@example.mx")


def test_a_form_sent_as_it_opened_changes_nothing(account: ServiceAccount, editor: Client) -> None:
    for path in ("datos/titular/", "datos/domicilio/", "datos/servicio/"):
        address = url(account, path)
        answer = editor.post(address, filled(editor, address), follow=True)
        assert "No había nada que cambiar." in answer.content.decode()
    assert not AuditEntry.objects.filter(action__startswith="registry.").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"curp": "OICL840312HSRNTS"}, "Escriba los 18 caracteres de la CURP; faltan 2."),
        ({"curp": "OICL840312HSRNTS0900"}, "Escriba los 18 caracteres de la CURP; sobran 2."),
        ({"curp": "0ICL840312HSRNTS09"}, "La CURP son 4 letras, 6 cifras y 8 letras o cifras."),
        (
            {"rfc": "OICL84"},
            "«OICL84» no es un RFC: son 3 o 4 letras, la fecha en 6 cifras y 3 más.",
        ),
        ({"name": ""}, "Falta un dato: Nombre o razón social."),
    ],
)
def test_what_is_wrong_with_a_person_is_said_at_its_field(
    account: ServiceAccount, editor: Client, typed: dict[str, str], words: str
) -> None:
    address = url(account, "datos/titular/")
    found = errors_of(editor.post(address, {**filled(editor, address), **typed}))
    assert found == {next(iter(typed)): [words]}


def test_a_page_opened_before_somebody_elses_change_is_refused(
    account: ServiceAccount, editor: Client
) -> None:
    address = url(account, "datos/domicilio/")
    stale = filled(editor, address, street="Calle Vieja")
    editor.post(address, filled(editor, address, street="Calle Nueva"))
    (message,) = errors_of(editor.post(address, stale))["__all__"]
    assert message.startswith("Otra persona cambió estos datos")
    assert Premise.objects.get(connections__accounts=account).street == "Calle Nueva"


def test_half_a_position_is_refused(account: ServiceAccount, editor: Client) -> None:
    address = url(account, "datos/domicilio/")
    found = errors_of(editor.post(address, filled(editor, address, latitude="27.9")))
    assert found == {"longitude": ["Escriba los dos números de la posición o ninguno."]}


def test_services_are_ticked_off(account: ServiceAccount, editor: Client) -> None:
    address = url(account, "datos/servicio/")
    typed = filled(editor, address, has_sewer=False, dwelling_units=4, assigned_m3="26.5")
    editor.post(address, typed)
    account.refresh_from_db()
    assert not account.has_sewer
    assert account.has_sanitation
    assert (account.dwelling_units, str(account.assigned_m3)) == (4, "26.500")


def test_the_holder_changes_and_a_day_to_come_is_refused_at_its_field(
    account: ServiceAccount, editor: Client
) -> None:
    address = url(account, "datos/cambio-de-titular/")
    typed = {
        "name": "Luis Ontiveros Cota",
        "kind": "person",
        "on_date": "2126-11-18",
        "reason": "Compraventa",
    }
    (message,) = errors_of(editor.post(address, typed))["on_date"]
    assert "no puede ser posterior a hoy" in message
    editor.post(address, {**typed, "on_date": "01/10/2026"})
    page = editor.get(url(account, ""))
    assert page.context["account"]["holder"] == "Luis Ontiveros Cota"


def test_an_account_is_suspended_with_a_reason_and_the_question_says_what_follows(
    account: ServiceAccount, editor: Client
) -> None:
    address = url(account, "suspender/")
    question = editor.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Los $1,283.11 que debe se siguen debiendo." in question
    assert errors_of(editor.post(address, {})) == {"reason": ["Escriba el motivo."]}
    editor.post(address, {"reason": "Casa deshabitada"})
    page = editor.get(url(account, ""))
    assert page.context["chips"][0].label == "Suspendida"
    assert [edit.label for edit in page.context["edits"]][-2:] == ["Reactivar", "Dar de baja"]
    (message,) = errors_of(editor.post(address, {"reason": "Otra vez"}))["__all__"]
    assert "está en estado Suspendida" in message


def test_an_account_is_closed_today_and_reopened(account: ServiceAccount, editor: Client) -> None:
    editor.post(url(account, "baja/"), {"reason": "Demolición"})
    account.refresh_from_db()
    assert (account.status, str(account.closed_on)) == ("closed", "2026-11-17")
    editor.post(url(account, "reactivar/"), {"reason": "Error"})
    account.refresh_from_db()
    assert (account.status, account.closed_on) == ("active", None)


@pytest.fixture
def elderly(db: None) -> DiscountProgramme:
    return DiscountProgramme.objects.create(
        code="am", name="Adulto mayor", tariff_input="adulto_mayor"
    )


def test_a_discount_stands_at_the_head_until_it_ends(
    account: ServiceAccount, editor: Client, elderly: DiscountProgramme
) -> None:
    address = url(account, "datos/descuento/")
    typed = {"programme": elderly.pk, "since": "2026-11-01", "proof": "INAPAM 123"}
    editor.post(address, typed)
    assert "Adulto mayor" in [c.label for c in editor.get(url(account, "")).context["chips"]]
    assert list(errors_of(editor.post(address, typed))) == ["since"]
    (row,) = editor.get(url(account, "datos/")).context["discounts"]
    assert (row["chip"]["label"], row["until"], row["proof"]) == (
        "Vigente",
        "sin fin",
        "INAPAM 123",
    )
    early = {"on_date": "2026-11-01", "reason": "Falleció"}
    assert list(errors_of(editor.post(row["end_url"], early))) == ["on_date"]
    editor.post(row["end_url"], {**early, "on_date": "2026-11-17"})
    (row,) = editor.get(url(account, "datos/")).context["discounts"]
    assert (row["chip"]["label"], row["end_url"]) == ("Terminado", "")
    assert "Adulto mayor" not in [c.label for c in editor.get(url(account, "")).context["chips"]]


def test_the_discount_and_the_notes_of_another_account_are_out_of_reach(
    account: ServiceAccount, editor: Client, elderly: DiscountProgramme
) -> None:
    other = make_account()
    discount = AccountDiscount.objects.create(
        account=other, programme=elderly, valid_during=DateRange(None, None)
    )
    note = AccountNote.objects.filter(account=account).first()
    assert note is not None
    assert editor.get(url(account, f"datos/descuento/{discount.pk}/terminar/")).status_code == 404
    assert editor.post(url(other, f"notas/{note.pk}/soltar/")).status_code == 404


def test_a_note_is_written_pinned_and_let_go(account: ServiceAccount, editor: Client) -> None:
    address = url(account, "notas/nueva/")
    assert errors_of(editor.post(address, {"text": " "})) == {"text": ["Escriba la nota."]}
    editor.post(address, {"text": "Llega después de las 18 h."})
    note = AccountNote.objects.get(text="Llega después de las 18 h.")
    assert (note.is_pinned, note.author.full_name) == (False, "Laura Robles")
    editor.post(url(account, f"notas/{note.pk}/fijar/"))
    assert len(editor.get(url(account, "")).context["pinned"]) == 2
    editor.post(url(account, f"notas/{note.pk}/soltar/"))
    assert len(editor.get(url(account, "")).context["pinned"]) == 1
