"""The page of a version and its calculator, as a browser without scripts sees them."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook
from tests.factories.billing import make_consumption
from tests.factories.history import make_month
from tests.factories.platform import make_user, make_utility
from tests.factories.registry import make_account, make_tariff
from tests.factories.tariffs import make_pack_version
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry
from caudal.domain.tariffs.models import Tariff, TariffVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of somebody who sees tariffs and accounts."""
    make_utility()
    client = Client()
    client.force_login(make_user(functions=[Function.VIEW_TARIFFS, Function.VIEW_ACCOUNTS]))
    return client


@pytest.fixture
def san_telmo() -> TariffVersion:
    """The version in force, after that of the year before."""
    tariff: Tariff = make_tariff(code="agua", name="Agua, alcantarillado y saneamiento")
    make_pack_version(pack="san-telmo-2025", tariff=tariff, ends_before=date(2026, 2, 1))
    return make_pack_version(pack="san-telmo-2026", tariff=tariff)


def get(browser: Client, version: TariffVersion, path: str = "", **values: str) -> Any:
    return browser.get(f"/tarifas/versiones/{version.pk}/{path}", values)


def read(response: Any) -> str:
    """What a person reads."""
    spaced = response.content.decode().replace("<", " <")
    return re.sub(r"\s+", " ", strip_tags(spaced))


def test_the_page_prints_the_table_of_the_mockup(browser: Client, san_telmo: TariffVersion) -> None:
    response = get(browser, san_telmo, fecha="2026-10-30")
    text = read(response)
    assert response.status_code == 200
    assert "Tarifa AG-2026-02 Vigente" in text
    assert "01/02/2026 en adelante" in text
    assert "0 a 10 m³ (lo alcanza el cálculo) 118.40 incluido 118.40" in text
    assert "16 a 20 m³ (lo alcanza el cálculo) 14.8320 258.89" in text
    assert "Más de 50 m³ 33.1180 –" in text
    assert "Sin errores" in text
    assert "89 casos de prueba iguales al centavo" in text


def test_prices_stand_beside_those_of_the_version_before(
    browser: Client, san_telmo: TariffVersion
) -> None:
    text = read(get(browser, san_telmo))
    first = TariffVersion.objects.exclude(pk=san_telmo.pk).get()
    assert f"Contra {first.code}" in text
    assert re.search(r"21 a 30 m³ 18\.4075 442\.96 \+\d+\.\d %", text)
    assert "Contra" not in read(get(browser, first))


def test_the_calculator_explains_each_step(browser: Client, san_telmo: TariffVersion) -> None:
    response = get(browser, san_telmo, consumo="17", fecha="2026-10-30")
    text = read(response)
    for words in (
        "Los primeros 10 m³ Cuota mínima, se cobra completa cuota 118.4000",
        "Del 11 al 15, son 5 m³ 5 × 13.2650 66.3250",
        "16 y 17, son 2 m³ 2 × 14.8320 29.6640",
        "214.3890, al centavo más cercano $214.39",
        "Total del recibo $19.19 por m³ $326.31",
    ):
        assert words in text
    picture = re.search(r"<svg class=.c-staircase.*?</svg>", response.content.decode(), re.DOTALL)
    assert picture
    tones = re.findall(r"c-stair-(1|3|attention|rest)\"", picture.group())
    assert tones == ["1", "3", "attention", "rest", "rest"]
    assert "style=" not in picture.group()


def test_a_fragment_answers_what_is_typed_and_moves_the_rows(
    browser: Client, san_telmo: TariffVersion
) -> None:
    response = get(browser, san_telmo, "calculo/", consumo="8", uso="comercial", fecha="2026-10-30")
    text = response.content.decode()
    assert "<html" not in text
    assert 'data-announce="Total $481.89"' in text
    assert 'id="printed" hx-swap-oob="true"' in text
    assert text.count("lo alcanza el cálculo") == 1
    assert "286.50" in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"consumo": ""}, "Falta «consumo»"),
        ({"consumo": "-3"}, "consumo"),
        ({"consumo": "doce"}, "«consumo» es «doce»; debe ser un número exacto"),
        ({"fecha": "2026-01-31"}, "AG-2026-02 no rige el 31/01/2026. Escriba una fecha"),
        ({"fecha": "ayer"}, "Escriba la fecha como 06/11/2026."),
        ({"viviendas": "0"}, "«viviendas» es 0; no puede ser menor que 1"),
    ],
)
def test_what_cannot_be_rated_is_said_in_words(
    browser: Client, san_telmo: TariffVersion, values: dict[str, str], words: str
) -> None:
    response = get(browser, san_telmo, "calculo/", **{"consumo": "17", **values})
    assert response.status_code == 200
    assert words in read(response)
    assert "Total del recibo" not in read(response)


def test_a_partial_tariff_says_so_and_refuses_above_its_bound(browser: Client) -> None:
    version = make_pack_version(pack="tecate-2023")
    text = read(get(browser, version))
    assert "Parcial" in text
    assert "ninguna corrida la usa" in text
    assert "solo publica hasta 5" in read(get(browser, version, "calculo/", consumo="6"))


@pytest.mark.parametrize("name", PACK_NAMES)
def test_every_shipped_tariff_has_its_page_with_an_amount(browser: Client, name: str) -> None:
    version = make_pack_version(pack=name)
    response = get(browser, version)
    text = read(response)
    assert response.status_code == 200
    assert "Total del recibo" in text
    for concept in pack(name).concepts:
        assert concept.label[1:].replace("_", " ") in text


def test_a_real_account_brings_its_volume_and_facts(
    browser: Client, san_telmo: TariffVersion
) -> None:
    account = make_account(has_sewer=False)
    period = make_month(account=account, start=date(2026, 9, 1))
    make_consumption(account=account, period=period, volume_m3="24")
    answered = get(browser, san_telmo, "cuenta/", cuenta=account.number)
    assert answered.status_code == 302
    text = read(browser.get(answered.headers["Location"]))
    assert "Agua potable 332.5" in text.replace("$", "")
    assert "Alcantarillado 35 %" not in text
    refused = get(browser, san_telmo, "cuenta/", cuenta="no-hay")
    assert refused.status_code == 422
    assert "No hay cuenta no-hay." in read(refused)


def test_tables_go_out_as_excel_and_as_the_file_that_came_in(
    browser: Client, san_telmo: TariffVersion
) -> None:
    answered = get(browser, san_telmo, "excel/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answered.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:3] == ["Agua, por bloques", "Doméstico medio", "0 a 10 m³"]
    assert rows[2][6] == pytest.approx(13.2650)
    assert "Tarifa AG-2026-02" in str(AuditEntry.objects.latest("pk").after)
    document = get(browser, san_telmo, "documento/")
    assert document.content.decode() == san_telmo.document


def test_the_list_says_where_each_version_is_in_its_life(
    browser: Client, san_telmo: TariffVersion
) -> None:
    make_pack_version(pack="tecate-2023", state=TariffVersion.State.REJECTED)
    text = read(browser.get("/tarifas/"))
    for words in ("3 versiones", "AG-2026-02", "Vigente", "Terminada", "Rechazada", "Parcial"):
        assert words in text
    only = read(browser.get("/tarifas/", {"tarifa": san_telmo.tariff_id}))
    assert "2 versiones" in only


def test_without_any_tariff_the_list_says_what_to_do(browser: Client) -> None:
    assert "Aún no hay tarifas" in read(browser.get("/tarifas/"))
