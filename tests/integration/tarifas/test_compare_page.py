"""Two versions side by side, on screen and in Excel."""

from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.factories.platform import make_user, make_utility
from tests.factories.registry import make_tariff
from tests.factories.tariffs import make_draft, make_pack_version, pack_text
from tests.integration.tarifas.test_version_page import read

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry
from caudal.domain.tariffs.models import TariffVersion
from caudal.engines.rating import load_tariff_yaml

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    make_utility()
    client = Client()
    client.force_login(make_user(functions=[Function.VIEW_TARIFFS]))
    return client


@pytest.fixture
def versions() -> tuple[TariffVersion, TariffVersion]:
    tariff = make_tariff()
    return (
        make_pack_version(pack="san-telmo-2025", tariff=tariff),
        make_pack_version(pack="san-telmo-2026", tariff=tariff),
    )


def test_what_changes_and_what_a_bill_costs(
    browser: Client, versions: tuple[TariffVersion, TariffVersion]
) -> None:
    before, after = versions
    page = browser.get("/tarifas/comparar/", {"antes": before.pk, "despues": after.pk})
    text = read(page)
    assert before.code in text
    assert "cambios" in text
    assert "precio por m³" in text or "cuota" in text
    curve = page.context["curve"]
    assert len(curve["labels"]) == len(curve["series"][0]["values"]) == 61
    # The worked bill of docs/algorithms/rating.md: 17 m³ of a medium home.
    assert curve["series"][1]["values"][17] == 326.31


def test_the_changes_in_excel(
    browser: Client, versions: tuple[TariffVersion, TariffVersion]
) -> None:
    before, after = versions
    query = {"antes": before.pk, "despues": after.pk}
    shown = browser.get("/tarifas/comparar/", query).context["change_count"]
    content = browser.get("/tarifas/comparar/excel/", query).content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Parte", "Nombre", "Lugar", "Qué"]
    assert len(rows) == shown + 1
    assert AuditEntry.objects.filter(action="platform.list.exported").exists()


def test_the_same_version_twice_says_the_same(
    browser: Client, versions: tuple[TariffVersion, TariffVersion]
) -> None:
    same = versions[0].pk
    text = read(browser.get("/tarifas/comparar/", {"antes": same, "despues": same}))
    assert "Las dos dicen lo mismo." in text


def test_a_draft_beside_a_version(
    versions: tuple[TariffVersion, TariffVersion],
) -> None:
    make_utility()
    author = make_user(functions=[Function.VIEW_TARIFFS, Function.PROPOSE_TARIFFS])
    client = Client()
    client.force_login(author)
    document = load_tariff_yaml(pack_text("tecate-2023").replace("clave: ", "clave: N-"))
    draft = make_draft(tariff=versions[0].tariff, user=author, document=document)
    given: dict[str, str | int] = {"antes": versions[1].pk, "despues": f"b{draft.pk}"}
    assert "borrador N-" in read(client.get("/tarifas/comparar/", given))
    broken = make_draft(tariff=versions[0].tariff, user=author, document={"clave": "X"})
    answered = client.get("/tarifas/comparar/", {**given, "despues": f"b{broken.pk}"})
    assert answered.status_code == 422
    assert "tiene errores" in read(answered)


@pytest.mark.parametrize("value", ["999999", "x", "b1", "b", "-1", "1" * 30])
def test_what_is_not_there(browser: Client, value: str) -> None:
    assert browser.get("/tarifas/comparar/", {"antes": value}).status_code == 404
    assert browser.get("/tarifas/comparar/excel/", {"antes": value}).status_code == 404
