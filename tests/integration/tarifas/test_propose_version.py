"""Proposing a version on screen: the file is reviewed first, and another person signs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories.platform import make_user, make_utility
from tests.factories.registry import make_tariff
from tests.factories.tariffs import make_pack_version, pack_text
from tests.integration.tarifas.test_version_page import read

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.tariffs.models import Tariff, TariffVersion
from caudal.usecases.propose_configuration_change import propose_configuration_change

pytestmark = pytest.mark.django_db

PROPOSER = (Function.VIEW_TARIFFS, Function.PROPOSE_TARIFFS)
SIGNER = (Function.VIEW_TARIFFS, Function.APPROVE_TARIFFS)
NEXT = (
    pack_text("san-telmo-2026")
    .replace("clave: AG-2026-02", "clave: AG-2027-02")
    .replace("desde: 2026-02-01", "desde: 2027-02-01")
)


@dataclass(frozen=True)
class Desk:
    """The tariff that gets a version, who proposes it and her browser."""

    tariff: Tariff
    proposer: User
    browser: Client


@pytest.fixture
def desk() -> Desk:
    """A published version, and somebody who may propose the next one."""
    make_utility()
    tariff = make_tariff(code="agua", name="Agua, alcantarillado y saneamiento")
    make_pack_version(pack="san-telmo-2026", tariff=tariff)
    proposer = make_user(functions=PROPOSER)
    return Desk(tariff, proposer, browser_of(proposer))


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(desk: Desk, content: str | bytes | None = None, **values: Any) -> Any:
    """Send the form, with a file when there is one."""
    given = {"tariff": desk.tariff.pk, "reason": "Ley de ingresos 2027", **values}
    if content is not None:
        raw = content.encode() if isinstance(content, str) else content
        given["file"] = SimpleUploadedFile("ag-2027.yaml", raw)
    return desk.browser.post("/tarifas/proponer/", given)


def proposed(desk: Desk, at: datetime) -> ConfigurationChange:
    return propose_configuration_change(
        kind=ConfigurationChange.Kind.TARIFF_VERSION,
        facts={"tariff": "agua", "document": NEXT},
        reason="Ley de ingresos 2027",
        acting_user=desk.proposer,
        at=at,
    )


def test_a_file_is_reviewed_before_anything_is_stored(desk: Desk) -> None:
    response = post(desk, NEXT)
    text = read(response)
    assert response.status_code == 200
    for words in (
        "Revisar versión AG-2027-02",
        "01/02/2027 en adelante",
        "Sin errores",
        "casos de prueba iguales al centavo",
        "Enviar a firma",
    ):
        assert words in text
    assert not ConfigurationChange.objects.exists()
    assert TariffVersion.objects.count() == 1


def test_what_was_reviewed_is_sent_to_be_signed(desk: Desk) -> None:
    given = post(desk, NEXT).context["given"]
    answered = desk.browser.post("/tarifas/proponer/", given)
    change = ConfigurationChange.objects.get()
    assert answered.headers["Location"] == f"/ajustes/propuestas/{change.pk}/"
    assert (change.proposed_by, change.reason) == (desk.proposer, "Ley de ingresos 2027")
    version = TariffVersion.objects.get(code="AG-2027-02")
    assert version.state == TariffVersion.State.PROPOSED


def test_a_case_that_does_not_agree_closes_the_button(desk: Desk) -> None:
    wrong = NEXT.replace("total: 326.31", "total: 326.30", 1)
    response = post(desk, wrong)
    text = read(response)
    assert "total debe ser 326.30 y da 326.31" in text
    assert "Corrija el archivo: tiene errores o casos que no coinciden." in text
    assert "disabled" in response.content.decode()
    assert desk.browser.post("/tarifas/proponer/", response.context["given"]).status_code == 200
    assert not ConfigurationChange.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Elija el archivo YAML de la versión."),
        (b"\xff\xfe\x00\x01", "El archivo no es un texto; guárdelo como UTF-8."),
        ("clave: [", "No es YAML válido"),
        (NEXT.replace("formula: agua * 0.35", "formula: agu * 0.35"), "agu"),
        (b"#" * 1_000_001, "El archivo pesa más de 1 MB"),
        (b"", "vacío"),
    ],
)
def test_a_file_that_is_no_version_is_refused_at_its_field(
    desk: Desk, content: str | bytes | None, words: str
) -> None:
    response = post(desk, content)
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors["file"])


def test_a_version_that_does_not_follow_is_refused_in_words(desk: Desk) -> None:
    response = post(desk, document=pack_text("san-telmo-2026"))
    assert response.status_code == 422
    assert "La versión AG-2026-02 ya existe" in read(response)


def test_the_proposer_reads_why_the_button_is_closed_and_another_signs(
    desk: Desk, at: datetime
) -> None:
    change = proposed(desk, at)
    version = TariffVersion.objects.get(code="AG-2027-02")
    url = f"/tarifas/versiones/{version.pk}/"
    text = read(desk.browser.get(url))
    assert "Por aprobar" in text
    assert "Usted la propuso: la firma otra persona." in text
    reader = make_user(functions=[Function.VIEW_TARIFFS])
    needed = "Para firmarla se necesita la función «Aprobar versiones de tarifa»."
    assert needed in read(browser_of(reader).get(url))
    signer = browser_of(make_user(functions=SIGNER))
    assert f"/ajustes/propuestas/{change.pk}/firmar/" in signer.get(url).content.decode()
    signer.post(f"/ajustes/propuestas/{change.pk}/firmar/", {"note": ""})
    version.refresh_from_db()
    assert version.state == TariffVersion.State.PUBLISHED
    earlier = TariffVersion.objects.get(code="AG-2026-02")
    assert earlier.valid_during.upper == date(2027, 2, 1)
    assert "Siguiente" in read(signer.get(url))
