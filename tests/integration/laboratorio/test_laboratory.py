"""The laboratory as a browser without scripts sees it."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook
from tests.factories.billing import TARIFF
from tests.factories.platform import make_user
from tests.factories.runs import Town, make_town
from tests.factories.tariffs import make_draft

from caudal.domain.billing.models import TariffTrial
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, BackgroundJob
from caudal.domain.registry.models import Colonia, Premise
from caudal.domain.tariffs.models import Tariff, TariffVersion
from caudal.engines.rating import load_tariff_yaml
from caudal.usecases.request_tariff_trial import request_tariff_trial
from caudal.usecases.run_tariff_trial import run_tariff_trial

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
AT = datetime(2026, 11, 20, 18, tzinfo=UTC)
DEARER = TARIFF.format(code="AG-2027", start="2027-01-01").replace("118.40", "148.40")


@pytest.fixture
def town() -> Town:
    town = make_town(accounts=12)
    town.read(OCTOBER)
    return town


@pytest.fixture
def browser(town: Town) -> Client:
    """The browser of somebody who may propose tariffs."""
    del town
    client = Client()
    client.force_login(
        make_user(functions=[Function.VIEW_TARIFFS, Function.PROPOSE_TARIFFS], full_name="Inés Paz")
    )
    return client


def read(response: Any) -> str:
    """What a person reads."""
    return re.sub(r"\s+", " ", strip_tags(response.content.decode().replace("<", " <")))


def asked(town: Town, document: str = DEARER) -> TariffTrial:
    return request_tariff_trial(
        tariff=Tariff.objects.get(),
        document=document,
        first_day=OCTOBER,
        next_day=date(2026, 11, 1),
        acting_user=town.clerk,
        at=AT,
    ).trial


def finished(town: Town) -> TariffTrial:
    return run_tariff_trial(trial_id=asked(town).pk, at=AT)


def test_an_empty_laboratory_says_what_it_is_for(browser: Client) -> None:
    text = read(browser.get("/laboratorio/"))
    assert "Aún no se ha probado ninguna tarifa" in text
    assert "Probar una tarifa" in text


def test_whoever_only_looks_cannot_ask(town: Town) -> None:
    del town
    client = Client()
    client.force_login(make_user(functions=[Function.VIEW_TARIFFS]))
    assert "Probar una tarifa" not in read(client.get("/laboratorio/"))
    assert client.get("/laboratorio/probar/").status_code == 403


def test_asking_queues_the_trial_of_a_version(browser: Client) -> None:
    version = TariffVersion.objects.get()
    page = read(browser.get(f"/laboratorio/probar/?tried=version-{version.pk}"))
    assert "AG-2026, Agua" in page
    assert "octubre 2026" in page
    answer = browser.post(
        "/laboratorio/probar/",
        {"tried": f"version-{version.pk}", "period": "2026-10-01_2026-11-01"},
    )
    trial = TariffTrial.objects.get()
    assert answer.headers["Location"] == f"/laboratorio/{trial.pk}/"
    assert trial.document == version.document
    assert BackgroundJob.objects.get().title == "Prueba de AG-2026"
    waiting = read(browser.get(f"/laboratorio/{trial.pk}/"))
    assert "Calculando la prueba" in waiting
    assert "Calculando la prueba" in read(browser.get(f"/laboratorio/{trial.pk}/avance/"))
    assert browser.get(f"/laboratorio/{trial.pk}/excel/").status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"period": "2026-10-01_2026-11-01"}, "Elija la versión"),
        ({"tried": "1"}, "Falta un dato: Periodo"),
        ({"tried": "1", "period": "2031-01-01_2031-02-01"}, "Elija un periodo de la lista"),
        ({"tried": "9", "period": "x"}, "Elija un periodo de la lista"),
    ],
)
def test_a_form_that_lacks_something(browser: Client, given: dict[str, str], told: str) -> None:
    version = TariffVersion.objects.get()
    data = given | ({"tried": f"version-{version.pk}"} if given.get("tried") == "1" else {})
    answer = browser.post("/laboratorio/probar/", data)
    assert answer.status_code == 422
    assert told in read(answer)
    assert not TariffTrial.objects.exists()


def test_a_draft_is_tried_before_it_is_sent_to_be_signed(browser: Client, town: Town) -> None:
    author = make_user(functions=[Function.PROPOSE_TARIFFS])
    draft = make_draft(tariff=Tariff.objects.get(), user=author, document=load_tariff_yaml(DEARER))
    period = {"period": "2026-10-01_2026-11-01"}
    page = read(browser.get("/laboratorio/probar/"))
    assert "AG-2027, " in page
    browser.post("/laboratorio/probar/", {"tried": f"borrador-{draft.pk}", **period})
    trial = run_tariff_trial(trial_id=TariffTrial.objects.get().pk, at=AT)
    assert (trial.figures or {})["whole"]["up"] == 9
    broken = make_draft(tariff=Tariff.objects.get(), user=author, document={"clave": "ROTA"})
    answer = browser.post("/laboratorio/probar/", {"tried": f"borrador-{broken.pk}", **period})
    assert answer.status_code == 422
    assert "Todavía tiene errores" in read(answer)
    signer = Client()
    signer.force_login(make_user(functions=[Function.VIEW_TARIFFS, Function.APPROVE_TARIFFS]))
    assert "ROTA" not in read(signer.get("/laboratorio/probar/"))


def test_the_page_of_a_trial(browser: Client, town: Town) -> None:
    """Nine homes pay 30 pesos more of water and 35 % of it of sewer, with IVA on the sewer: 42.18;
    the two shops the same; the last account is suspended.
    """
    trial = finished(town)
    text = read(browser.get(f"/laboratorio/{trial.pk}/"))
    assert "Prueba de AG-2027" in text
    assert "11 cuentas que se facturan con las dos" in text
    assert "Pagan menos 0 Igual 2 Pagan más 9 Mayor aumento $42.18" in text
    assert "Diferencia +$379.62" in text
    assert "Suspendida Excluidas 1 1" in text
    assert re.search(r"Doméstico medio 9 .* \+\$379\.62 \+\d+\.\d % 9 0 \$42\.18", text)
    assert re.search(r"Comercial 2 .* \$0\.00 0\.0 % 0 2? ?", text)


def test_bands_and_colonias(browser: Client, town: Town) -> None:
    for place, premise in enumerate(Premise.objects.order_by("pk")):
        colonia, _ = Colonia.objects.get_or_create(name=f"Colonia {place % 3}", postal_code="")
        premise.colonia, premise.latitude, premise.longitude = colonia, 27 + place, -109 - place
        premise.save()
    trial = finished(town)
    bands = read(browser.get(f"/laboratorio/{trial.pk}/?por=consumo"))
    assert "Más de 10 a 20 m³" in bands
    page = browser.get(f"/laboratorio/{trial.pk}/?por=colonia")
    assert page.content.decode().count("<circle") == 3
    assert "Colonia 0:" in page.content.decode()
    assert browser.get(f"/laboratorio/{trial.pk}/?por=otra").status_code == 200


def test_the_sheet_adds_up(browser: Client, town: Town) -> None:
    trial = finished(town)
    answer = browser.get(f"/laboratorio/{trial.pk}/excel/")
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name(sheet)
    cells = rows.to_python()[1:]
    *groups, total = cells
    assert total[1] == "Total"
    for heading in ("Uso", "Consumo", "Colonia"):
        own = [row for row in groups if row[0] == heading]
        for column in (2, 4, 5, 6):
            assert sum(_cell(row[column]) for row in own) == _cell(total[column])
    entry = AuditEntry.objects.get(action="platform.list.exported")
    assert "AG-2027" in str(entry.after)


def _cell(value: object) -> Decimal:
    """A number of a sheet, as the decimal that was written."""
    return Decimal(str(value))


def test_what_a_draft_cannot_rate_is_told_first(browser: Client, town: Town) -> None:
    document = DEARER.replace("      comercial: {base", "      industrial: {base")
    trial = run_tariff_trial(trial_id=asked(town, document).pk, at=AT)
    text = read(browser.get(f"/laboratorio/{trial.pk}/"))
    assert "no puede calcular algunas cuentas" in text
    assert "no tiene la clave «comercial»" in text
    assert "2 cuentas se facturan solo con una de las dos" in text


def test_the_list_of_trials(browser: Client, town: Town) -> None:
    finished(town)
    asked(town, DEARER.replace("AG-2027", "AG-2028"))
    text = read(browser.get("/laboratorio/"))
    assert re.search(r"AG-2027 .*octubre 2026 Lista 12 ", text)
    assert re.search(r"AG-2028 .*octubre 2026 Sin cifras", text)
    assert "AG-2028" not in read(browser.get("/laboratorio/?q=2027"))
    sheet = browser.get("/laboratorio/?formato=xlsx")
    (rows,) = CalamineWorkbook.from_filelike(io.BytesIO(sheet.getvalue())).sheet_names
    assert rows.startswith("Pruebas")
    sheet.close()


def test_a_trial_that_is_not_there(browser: Client) -> None:
    assert browser.get("/laboratorio/99/").status_code == 404
